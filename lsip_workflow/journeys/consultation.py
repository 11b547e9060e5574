"""Consultation rounds: a version shared with named parties until a date, and what became of each comment."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import keep_version
from lsip_workflow.model import (
    ConsultationComment,
    ConsultationParty,
    ConsultationRound,
    Deadline,
    File,
    Organisation,
    Plan,
    Role,
    RoundStatus,
    Strength,
)
from lsip_workflow.model.consultation import Outcome
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import Actor, NotYours, reads_as_team
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

KIND = "consultation"
LADDER = "plan"  # the end of a round is a date of the plan: its project manager is reminded, no party is
PRACTICE = "Practice of this project"


def open_round(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    title: str,
    parties: Sequence[Organisation],
    until: date,
    ask: str = "",
    file: File | None = None,
    faults: Sequence[str] = (),
) -> ConsultationRound:
    """Share the plan as it stands, and a file if one is named, with parties until a day.

    Opens the one date of the round. Raises Faulty, with the `faults` that were found before.
    """
    lock(session, f"plan:{plan.id}")
    found = [*faults] + ([] if title.strip() else ["title: say what the consultation is about."])
    if until <= occasion.today:
        found.append("until: give the parties time; write a day to come.")
    if not parties and not faults:
        found.append("parties: name at least one organisation.")
    if file is not None and file.organisation_id is not None:
        found.append("file: a provider handed this in; it is theirs to share. Name a file of the team's own.")
    ids = [party.id for party in parties]
    found += [
        f"parties.{place}: {parties[place].name} is named twice."
        for place, key in enumerate(ids)
        if key in ids[:place]
    ]
    if found:
        raise Faulty(found)
    row = ConsultationRound(
        plan_id=plan.id,
        title=title.strip(),
        ask=ask.strip(),
        content=keep_version(session, occasion, plan),
        file_id=file.id if file else None,
        opened_on=occasion.today,
    )
    session.add(row)
    session.flush()
    rows = [
        ConsultationParty(round_id=row.id, organisation_id=party.id, plan_id=plan.id) for party in parties
    ]
    fact = events.ConsultationOpened(
        plan=plan.id,
        consultation=row.id,
        content=row.content,
        file=row.file_id,
        parties=tuple(ids),
        on=occasion.today,
    )
    record(session, occasion, fact, row, *rows)
    deadlines.open_deadline(
        session, occasion, plan, kind=KIND, subject=row.id, title=f"Comments: {row.title}",
        holder=Role.PROJECT_MANAGER, ladder=LADDER, due=until, cite=PRACTICE, sourced=False,
    )  # fmt: skip
    return row


def comment(
    session: Session,
    occasion: Occasion,
    row: ConsultationRound,
    party: str,
    text: str,
    *,
    section: str = "",
    by_party: bool = False,
) -> ConsultationComment:
    """Take in a comment of a party on a section of the plan, or on one in its own words; late is no reason.

    Raises Faulty for somebody with whom this round was not shared, and for nothing said.
    """
    lock(session, f"plan:{row.plan_id}", row)
    faults = [] if text.strip() else ["text: write the comment."]
    if party not in parties_of(session, row):
        faults.append("party: this version was not shared with them; name a party of the round.")
    if faults:
        raise Faulty(faults)
    plan = session.get_one(Plan, row.plan_id)
    known = section if section in sections(occasion.book_of(plan)) else None
    said = ConsultationComment(
        plan_id=row.plan_id,
        round_id=row.id,
        organisation_id=party,
        section=known,
        own_section="" if known else section.strip(),
        text=text.strip(),
        received_on=occasion.today,
    )
    fact = events.CommentReceived(
        plan=row.plan_id,
        comment_id=said.id,
        consultation=row.id,
        organisation=party,
        section=known,
        on=occasion.today,
        received_by=occasion.actor.person_id,
        by_party=by_party,
        late=_is_late(session, occasion, row),
    )
    record(session, occasion, fact, said)
    return said


def _is_late(session: Session, occasion: Occasion, row: ConsultationRound) -> bool:
    due = until(session, row)
    past = due is not None and due.due is not None and due.due < occasion.today
    return past or row.status is RoundStatus.CLOSED


def answer(
    session: Session, occasion: Occasion, row: ConsultationComment, outcome: Outcome, text: str
) -> ConsultationComment:
    """Record what a comment changed, or why it did not; again, to correct it. Raises Faulty."""
    lock(session, f"plan:{row.plan_id}", row)
    if not text.strip():
        what = "what was changed" if outcome is Outcome.CHANGED else "why it was not changed"
        raise Faulty([f"text: write {what}; the party reads it."])
    row.answer = text.strip()
    fact = events.CommentAnswered(plan=row.plan_id, comment_id=row.id, became=outcome, on=occasion.today)
    record(session, occasion, fact, row)
    return row


def close(session: Session, occasion: Occasion, row: ConsultationRound) -> ConsultationRound:
    """Close a round and its date; a comment that comes later is still taken. Raises Refused when closed."""
    lock(session, f"plan:{row.plan_id}", row)
    if row.status is RoundStatus.CLOSED:
        text = "This consultation is closed already; comments that come in are still taken, as late."
        raise Refused([Blocker("consultation_closed", text, PRACTICE, Strength.GUIDANCE)])
    record(
        session,
        occasion,
        events.ConsultationClosed(plan=row.plan_id, consultation=row.id, on=occasion.today),
        row,
    )
    deadlines.close(session, occasion, until(session, row))
    return row


def sections(book: Rulebook) -> dict[str, str]:
    """The sections of a plan that the edition knows, by key."""
    return {rule.key: rule.title for rule in book.report_sections if rule.document == "plan"}


def until(session: Session, row: ConsultationRound) -> Deadline | None:
    """The date of a round."""
    return queries.deadline_of(session, row.plan_id, KIND, row.id)


def parties_of(session: Session, row: ConsultationRound) -> set[str]:
    """The organisations with which a round was shared."""
    query = select(ConsultationParty.organisation_id).where(ConsultationParty.round_id == row.id)
    return set(session.exec(query))


def of_plan(session: Session, plan: Plan, round_id: str) -> ConsultationRound:
    """A round of a plan. Raises NotYours."""
    row = session.get(ConsultationRound, round_id)
    if row is None or row.plan_id != plan.id:
        raise NotYours
    return row


def shared_with(session: Session, actor: Actor, plan_id: str) -> list[ConsultationRound]:
    """The rounds of a plan that were shared with the organisation that asks, the first one first.

    Whoever only fills in a part of an answer that was handed to them does not speak for it.
    """
    if actor.person_id is not None and not actor.areas:
        return []
    query = (
        select(ConsultationRound)
        .join(ConsultationParty)
        .where(
            ConsultationRound.plan_id == plan_id,
            ConsultationParty.organisation_id == (actor.organisation_id or ""),
        )
        .order_by(ConsultationRound.opened_on, ConsultationRound.id)  # type: ignore[arg-type]
    )
    return list(session.exec(query))


def file_of(session: Session, actor: Actor, plan: Plan, round_id: str) -> File:
    """The file that was shared in a round, for the plan's team, its auditors and a party. Raises NotYours."""
    if not reads_as_team(actor, plan.area_id, plan.erb_id):
        require_party(session, actor, plan.id, round_id)
    row = session.get(File, of_plan(session, plan, round_id).file_id or "")
    if row is None:
        raise NotYours
    return row


def require_party(session: Session, actor: Actor, plan_id: str, round_id: str) -> None:
    """A party to a round speaks for itself. Raises NotYours for anybody else: to them it is not there."""
    if not any(row.id == round_id for row in shared_with(session, actor, plan_id)):
        raise NotYours
