"""A provider's answer, of whatever kind: taken in whole with its receipt, then worked by what it says."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import confirmation, duties, files, questions
from lsip_workflow.journeys.deadlines import close, move
from lsip_workflow.journeys.refusals import Faulty, KeyReused, Refused
from lsip_workflow.model import (
    Action,
    AnswerKind,
    Commitment,
    CommitmentKind,
    Confirmation,
    Deadline,
    EventRow,
    IdempotencyKey,
    Plan,
    Request,
    Response,
    ResponseStatus,
    canonical,
    digest,
)
from lsip_workflow.rules import answer_kinds, permissions, responses
from lsip_workflow.rules.responses import ActionAnswer, AnyForm, MoreTime, NotForMe, ResponseForm
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record


@dataclass(frozen=True)
class Receipt:
    """What the provider is told: the same, to the byte, however often the submission arrives."""

    text: str
    status: int = 201
    repeated: bool = False


def submit(session: Session, occasion: Occasion, request_id: str, form: AnyForm, key: str) -> Receipt:
    """Take in an answer of any kind, once for each key, and give its receipt.

    Raises NotYours beyond the actor's scope, KeyReused when the key came with another body, Faulty with
    all faults, Refused when the request takes no answer any more. Late answers are taken.
    """
    asked = queries.asked(session, request_id)
    if asked is None:
        raise permissions.NotYours
    permissions.require_respond(
        occasion.actor, asked.plan.area_id, asked.plan.erb_id, asked.request.provider_id
    )
    lock(session, f"plan:{asked.plan.id}")
    body = digest(canonical({"request": request_id, "form": form.model_dump(mode="json")}))
    organisation = occasion.actor.organisation_id or asked.request.provider_id
    kept = queries.kept_receipt(session, organisation, key)
    if kept is not None:
        if kept.body_digest != body:
            raise KeyReused
        return Receipt(kept.receipt, kept.status, repeated=True)
    session.expire_all()  # what was read before the lock may have changed while we waited for it
    response = _take_in(session, occasion, request_id, form)
    receipt = Receipt(canonical(_receipt(response)))
    session.add(
        IdempotencyKey(
            organisation_id=organisation,
            key=key,
            body_digest=body,
            status=receipt.status,
            receipt=receipt.text,
            at=occasion.now,
        )
    )
    return receipt


def _take_in(session: Session, occasion: Occasion, request_id: str, form: AnyForm) -> Response:
    asked = queries.asked(session, request_id)
    assert asked is not None  # it was there before the lock, and requests are never deleted
    if reasons := responses.why_not(asked.request):
        raise Refused(reasons)
    own = occasion.actor.organisation_id == asked.request.provider_id
    faults = [
        *responses.unknown_actions(form, frozenset(queries.action_codes(session, asked.plan.id))),
        *answer_kinds.time_faults(form, asked.deadline, occasion.today),
        *answer_kinds.heard_faults(form, occasion.actor, asked.request.provider_id),
        *files.faults(session, asked.plan, form.files, asked.request.provider_id, own=own),
    ]
    if faults:
        raise Faulty(faults)
    response = responses.next_version(asked.request, asked.current, form, occasion.now)
    fact = events.ResponseSubmitted(
        plan=asked.plan.id,
        request=request_id,
        response=response.id,
        provider=response.provider_id,
        number=response.version,
        follows=response.follows_id,
        reference=response.reference,
        answer_kind=response.kind,
        heard_how=response.heard_how,
        credential=occasion.actor.id,
        sender=str(occasion.actor),
        files=form.files,
        at=response.submitted_at,
    )
    record(session, occasion, fact, response)
    _date(session, occasion, asked.deadline, form)
    if not isinstance(form, MoreTime):
        questions.answered_by(session, occasion, response)
    confirmation.ask(session, occasion, asked.plan, response)
    return response


def _date(session: Session, occasion: Occasion, deadline: Deadline | None, form: AnyForm) -> None:
    """More time moves the date and leaves it open, with reminders anew; every other kind ends them."""
    if not isinstance(form, MoreTime):
        close(session, occasion, deadline, needed=not isinstance(form, NotForMe))
    elif deadline is not None:
        move(session, occasion, deadline, form.until, "provider_capacity")


def _receipt(response: Response) -> dict[str, Any]:
    return {
        "reference": response.reference,
        "response": response.id,
        "request": response.request_id,
        "plan": response.plan_id,
        "version": response.version,
        "received_at": response.submitted_at.isoformat(),
        "what_happens_next": answer_kinds.NEXT[response.kind],
    }


def handle(session: Session, occasion: Occasion, event: EventRow) -> str:
    """Match an answer to the actions that it speaks to; one that was replaced meanwhile is passed by.

    Where the plan asks for confirmation, an answer waits here until somebody of the provider gave it, or
    until that is asked for no more.
    """
    fact = events.read(json.loads(event.payload))
    lock(session, event.stream)
    if isinstance(fact, events.ConfirmationSwitched):
        plan = session.get_one(Plan, fact.plan)
        waiting = [] if plan.provider_confirms else confirmation.waiting(session, plan)
        return (
            "; ".join(_work(session, occasion, response) for response in waiting) or "no answer was waiting"
        )
    assert isinstance(fact, events.ResponseSubmitted | events.ResponseConfirmed)
    response = session.get_one(Response, fact.response)
    plan = session.get_one(Plan, fact.plan)
    if response.confirmation is Confirmation.SENT and plan.provider_confirms:
        return f"{response.reference}: waits until somebody of the provider confirms it"
    return _work(session, occasion, response)


def _work(session: Session, occasion: Occasion, response: Response) -> str:
    """Match one answer, once.

    Only the answer itself speaks of actions; the other kinds are shown as what they are, by their phrase.
    """
    plan = session.get_one(Plan, response.plan_id)
    request = session.get_one(Request, response.request_id)
    if request.current_response_id != response.id or response.content is None:
        return f"{response.reference}: a newer version stands in its place"
    if response.status is ResponseStatus.MATCHED:
        return f"{response.reference}: was matched before"
    matched = _match(session, occasion, response)
    if response.kind in answer_kinds.ACTS:
        duties.received(session, occasion, plan, response)
    record(
        session,
        occasion,
        events.ResponseMatched(
            plan=plan.id, response=response.id, provider=response.provider_id, actions=matched
        ),
    )
    if response.kind is not AnswerKind.ANSWER:
        return f"{response.reference}: the provider {answer_kinds.DID[response.kind]}"
    return f"{response.reference}: matched to {matched} action{'' if matched == 1 else 's'}"


def _match(session: Session, occasion: Occasion, response: Response) -> int:
    form = responses.read_kept(response.content or "")
    if response.kind in answer_kinds.TAKES_BACK:
        _take_back(session, occasion, response)
    if not isinstance(form, ResponseForm):
        return 0
    pairs = responses.commitments_in(form, queries.action_codes(session, response.plan_id))
    for action, answer in pairs:
        _commit(session, occasion, response, action, answer)
    return len(pairs)


def _take_back(session: Session, occasion: Occasion, response: Response) -> None:
    """What the provider committed to in earlier versions of this answer it does not commit to any more."""
    earlier = select(Response.id).where(Response.request_id == response.request_id)
    standing = select(Commitment, Action).where(
        Commitment.action_id == Action.id,
        Commitment.organisation_id == response.provider_id,
        col(Commitment.response_id).in_(earlier),
        col(Commitment.kind).in_((CommitmentKind.FIRM, CommitmentKind.IN_PRINCIPLE)),
    )
    for row, action in session.exec(standing.order_by(Action.code)).all():
        row.alternative, row.risk, row.response_id = None, None, response.id
        _committed(session, occasion, row, action, CommitmentKind.DECLINED)


def _commit(
    session: Session, occasion: Occasion, response: Response, action: Action, answer: ActionAnswer
) -> None:
    """The provider's word on one action; a new version of the answer takes the place of the old word."""
    query = select(Commitment).where(
        Commitment.action_id == action.id, Commitment.organisation_id == response.provider_id
    )
    kind = responses.commitment_kind(answer)
    row = session.exec(query).one_or_none() or Commitment(
        plan_id=response.plan_id, action_id=action.id, organisation_id=response.provider_id, kind=kind
    )
    row.alternative, row.risk = answer.alternative or None, answer.risk or None
    row.response_id = response.id
    _committed(session, occasion, row, action, kind)


def _committed(
    session: Session, occasion: Occasion, row: Commitment, action: Action, kind: CommitmentKind
) -> None:
    fact = events.CommitmentRecorded(
        plan=row.plan_id,
        commitment=row.id,
        action=action.id,
        organisation=row.organisation_id,
        of_kind=kind,
        response=row.response_id,
    )
    record(session, occasion, fact, row)
