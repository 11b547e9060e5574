"""An answer in the making: saved part by part, handed to colleagues in parts, and sent once.

Nothing here is an event: what a provider writes is its own until it sends it, and then the answer is the
event. Two people who write different parts lose nothing; on the same part the second sees what changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from lsip_workflow.journeys import responses
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.responses import Receipt
from lsip_workflow.model import Action, File, HandedPart, Response, SavedAnswer, SavedPart, canonical
from lsip_workflow.rules import answer_parts
from lsip_workflow.rules import responses as answers
from lsip_workflow.rules.permissions import Actor, NotYours, speaks_for
from lsip_workflow.store import queries
from lsip_workflow.store.queries import Asked
from lsip_workflow.store.record import Occasion, lock


class AlreadySent(LookupError):
    """The answer that this page was about was sent, or put away, meanwhile; nothing was saved."""


class ChangedMeanwhile(Exception):
    """Somebody else saved this since the page was opened; nothing was saved. `theirs` is what they saved."""

    def __init__(self, theirs: SavedPart | None = None) -> None:
        super().__init__("saved meanwhile")
        # A copy: with the transaction that is given up, rows are forgotten.
        self.theirs = SavedPart(**theirs.model_dump()) if theirs else None


@dataclass(frozen=True)
class Saved:
    """What is saved of an answer, with its parts by name and who has which."""

    answer: SavedAnswer
    parts: Mapping[str, SavedPart]
    handed: Mapping[str, HandedPart]

    @property
    def said(self) -> dict[str, dict[str, Any]]:
        """What each part says."""
        return {name: row.content for name, row in self.parts.items()}


def of(session: Session, request_id: str) -> Saved | None:
    """What is saved of the answer to a request; None when nobody has begun."""
    row = session.get(SavedAnswer, request_id, populate_existing=True)
    if row is None:
        return None
    # As they are now: a row may have been read before the plan was locked.
    now = {"populate_existing": True}
    parts = session.exec(select(SavedPart).where(SavedPart.request_id == request_id), execution_options=now)
    handed = session.exec(
        select(HandedPart).where(HandedPart.request_id == request_id), execution_options=now
    )
    return Saved(row, {part.part: part for part in parts}, {part.part: part for part in handed})


def actions_of(session: Session, plan_id: str) -> dict[str, Action]:
    """The actions of a plan by their ids, in the order of their codes."""
    rows = sorted(queries.action_codes(session, plan_id).values(), key=lambda row: row.code)
    return {row.id: row for row in rows}


def askable(session: Session, plan_id: str, said: Mapping[str, Mapping[str, Any]]) -> dict[str, Action]:
    """Those that providers are asked about, and any that were chosen before."""
    chosen = (said.get(answer_parts.ACTIONS) or {}).get("actions", ())
    rows = actions_of(session, plan_id)
    return {key: row for key, row in rows.items() if row.for_providers or key in chosen}


def codes_of(session: Session, plan_id: str) -> dict[str, str]:
    """Their codes by id."""
    return {key: row.code for key, row in actions_of(session, plan_id).items()}


def asked_of(session: Session, occasion: Occasion, request_id: str) -> Asked:
    """A request to the actor's own organisation. Raises NotYours for anybody else's, the team's too."""
    asked = queries.asked(session, request_id)
    if asked is None or not speaks_for(occasion.actor, asked.plan.area_id, asked.request.provider_id):
        raise NotYours
    return asked


def start(session: Session, occasion: Occasion, request_id: str, source_id: str = "") -> SavedAnswer:
    """Begin an answer, empty or with what an earlier one of the provider said; begun before, it stays.

    Raises NotYours, Refused when the request takes no answer, Faulty for an earlier answer not its own.
    """
    asked = asked_of(session, occasion, request_id)
    lock(session, f"plan:{asked.plan.id}", asked.request)
    if reasons := answers.why_not(asked.request):
        raise Refused(reasons)
    if there := of(session, request_id):
        return there.answer
    row = SavedAnswer(
        request_id=request_id,
        plan_id=asked.plan.id,
        provider_id=asked.request.provider_id,
        begun_at=occasion.now,
    )
    session.add(row)
    session.flush()
    if source_id:
        _take_over(session, occasion, asked, row, source_id)
    return row


def _take_over(session: Session, occasion: Occasion, asked: Asked, row: SavedAnswer, source_id: str) -> None:
    source = session.get(Response, source_id)
    if source is None or source.provider_id != row.provider_id or source.content is None:
        raise Faulty(["source: there is no such earlier answer of yours."])
    ids = {code: key for key, code in codes_of(session, asked.plan.id).items()}
    elsewhere = source.plan_id != asked.plan.id
    said = answer_parts.apart(answers.read_kept(source.content), ids, elsewhere=elsewhere)
    if answer_parts.FILES in said:
        said[answer_parts.FILES] = {"files": _own_files(session, row, source)}
    session.add_all(
        SavedPart(
            request_id=row.request_id,
            part=part,
            content=content,
            person_id=occasion.actor.person_id,
            saved_at=occasion.now,
            source_id=source.id,
        )
        for part, content in said.items()
    )


def _own_files(session: Session, row: SavedAnswer, source: Response) -> list[str]:
    """The files of an earlier answer that are the provider's own; the team's stay with that version."""
    own = select(File.id).where(File.plan_id == row.plan_id, File.organisation_id == row.provider_id)
    there = set(session.exec(own.where(col(File.id).in_(source.files))))
    return [key for key in source.files if key in there]


def save(
    session: Session,
    occasion: Occasion,
    request_id: str,
    key: str,
    part: str,
    content: Mapping[str, Any],
    as_of: int,
) -> SavedPart:
    """Save one part; `key` is the answer's that the page was of, `as_of` the part's version on it, or 0.

    Raises NotYours, Refused, AlreadySent, and ChangedMeanwhile with what somebody else saved.
    """
    saved = _open(session, occasion, request_id, key, part)
    there = saved.parts.get(part)
    if there is not None and canonical(there.content) == canonical(dict(content)):
        there.source_id = None  # looked at and kept: it is their own word now
        return there
    if (there.version if there else 0) != as_of:
        raise ChangedMeanwhile(there)
    row = there or SavedPart(request_id=request_id, part=part, version=0, saved_at=occasion.now)
    row.version += 1
    row.content, row.source_id = dict(content), None
    row.person_id, row.saved_at = occasion.actor.person_id, occasion.now
    saved.answer.version += 1
    session.add(row)
    session.flush()
    return row


def may_fill(session: Session, actor: Actor, asked: Asked, part: str) -> bool:
    """Whether this part was handed to an actor, who still has a role in the area."""
    handed = session.get(HandedPart, (asked.request.id, part))
    theirs = handed is not None and handed.person_id == actor.person_id
    return theirs and actor.works_in(asked.plan.area_id)


def _open(session: Session, occasion: Occasion, request_id: str, key: str, part: str = "") -> Saved:
    """What is saved, locked, for whoever speaks for the provider or was handed the part."""
    asked = queries.asked(session, request_id)
    if asked is None:
        raise NotYours
    if not (part and may_fill(session, occasion.actor, asked, part)):
        asked_of(session, occasion, request_id)
    lock(session, f"plan:{asked.plan.id}", asked.request)
    saved = of(session, request_id)
    if saved is None or saved.answer.key != key:
        raise AlreadySent
    if reasons := answers.why_not(asked.request):
        raise Refused(reasons)
    return saved


def put_away(session: Session, occasion: Occasion, request_id: str, key: str) -> None:
    """Forget what is saved. Raises NotYours, Refused, AlreadySent."""
    saved = _open(session, occasion, request_id, key)
    _forget(session, saved.answer)


def _forget(session: Session, row: SavedAnswer) -> None:
    for kind in (SavedPart, HandedPart):
        session.exec(delete(kind).where(col(kind.request_id) == row.request_id))
    session.delete(row)
    session.flush()


def send(session: Session, occasion: Occasion, request_id: str, key: str, version: int) -> Receipt:
    """Send what is saved, once; pressed again, the same receipt. `version` is of what was read before.

    Raises NotYours, Refused, AlreadySent, ChangedMeanwhile, Faulty with what still has to be filled in.
    """
    asked = asked_of(session, occasion, request_id)
    lock(session, f"plan:{asked.plan.id}")
    kept = queries.kept_receipt(session, occasion.actor.organisation_id or asked.request.provider_id, key)
    if kept is not None:
        return Receipt(kept.receipt, kept.status, repeated=True)
    saved = _open(session, occasion, request_id, key)
    if saved.answer.version != version:
        raise ChangedMeanwhile
    codes = codes_of(session, saved.answer.plan_id)
    if todo := answer_parts.still_to_do(saved.said, codes):
        raise Faulty([f"{part}: this still has to be filled in." for part in todo])
    said = answer_parts.whole(saved.said, codes)
    if said["kind"] == "answer" and not any(said.get(name) for name in ("answers", *answer_parts.GENERAL)):
        raise Faulty(["actions: nothing is filled in yet; answer an action, or write something."])
    receipt = responses.submit(session, occasion, request_id, answers.read(said), key)
    _forget(session, saved.answer)
    return receipt
