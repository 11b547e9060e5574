"""Whom a workbook names, held against whom these records know: the same, another, or a question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from lsip_workflow.adopt import ContactLine, Fault, OrganisationLine, Reading, same_person
from lsip_workflow.adopt.lines import Line
from lsip_workflow.journeys.parties import ROLE_OF
from lsip_workflow.model import Area, Organisation, OrganisationKind, Person, Role, new_id
from lsip_workflow.reference import Reference, UnknownReference, normalised
from lsip_workflow.reference.reading import nearest
from lsip_workflow.rulebook import Rulebook, StageRule
from lsip_workflow.rules.likeness import alike
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion

NEW = "new"


@dataclass(frozen=True)
class Known:
    """What a check goes by: the records, the occasion, the reference data, and what a person answered."""

    session: Session
    occasion: Occasion
    reference: Reference
    merges: Mapping[str, str]
    demonstration: bool


@dataclass(frozen=True)
class OpenQuestion:
    """Whether a row of the workbook is somebody who is known already: answered with an id, or “new”."""

    fault: Fault
    name: str
    """As it stands in the workbook."""
    other: str
    """Who it may be."""
    answer: str
    """What to answer when it is."""


@dataclass
class Checked:
    """What a workbook comes to: rows that are here already or would be made, faults, and things to know."""

    reading: Reading
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[OpenQuestion] = field(default_factory=list)
    area: Area | None = None
    erb: Organisation | None = None
    book: Rulebook | None = None
    stage: StageRule | None = None
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[tuple[str, str, str], Person] = field(default_factory=dict)

    def fault(self, sheet: str, line: object, name: str, text: str) -> None:
        """Add a fault of a field, unless its cell has one."""
        found = self.reading.fault(sheet, line, name, text)  # type: ignore[arg-type]
        if (found.sheet, found.row, found.column) not in self.reading.cells:
            self.faults.append(found)

    def ask(self, sheet: str, line: Line, name: str, other: str, answer: str, text: str) -> None:
        """Add a question, which is a fault until it is answered."""
        found = self.reading.fault(sheet, line, "name", text)
        self.faults.append(found)
        self.questions.append(OpenQuestion(found, name, other, answer))


def organisations(checked: Checked, known: Known) -> None:
    """Find each organisation in these records, or make ready a new one, or ask."""
    there = _known_organisations(checked, known)
    if checked.erb is not None:
        checked.organisations["erb"] = checked.erb
        checked.organisations[normalised(checked.reading.adoption.plan.erb)] = checked.erb
    for line in checked.reading.adoption.organisations:
        if not line.name or normalised(line.name) in checked.organisations:
            continue
        row = _organisation(line, checked, known, there)
        if row is not None:
            checked.organisations[normalised(line.name)] = row


def _known_organisations(checked: Checked, known: Known) -> list[Organisation]:
    """The organisations of these records; for one body those that are public, and those that its area knows.

    An employer whom another body has written down is that body's to know.
    """
    rows = list(known.session.exec(select(Organisation).order_by(col(Organisation.id))))
    if known.occasion.actor.everywhere:
        return rows
    own = {row.id for row in life.organisations_of(known.session, checked.area.id)} if checked.area else set()
    return [row for row in rows if row.kind is not OrganisationKind.OTHER or row.id in own]


def _organisation(
    line: OrganisationLine, checked: Checked, known: Known, there: list[Organisation]
) -> Organisation | None:
    """The one that is here already, or a new one; None when there is a question or a fault."""
    answer = known.merges.get(normalised(line.name)) or line.same_as
    if answer and normalised(answer) != NEW:
        return _answered(line, answer, checked, there)
    if line.ukprn:
        for row in there:
            if row.ukprn == line.ukprn:
                return _same(line, row, checked)
        if told := _ukprn_told(line.ukprn, known):
            checked.fault("Organisations", line, "ukprn", told)
            return None
    if not answer:
        same = [row for row in there if normalised(row.name) == normalised(line.name)]
        certain = [row for row in same if row.kind is line.kind and not (row.ukprn and line.ukprn)]
        if certain:
            return certain[0]
        close = same or [row for row in there if alike(row.name, line.name)]
        for row in close:
            _ask(line, f"{row.name}” (in these records already", row.ukprn or row.id, checked)
        for other in _lines_before(line, checked):
            _ask(line, f"{other.name}” (row {other.row}", other.name, checked)
            close = close or [Organisation(kind=OrganisationKind.OTHER, name=other.name)]
        if close:
            return None
    return _new(line, known) if line.kind is not None else None


def _lines_before(line: OrganisationLine, checked: Checked) -> list[OrganisationLine]:
    others = checked.reading.adoption.organisations
    numbered = [other for other in others if other.row < line.row and other.ukprn and line.ukprn]
    different = {other.row for other in numbered if other.ukprn != line.ukprn}
    return [o for o in others if o.row < line.row and o.row not in different and alike(o.name, line.name)]


def _ask(line: OrganisationLine, other: str, answer: str, checked: Checked) -> None:
    text = (
        f'“{line.name}” looks like “{other}). If it is the same, answer --merge "{line.name}={answer}" or '
        f"write {answer} under “Same as”; if it is another, answer “{NEW}”."
    )
    checked.ask("Organisations", line, line.name, other.partition("”")[0], answer, text)


def _answered(
    line: OrganisationLine, answer: str, checked: Checked, there: list[Organisation]
) -> Organisation | None:
    for row in there:
        if answer in (row.id, row.ukprn) or normalised(answer) == normalised(row.name):
            return _same(line, row, checked)
    if (row_here := checked.organisations.get(normalised(answer))) is not None:
        return row_here
    names = [row.name for row in there]
    text = f"there is no “{answer}” in these records or in an earlier row{nearest(answer, names)}."
    checked.fault("Organisations", line, "same_as", text)
    return None


def _same(line: OrganisationLine, row: Organisation, checked: Checked) -> Organisation:
    if normalised(row.name) != normalised(line.name):
        checked.notes.append(f"Organisations: “{line.name}” is here already as “{row.name}”.")
    if line.kind is not None and row.kind is not line.kind:
        kinds = f"it is here as {row.kind.replace('_', ' ')}, not {line.kind.replace('_', ' ')}"
        checked.fault("Organisations", line, "kind", f"{kinds}; write that, or answer “{NEW}”.")
    return row


def _ukprn_told(ukprn: str, known: Known) -> str:
    """Why a UKPRN cannot be taken, or nothing."""
    if known.demonstration and known.reference.is_example(ukprn):
        return ""
    try:
        known.reference.provider(ukprn)
    except UnknownReference as unknown:
        return f"{unknown} Where it is right, leave this blank and keep it in a column of your own."
    return ""


def _new(line: OrganisationLine, known: Known) -> Organisation:
    assert line.kind is not None
    bodies = known.reference.authorities.values()
    authority = line.kind is OrganisationKind.STRATEGIC_AUTHORITY
    key = next((b.key for b in bodies if authority and normalised(b.name) == normalised(line.name)), None)
    return Organisation(
        id=key or new_id(),
        kind=line.kind,
        name=line.name,
        ukprn=line.ukprn or None,
        url=line.url,
        example=bool(line.ukprn) and known.reference.is_example(line.ukprn),
    )


def contacts(checked: Checked, known: Known) -> None:
    """Find the people who are here already, ask about those who may be, and see that roles fit."""
    people = _known_people(checked, known)
    for line in checked.reading.adoption.contacts:
        employer = checked.organisations.get(normalised(line.organisation))
        for role in line.roles:
            wanted = ROLE_OF.get(role)
            if employer is not None and wanted is not None and employer.kind is not wanted:
                text = (
                    f"“{role.replace('_', ' ')}” is for people of a {_kind(wanted)}; {employer.name} is "
                    f"here as {_kind(employer.kind)}."
                )
                checked.fault("Contacts", line, "roles", text)
        if line.name and same_person(line) not in checked.people:
            _person(line, employer, checked, known, people)
    _roles_that_may_be_given(checked, known)


def _known_people(checked: Checked, known: Known) -> list[Person]:
    """The people of these records; for one body those whom its area knows."""
    if known.occasion.actor.everywhere:
        return list(known.session.exec(select(Person).where(col(Person.erased_at).is_(None))))
    rows = life.people_of(known.session, checked.area.id) if checked.area else []
    return [row for row in rows if row.erased_at is None]


def _roles_that_may_be_given(checked: Checked, known: Known) -> None:
    """Nobody makes themselves something by a workbook, or names a lead without being the lead."""
    actor, area = known.occasion.actor, checked.area
    if actor.person_id is None or area is None:
        return
    lead, selves = actor.holds(area.id, Role.ERB_LEAD), decided.same_person(known.session, actor.person_id)
    for line in checked.reading.adoption.contacts:
        person = checked.people.get(same_person(line))
        own = person is not None and person.id in selves
        new = [role for role in line.roles if person is None or not _held(known, person, area, role)]
        if own and new:
            text = "this is you, and a role is given by somebody else; take it out here."
            checked.fault("Contacts", line, "roles", text)
        elif Role.ERB_LEAD in new and not lead:
            text = "the ERB lead is named by the present lead; take this out here."
            checked.fault("Contacts", line, "roles", text)


def _held(known: Known, person: Person, area: Area, role: Role) -> bool:
    held = queries.roles_of(known.session, person.id, known.occasion.today)
    return any(row.area_id == area.id and row.role is role for row in held)


def _kind(kind: OrganisationKind) -> str:
    return "employer representative body" if kind is OrganisationKind.ERB else kind.replace("_", " ")


def _person(
    line: ContactLine,
    employer: Organisation | None,
    checked: Checked,
    known: Known,
    people: Iterable[Person],
) -> None:
    """The person who is here already, a question whether it is, or nothing: then they are new."""
    answer = known.merges.get(normalised(line.name)) or line.same_as
    if answer and normalised(answer) != NEW:
        found = next((person for person in people if person.id == answer), None)
        if found is None:
            checked.fault("Contacts", line, "same_as", f"there is no person “{answer}” in these records.")
        else:
            checked.people[same_person(line)] = found
        return
    for person in people if not answer else ():
        by_address = bool(line.email) and (person.email or "").lower() == line.email.lower()
        by_name = normalised(person.name or "") == normalised(line.name)
        at_home = employer is not None and person.organisation_id == employer.id
        if by_address and by_name and at_home:
            checked.people[same_person(line)] = person
            return
        if by_address or (by_name and at_home):
            text = (
                f"{line.name} may be {person.name}, who is in these records already. If so, answer --merge "
                f'"{line.name}={person.id}" or write {person.id} under “Same as”; if not, answer “{NEW}”.'
            )
            checked.ask("Contacts", line, line.name, person.name or "", person.id, text)
            return
