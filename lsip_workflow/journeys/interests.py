"""Interests: the register of an area and its yearly review, and what is declared at meetings.

The effect of an interest is in `store.decisions.hidden_from`, and in who may sign and decide.
"""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Area,
    Declaration,
    Interest,
    InterestReview,
    Meeting,
    Organisation,
    Person,
    Plan,
    Priority,
    Request,
    Role,
    new_id,
)
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules.interests import MATTER
from lsip_workflow.rules.sign_offs import once
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "notice"
REVIEW = "interests-review"
ROWS = ("action:", "priority:", "request:")
YEARLY = "Practice of LSIP boards: a register reviewed each year; terms and conditions of designation"


def register(
    session: Session,
    occasion: Occasion,
    area: Area,
    person: Person,
    *,
    words: str,
    since: date,
    until: date | None = None,
    organisation: Organisation | None = None,
    matters: Sequence[str] = (),
) -> Interest:
    """Put an interest into the register of an area, actual or perceived. Raises Faulty with every fault.

    The first one opens the date of the register's next yearly review.
    """
    lock(session, f"area:{area.id}", area)
    faults = [] if words.strip() else ["words: say in a sentence what the interest is."]
    if person.erased_at is not None:
        faults.append("person: what named this person was erased.")
    if organisation is None and not matters:
        faults.append("organisation: name the organisation, or at least one matter, that it touches.")
    if until is not None and until < since:
        faults.append("until: an interest cannot end before it began.")
    faults += [f"matters.{place}: {fault}" for place, fault in _strange(session, area, matters)]
    if faults:
        raise Faulty(faults)
    row = Interest(id=new_id(), area_id=area.id, person_id=person.id, since=since, words=words.strip())
    fact = events.InterestRegistered(
        area=area.id,
        interest=row.id,
        person=person.id,
        organisation=organisation.id if organisation else None,
        matters=tuple(matters),
        since=since,
        until=until,
    )
    record(session, occasion, fact, row)
    _open_review(session, occasion, area, occasion.today.year)
    return row


def end(session: Session, occasion: Occasion, row: Interest, on: date) -> Interest:
    """Say when an interest ended; it stays in the register. Raises Faulty, and Refused a second time."""
    lock(session, f"area:{row.area_id}", row)
    if row.until is not None:
        raise Refused([once(f"That it ended on {row.until} is recorded already.")])
    if on < row.since:
        raise Faulty([f"on: it began on {row.since}."])
    if on > occasion.today:
        raise Faulty(["on: this day is still to come."])
    record(session, occasion, events.InterestEnded(area=row.area_id, interest=row.id, on=on))
    return row


def review(session: Session, occasion: Occasion, area: Area, words: str) -> InterestReview:
    """Say that the register was looked through this year, and what came of it; the next year's date opens.

    Raises Faulty without words, Refused when this year's review is recorded already.
    """
    lock(session, f"area:{area.id}", area)
    year = occasion.today.year
    if not words.strip():
        raise Faulty(["words: say in a sentence who looked at it, and what came of it."])
    there = select(InterestReview).where(InterestReview.area_id == area.id, InterestReview.year == year)
    if (done := session.exec(there).first()) is not None:
        raise Refused([once(f"The review of {year} is recorded already, on {done.reviewed_on}.")])
    row = InterestReview(id=new_id(), area_id=area.id, year=year, words=words.strip(),
                         reviewed_on=occasion.today, by=str(occasion.actor))  # fmt: skip
    fact = events.RegisterReviewed(
        area=area.id, review=row.id, year=year, on=occasion.today, by=str(occasion.actor)
    )
    record(session, occasion, fact, row)
    deadlines.close(session, occasion, life.area_deadline(session, area.id, REVIEW, str(year)))
    _open_review(session, occasion, area, year + 1)
    return row


def hold_meeting(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    body: str,
    on: date,
    matters: Sequence[str] = (),
    title: str = "",
) -> Meeting:
    """Record a meeting of a body, held or to come, with the matters of the plan on its agenda."""
    lock(session, f"plan:{plan.id}", plan)
    faults = [] if body.strip() else ["body: say whose meeting it is."]
    faults += [
        f"matters.{place}: {fault}"
        for place, matter in enumerate(matters)
        if (fault := _of_plan_fault(session, occasion.book_of(plan), plan, matter))
    ]
    if faults:
        raise Faulty(faults)
    row = Meeting(id=new_id(), plan_id=plan.id, body=body.strip(), held_on=on, title=title.strip() or None)
    fact = events.MeetingRecorded(plan=plan.id, meeting=row.id, body=row.body, on=on, matters=tuple(matters))
    record(session, occasion, fact, row)
    return row


def declare(
    session: Session,
    occasion: Occasion,
    meeting: Meeting,
    *,
    matter: str,
    words: str,
    left: bool,
    name: str = "",
    person: Person | None = None,
) -> Declaration:
    """Record what somebody declared at a meeting about a matter of its agenda, and whether they left for it.

    Raises Faulty with every fault, and Refused for the same person and matter a second time.
    """
    lock(session, f"plan:{meeting.plan_id}", meeting)
    faults = [] if words.strip() else ["words: say in a sentence what was declared."]
    called = name.strip() or (person.name if person else "") or ""
    if not called:
        faults.append("name: say who declared it.")
    if matter not in meeting.matters:
        faults.append(
            f"matter: “{matter}” is not on the agenda: {', '.join(meeting.matters) or 'it is empty'}."
        )
    if faults:
        raise Faulty(faults)
    same = select(Declaration).where(Declaration.meeting_id == meeting.id, Declaration.matter == matter)
    if any(row.name == called for row in session.exec(same)):
        raise Refused([once(f"What {called} declared in this matter is recorded already.")])
    row = Declaration(
        id=new_id(), plan_id=meeting.plan_id, meeting_id=meeting.id, name=called, words=words.strip(),
        matter=matter, declared_on=meeting.held_on,
    )  # fmt: skip
    fact = events.InterestDeclared(
        plan=meeting.plan_id,
        declaration=row.id,
        meeting=meeting.id,
        person=person.id if person else None,
        matter=matter,
        left=left,
        on=meeting.held_on,
    )
    record(session, occasion, fact, row)
    return row


def _open_review(session: Session, occasion: Occasion, area: Area, year: int) -> None:
    """The one review of a year, by its last day; a year that was reviewed is not opened again."""
    there = select(InterestReview).where(InterestReview.area_id == area.id, InterestReview.year == year)
    if session.exec(there).first() is not None:
        return
    deadlines.open_deadline(
        session, occasion, area, kind=REVIEW, subject=str(year),
        title=f"The register of interests is reviewed for {year}", holder=Role.ERB_LEAD, ladder=LADDER,
        due=date(year, 12, 31), cite=YEARLY, sourced=False,
    )  # fmt: skip


def _plan_of(session: Session, matter: str) -> str | None:
    """The plan that a matter is of, where it is a row of one; None when there is no such row."""
    kind, _, key = matter.partition(":")
    match kind:
        case "action":
            row: Action | Priority | Request | None = session.get(Action, key)
        case "priority":
            row = session.get(Priority, key)
        case "request":
            row = session.get(Request, key)
        case _:
            return None
    return row.plan_id if row else None


def _strange(session: Session, area: Area, matters: Sequence[str]) -> list[tuple[int, str]]:
    """The matters that are none of a plan of the area."""
    plans = {plan.id for plan in queries.plans(session) if plan.area_id == area.id}
    return [
        (place, _form(matter))
        for place, matter in enumerate(matters)
        if not MATTER.match(matter) or (matter.startswith(ROWS) and _plan_of(session, matter) not in plans)
    ]


def _of_plan_fault(session: Session, book: Rulebook, plan: Plan, matter: str) -> str | None:
    kind, _, key = matter.partition(":")
    if kind == "sign_off" and key not in {rule.key for rule in book.sign_offs}:
        return f"“{key}” is not a sign-off of this edition."
    if not MATTER.match(matter) or (matter.startswith(ROWS) and _plan_of(session, matter) != plan.id):
        return _form(matter)
    return None


def _form(matter: str) -> str:
    return (
        f"“{matter}” is nothing of this plan; write what it is and its id, such as action:… or priority:…, "
        "or sign_off: and its key."
    )
