"""A plan taken over from a workbook, whole or not at all, silent until a person starts it."""

import re
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.adopt import (
    ActionLine,
    ContactLine,
    Extra,
    Reading,
    in_order,
    same_person,
    without_contacts,
)
from lsip_workflow.journeys import authorities, content, files, people, plans, stages
from lsip_workflow.journeys.adoption_check import area_of, check, skills_need, stage_named
from lsip_workflow.journeys.adoption_parties import Checked, Known
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Action,
    Area,
    Organisation,
    OrganisationKind,
    OrganisationOfArea,
    PastEvent,
    Person,
    Plan,
    Priority,
    new_id,
)
from lsip_workflow.reference import Reference, normalised
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion, lock, record

ADDED = "It stands in the workbook from which this plan was taken over."
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kept_copy(content: bytes) -> bytes:
    """What is kept of a workbook: all but its contacts. Long work: done before the transaction."""
    return without_contacts(content)


def look(
    session: Session,
    occasion: Occasion,
    reading: Reading,
    reference: Reference,
    *,
    merges: Mapping[str, str],
    demonstration: bool,
) -> Checked:
    """What taking a workbook over would do, with every fault in order; nothing is written."""
    answers = {normalised(name): answer.strip() for name, answer in merges.items()}
    checked = check(reading, Known(session, occasion, reference, answers, demonstration))
    checked.faults = in_order(checked.faults)
    return checked


def adopt(
    session: Session,
    occasion: Occasion,
    reading: Reading,
    kept: bytes,
    reference: Reference,
    calendar: Calendar,
    *,
    merges: Mapping[str, str],
    demonstration: bool,
) -> Plan:
    """Take a plan over from a workbook, in the stage that it is in today, held until a person starts it.

    Gates of earlier stages are not met by it, and nobody's signature is made of what was told. The dates
    of today's stage open with it, so that what would be sent can be looked at before anything is. Raises
    Faulty with every fault and every open question, each with its sheet and cell.
    """
    known = Known(session, occasion, reference, {}, demonstration)
    area = area_of(reading.adoption.plan.area, known, reading.adoption.plan.since)
    if isinstance(area, Area):
        lock(session, f"area:{area.id}")
    lock(session, "system")  # who is here already stays so until all of it is written
    checked = look(session, occasion, reading, reference, merges=merges, demonstration=demonstration)
    if checked.faults:
        raise Faulty([str(fault) for fault in checked.faults])
    plan = _Taking(session, occasion, checked, reference, demonstration).all(kept)
    stages.open_dates(session, occasion, plan, occasion.book_of(plan), calendar)
    return plan


class _Taking:
    """One taking over: what every step of it needs, and what only it brought."""

    def __init__(
        self, session: Session, at: Occasion, checked: Checked, reference: Reference, demonstration: bool
    ) -> None:
        assert checked.area is not None and checked.erb is not None  # noqa: PT018
        self.session, self.at, self.checked, self.reference = session, at, checked, reference
        self.demonstration = demonstration
        self.area, self.erb = checked.area, checked.erb
        self.lines = checked.reading.adoption
        self.people: list[str] = []
        self.roles: list[str] = []

    def all(self, kept: bytes) -> Plan:
        """Everything in the workbook, in the order in which rows need each other."""
        self.session.add(self.area)
        self.organisation(self.erb)
        plan = self.opened()
        self.before(plan)
        self.parties(plan)
        self.content(plan)
        for contact in self.lines.contacts:
            self.contact(contact)
        if self.lines.plan.pages is not None:
            plans.count_pages(self.session, self.at, plan, self.lines.plan.pages)
        file = files.keep(self.session, self.at, plan, name=f"{plan.id}.xlsx", media_type=SHEET, content=kept)
        fact = events.PlanAdopted(
            plan=plan.id,
            stage=plan.stage,
            fingerprint=self.lines.fingerprint,
            file=file.id,
            people=tuple(self.people),
            roles=tuple(self.roles),
        )
        record(self.session, self.at, fact, plan)
        return plan

    def opened(self) -> Plan:
        """The plan, in its stage today and silent."""
        line, book, stage = self.lines.plan, self.checked.book, self.checked.stage
        assert book is not None and stage is not None  # noqa: PT018
        return plans.open_plan(
            self.session,
            self.at,
            plan_id=free_id(self.session, self.area, line.cycle),
            area=self.area,
            erb=self.erb,
            cycle=line.cycle,
            edition=book.edition.key,
            stage=stage.key,
            on=line.since,
            held=True,
        )

    def before(self, plan: Plan) -> None:
        """What happened before this record began, as it was told and by whom."""
        for line in self.lines.before:
            assert line.day is not None and self.checked.book is not None  # noqa: PT018
            stage = stage_named(self.checked.book, line.stage) if line.stage else None
            row = PastEvent(
                id=new_id(),
                plan_id=plan.id,
                stage=stage.key if stage else None,
                on=line.day.on,
                precision=line.day.precision,
                what=line.what,
                day_in_words=line.day.words,
                reference=line.reference,
                url=line.url,
                document=line.document,
                said_by=line.said_by or self.lines.plan.said_by,
                extra=_pairs(line.extra),
            )
            fact = events.HistoryRecorded(
                plan=plan.id, past=row.id, stage=row.stage, on=row.on, precision=row.precision
            )
            record(self.session, self.at, fact, row)

    def parties(self, plan: Plan) -> None:
        """The organisations; providers and strategic authorities become part of the plan."""
        lines = {normalised(line.name): line for line in self.lines.organisations}
        rows = {self.checked.organisations[name].id: (name, line) for name, line in lines.items()}
        for name, line in rows.values():
            row = self.checked.organisations[name]
            self.organisation(row, line.extra)
            match row.kind:
                case OrganisationKind.PROVIDER:
                    plans.add_provider(self.session, self.at, plan, row, reason=ADDED)
                case OrganisationKind.STRATEGIC_AUTHORITY:
                    authorities.note(self.session, self.at, plan, row)

    def organisation(self, row: Organisation, extra: Extra = ()) -> None:
        """One organisation, once, and known to the area with its own columns."""
        if self.session.get(Organisation, row.id) is None:
            people.record_organisation(
                self.session, self.at, row, self.reference, demonstration=self.demonstration
            )
        link = self.session.get(OrganisationOfArea, (self.area.id, row.id))
        if link is None or extra:
            link = link or OrganisationOfArea(area_id=self.area.id, organisation_id=row.id)
            link.extra = _pairs(extra) or link.extra
            fact = events.OrganisationListed(area=self.area.id, organisation=row.id)
            record(self.session, self.at, fact, link)

    def content(self, plan: Plan) -> None:
        """Needs, priorities and actions, with their own codes and words."""
        called: dict[str, str] = {}
        for need in self.lines.needs:
            row = content.record_need(self.session, self.at, skills_need(need, plan.id), self.reference)
            called |= {normalised(need.occupation): row.id}
            called |= {f"code {need.code}": row.id} if need.code else {}
        priorities: dict[str, str] = {}
        for line in self.lines.priorities:
            assert line.kind is not None
            priority = Priority(
                plan_id=plan.id,
                code=line.code,
                title=line.title,
                kind=line.kind.kind,
                needs=[called.get(f"code {name}") or called[normalised(name)] for name in line.needs],
                local_kind=line.kind.written,
                local_status=line.status or None,
                extra=_pairs(line.extra),
            )
            priorities[line.code] = content.record_priority(self.session, self.at, priority).id
        for action in self.lines.actions:
            self.action(plan, action, priorities)

    def action(self, plan: Plan, line: ActionLine, priorities: Mapping[str, str]) -> None:
        """One action; its progress is of the day that was told, or of none."""
        lead = self.checked.organisations[normalised(line.lead)] if line.lead else None
        row = Action(
            plan_id=plan.id,
            code=line.code,
            title=line.title,
            priority_id=priorities[line.priority] if line.priority else None,
            lead_id=lead.id if lead else None,
            planned_for=line.planned_for,
            measure=line.measure,
            route=line.route,
            for_providers=line.for_providers is not False,
            local_status=line.status or None,
            extra=_pairs(line.extra),
        )
        if not line.progress_on:
            row.done, row.impact, row.remains = line.done, line.impact, line.remains
        content.record_action(self.session, self.at, row)
        if line.progress_on:
            plans.record_progress(
                self.session,
                self.at,
                row,
                done=line.done,
                impact=line.impact,
                remains=line.remains,
                on=line.progress_on,
            )

    def contact(self, line: ContactLine) -> None:
        """One person, once, with the roles of this line."""
        row = self.checked.people.get(same_person(line))
        if row is None:
            employer = self.checked.organisations[normalised(line.organisation)]
            row = Person(
                organisation_id=employer.id,
                name=line.name,
                email=line.email or None,
                phone=line.phone or None,
                post=line.post,
                extra=_pairs(line.extra),
            )
            self.checked.people[same_person(line)] = people.record_person(self.session, self.at, row)
            self.people.append(row.id)
        people.list_in(self.session, self.at, self.area.id, row.id)
        held = {role.role for role in queries.roles_of(self.session, row.id, self.at.today)
                if role.area_id == self.area.id}  # fmt: skip
        for role in line.roles:
            if role not in held:
                given = people.grant_role(self.session, self.at, row, self.area, role, self.at.today)
                self.roles.append(given.id)


def free_id(session: Session, area: Area, cycle: str) -> str:
    """The area and the cycle; with a number where a plan of that name was taken over before and undone."""
    slug = re.sub(r"[^a-z0-9]+", "-", f"{area.id}-{cycle}".lower()).strip("-")[:70].strip("-")
    number, name = 1, slug
    while session.get(Plan, name) is not None:
        number += 1
        name = f"{slug}-{number}"
    return name


def _pairs(extra: Sequence[tuple[str, str]]) -> list[list[str]] | None:
    return [list(pair) for pair in extra] or None


def designation_note(session: Session, plan: Plan, occasion: Occasion) -> str:
    """What to do next where the area's designation is not in these records yet; else nothing."""
    held = life.designated(session, plan.area_id, occasion.today)
    if held is not None and held.erb_id == plan.erb_id:
        return ""
    return "The designation of the area is not recorded here yet: lsip designate --help"
