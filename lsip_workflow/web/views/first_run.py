"""What a workbook would become, and what a first day is about, in words for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.adopt import Fault, Reading
from lsip_workflow.journeys.adoption_parties import NEW, Checked, OpenQuestion
from lsip_workflow.journeys.reminders import AheadMessage, reference
from lsip_workflow.model import Plan
from lsip_workflow.reference import Reference
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store import adoption
from lsip_workflow.web import saying

MOST_FAULTS = 300


@dataclass(frozen=True)
class Answer:
    """One answer to a question: what is sent, and what a person reads."""

    value: str
    text: str


@dataclass(frozen=True)
class Question:
    """Whether a name in the workbook is somebody who is known already, and who it may be."""

    name: str
    place: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class FaultLine:
    """One thing to put right, with its place as the spreadsheet names it."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True)
class Preview:
    """What taking a workbook over would do, or what is in the way of it."""

    id: str
    name: str
    faults: tuple[FaultLine, ...]
    more: int
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    area: str
    erb: str
    cycle: str
    edition: str
    stage: str
    counts: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, int], ...]

    @property
    def ready(self) -> bool:
        """Whether it can be taken over as it is."""
        return not self.faults and not self.questions


def preview(row_id: str, name: str, reading: Reading, checked: Checked) -> Preview:
    """A workbook that was looked at: each fault with its cell, each question once, and what it comes to."""
    asked = {question.fault for question in checked.questions}
    faults = [_line(fault) for fault in checked.faults if fault not in asked]
    said = reading.adoption
    return Preview(
        id=row_id,
        name=name,
        faults=tuple(faults[:MOST_FAULTS]),
        more=max(0, len(faults) - MOST_FAULTS),
        questions=_questions(checked.questions),
        notes=tuple(checked.notes),
        area=checked.area.name if checked.area else said.plan.area,
        erb=checked.erb.name if checked.erb else said.plan.erb,
        cycle=said.plan.cycle,
        edition=checked.book.edition.title if checked.book else said.plan.edition,
        stage=checked.stage.title if checked.stage else said.plan.stage,
        counts=(
            ("What happened before", len(said.before)),
            ("Skills needs", len(said.needs)),
            ("Priorities", len(said.priorities)),
            ("Roadmap actions", len(said.actions)),
            ("Organisations", len(said.organisations)),
            ("People", len(said.contacts)),
        ),
        roles=_roles(reading),
    )


def _line(fault: Fault) -> FaultLine:
    return FaultLine(fault.sheet, f"{fault.column}{fault.row or ''}", saying.sentence(fault.text))


def _questions(open_ones: Sequence[OpenQuestion]) -> tuple[Question, ...]:
    found: dict[str, Question] = {}
    for each in open_ones:
        there = found.get(each.name)
        answers = there.answers[:-1] if there else ()
        place = f"{each.fault.sheet}, {each.fault.column}{each.fault.row}"
        answers += (Answer(each.answer, f"Yes, it is {each.other}"),)
        found[each.name] = Question(each.name, place, (*answers, Answer(NEW, "No, it is another")))
    return tuple(found.values())


def _roles(reading: Reading) -> tuple[tuple[str, int], ...]:
    held = [role for line in reading.adoption.contacts for role in line.roles]
    return tuple((words.title, held.count(role)) for role, words in saying.ROLES.items() if role in held)


@dataclass(frozen=True)
class DayAhead:
    """A day of the fourteen: what goes, to whom, and why; or why nothing does."""

    day: date
    words: str
    free: str
    """Why it is no working day; empty when it is one."""
    messages: tuple[AheadMessage, ...]


@dataclass(frozen=True)
class FirstDays:
    """The first fourteen days of a plan's messages, and whether they have been started."""

    plan_id: str
    held: bool
    undoable: bool
    seen: str
    days: tuple[DayAhead, ...]
    messages: int
    people: int
    drafts: int


def first_days(
    session: Session, plan: Plan, messages: Sequence[AheadMessage], days: Sequence[date], calendar: Calendar
) -> FirstDays:
    """What would go about a plan, day by day; nothing is left out, weekends and bank holidays included."""
    taken_over = adoption.adopted(session, plan.id) is not None
    return FirstDays(
        plan_id=plan.id,
        held=plan.held,
        undoable=taken_over and not adoption.first_sent(session, plan.id),
        seen=reference(messages),
        days=tuple(_day(day, [m for m in messages if m.day == day], calendar) for day in days),
        messages=len(messages),
        people=len({each.person_id for each in messages}),
        drafts=sum(each.draft for each in messages),
    )


def _day(day: date, messages: Sequence[AheadMessage], calendar: Calendar) -> DayAhead:
    free = ""
    if not calendar.is_working_day(day):
        free = "weekend" if day.weekday() >= 5 else "bank holiday"
    return DayAhead(day, f"{day:%A} {saying.day(day)}", free, tuple(messages))


@dataclass(frozen=True)
class AreaChoice:
    """A statutory area to begin with."""

    slug: str
    name: str


@dataclass(frozen=True)
class Body:
    """A body that the reference data name, and for one area where that is from."""

    key: str
    name: str


@dataclass(frozen=True)
class Beginnings:
    """What the first person chooses from: the areas; for a chosen one the body that a notice names."""

    areas: tuple[AreaChoice, ...]
    bodies: tuple[Body, ...]
    known: str
    """The body of the area, by its key, as far as it is recorded."""
    notice: str
    began: date | None
    unverified: bool
    note: str


def beginnings(reference: Reference, area: str, today: date) -> Beginnings:
    """The areas of today, and what the reference data say of one of them."""
    areas = tuple(AreaChoice(each.slug, each.name) for each in reference.areas(today))
    held = reference.erb_of(area, today) if area in {each.slug for each in areas} else None
    names = sorted(reference.erb_names.items(), key=lambda each: each[1].casefold())
    return Beginnings(
        areas=areas,
        bodies=tuple(Body(key, name) for key, name in names),
        known=held.key if held else "",
        notice=held.source if held else "",
        began=held.began if held else None,
        unverified=held is not None and held.status != "sourced",
        note=held.note if held else "",
    )
