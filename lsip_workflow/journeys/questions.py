"""What goes on about an answer: what was heard before it came, questions about it, and its acceptance."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import files
from lsip_workflow.journeys.deadlines import close, open_deadline
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    AnswerKind,
    Basis,
    Contact,
    HeardHow,
    Plan,
    Question,
    QuestionStatus,
    Request,
    Response,
    Role,
    Strength,
    new_id,
)
from lsip_workflow.rules.answer_kinds import reply_faults
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "request"
PRACTICE = "Practice of this project."


def record_contact(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    request: Request,
    *,
    how: HeardHow,
    on: date,
    with_whom: str,
    said: str,
    promised_for: date | None = None,
    attached: Sequence[str] = (),
) -> Contact:
    """Note a call or a promise that is no answer yet: it ends nothing and moves no date; a person does.

    The provider gets a copy to correct. Raises Faulty.
    """
    lock(session, f"plan:{plan.id}", plan, request)
    faults = [
        *(["on: this day is still to come."] if on > occasion.today else []),
        *([] if said.strip() else ["said: this may not be empty."]),
        *([] if with_whom.strip() else ["with_whom: say who it was, or their role."]),
        *(
            ["promised_for: this day is before the one on which it was promised."]
            if promised_for and promised_for < on
            else []
        ),
        *files.faults(session, plan, attached, request.provider_id, own=False),
    ]
    if faults:
        raise Faulty(faults)
    row = Contact(
        id=new_id(),
        plan_id=plan.id,
        request_id=request.id,
        provider_id=request.provider_id,
        how=how,
        on=on,
        promised_for=promised_for,
        with_whom=with_whom.strip(),
        said=said.strip(),
    )
    fact = events.ContactRecorded(
        plan=plan.id,
        contact=row.id,
        request=request.id,
        provider=request.provider_id,
        how=how,
        on=on,
        promised_for=promised_for,
        files=tuple(attached),
    )
    record(session, occasion, fact, row)
    return row


def ask(
    session: Session, occasion: Occasion, plan: Plan, response: Response, *, text: str, due: date
) -> Question:
    """Ask a question about an answer, by a day; it opens the one date for the provider.

    Raises Faulty, and Refused when the answer was accepted, is not the one that stands, or is of a
    provider that left the plan.
    """
    lock(session, f"plan:{plan.id}", plan, response)
    if reasons := _not_about(session, response) + _left(session, response):
        raise Refused(reasons)
    faults = [
        *([] if text.strip() else ["text: this may not be empty."]),
        *(["due: the date has gone by already."] if due < occasion.today else []),
    ]
    if faults:
        raise Faulty(faults)
    row = Question(
        id=new_id(),
        plan_id=plan.id,
        request_id=response.request_id,
        response_id=response.id,
        provider_id=response.provider_id,
        asked_on=occasion.today,
        ask=text.strip(),
    )
    # The date first: the message about the question names it.
    open_deadline(
        session,
        occasion,
        plan,
        kind="question",
        subject=row.id,
        title=f"A question about your answer {response.reference}",
        holder=Role.PROVIDER_RESPONDENT,
        ladder=LADDER,
        due=due,
        basis=Basis.SET_BY_ERB,
        organisation_id=response.provider_id,
        cite="Set by the employer representative body.",
    )
    fact = events.QuestionAsked(
        plan=plan.id,
        question=row.id,
        request=row.request_id,
        response=response.id,
        provider=row.provider_id,
        reference=response.reference,
        on=row.asked_on,
    )
    record(session, occasion, fact, row)
    return row


def reply(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    question: Question,
    *,
    text: str,
    heard_how: HeardHow | None = None,
    attached: Sequence[str] = (),
) -> Question:
    """Answer a question about an answer in words; the team may note a reply, and says how it was heard.

    Raises Faulty, also when the question has its reply already.
    """
    lock(session, f"plan:{plan.id}", plan, question)
    own = occasion.actor.organisation_id == question.provider_id
    faults = [
        *([] if text.strip() else ["reply: this may not be empty."]),
        *reply_faults(heard_how, occasion.actor, question.provider_id),
        *files.faults(session, plan, attached, question.provider_id, own=own),
        *([] if question.status is QuestionStatus.OPEN else [f"question: {_stands(question)}"]),
    ]
    if faults:
        raise Faulty(faults)
    question.reply = text.strip()
    _answered(session, occasion, question, None, heard_how, attached)
    return question


def answered_by(session: Session, occasion: Occasion, response: Response) -> None:
    """A newer version of an answer answers every question about the ones before it."""
    for question in _open(session, response.request_id):
        _answered(session, occasion, question, response, response.heard_how)


def end(session: Session, occasion: Occasion, request_id: str) -> None:
    """Withdraw every open question about the answers to a request."""
    for question in _open(session, request_id):
        withdraw(session, occasion, question)


def withdraw(session: Session, occasion: Occasion, question: Question) -> None:
    """Say that a question is not needed any more; its date closes."""
    lock(session, f"plan:{question.plan_id}", question)
    if question.status is QuestionStatus.OPEN:
        fact = events.QuestionWithdrawn(
            plan=question.plan_id, question=question.id, provider=question.provider_id
        )
        record(session, occasion, fact)
        _close(session, occasion, question, needed=False)


def accept(session: Session, occasion: Occasion, plan: Plan, response: Response) -> Response:
    """Thank a provider for its answer: nothing more is asked about it, and open questions end.

    An answer that nobody accepted is no worse for it. Raises Refused for one that does not stand.
    """
    lock(session, f"plan:{plan.id}", plan, response)
    if response.accepted_on is not None:
        return response
    if reasons := _not_about(session, response):
        raise Refused(reasons)
    end(session, occasion, response.request_id)
    fact = events.ResponseAccepted(
        plan=plan.id,
        request=response.request_id,
        response=response.id,
        provider=response.provider_id,
        reference=response.reference,
        on=occasion.today,
    )
    record(session, occasion, fact)
    return response


def _not_about(session: Session, response: Response) -> list[Blocker]:
    """Why nothing is asked or said about this version, as reasons; an empty list means that it may be."""
    request = session.get_one(Request, response.request_id)
    whys = {
        "newer_version": "A newer version of this answer has come; read that one first."
        if request.current_response_id != response.id
        else "",
        "no_answer_yet": "The provider asked for more time; its answer is still to come."
        if response.kind is AnswerKind.MORE_TIME
        else "",
        "accepted": "This answer was accepted, so nothing more is asked about it. Ask something new instead."
        if response.accepted_on is not None
        else "",
    }
    return [_blocker(code, text) for code, text in whys.items() if text]


def _left(session: Session, response: Response) -> list[Blocker]:
    if not queries.left_plan(session, response.plan_id, response.provider_id):
        return []
    return [
        _blocker("left_plan", "The provider is no longer part of this plan, so nothing more is asked of it.")
    ]


def _blocker(code: str, text: str) -> Blocker:
    return Blocker(code, f"{text} Nothing was stored.", PRACTICE, strength=Strength.GOOD_PRACTICE)


def _open(session: Session, request_id: str) -> Sequence[Question]:
    query = select(Question).where(Question.request_id == request_id, Question.status == QuestionStatus.OPEN)
    return session.exec(query).all()


def _answered(
    session: Session,
    occasion: Occasion,
    question: Question,
    response: Response | None,
    heard_how: HeardHow | None,
    attached: Sequence[str] = (),
) -> None:
    fact = events.QuestionAnswered(
        plan=question.plan_id,
        question=question.id,
        request=question.request_id,
        provider=question.provider_id,
        response=response.id if response else None,
        heard_how=heard_how,
        files=tuple(attached),
        on=occasion.today,
    )
    record(session, occasion, fact, question)
    _close(session, occasion, question)


def _close(session: Session, occasion: Occasion, question: Question, *, needed: bool = True) -> None:
    due = queries.deadline_of(session, question.plan_id, "question", question.id)
    close(session, occasion, due, needed=needed)


def _stands(question: Question) -> str:
    if question.status is QuestionStatus.NOT_NEEDED:
        return "this question is not needed any more."
    return "this question has its reply already; to change your answer, send a new version of it."
