"""A workbook held against what is known: the rulebooks, the reference data and these records. Reads only."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlmodel import select

from lsip_workflow.adopt import Fault, NeedLine, Reading
from lsip_workflow.journeys.adoption_parties import Checked, Known, contacts, organisations
from lsip_workflow.model import Area, Organisation, OrganisationKind, Precision, SkillsNeed
from lsip_workflow.reference import Reference, UnknownReference, normalised
from lsip_workflow.reference.reading import nearest, spoken
from lsip_workflow.rulebook import Rulebook, StageRule
from lsip_workflow.rules.content import code_faults, need_faults
from lsip_workflow.rules.permissions import holds_area
from lsip_workflow.store import adoption


def check(reading: Reading, known: Known) -> Checked:
    """Everything that speaks against taking a workbook over, and all that it would become."""
    checked = Checked(reading, list(reading.faults), list(reading.notes))
    _plan(checked, known)
    _before(checked, known)
    for need in reading.adoption.needs:
        for told in need_told(need, known.reference):
            name, _, text = told.partition(": ")
            checked.fault("Needs", need, name, text)
    for action in reading.adoption.actions:
        if action.progress_on and action.progress_on > known.occasion.today:
            checked.fault("Actions", action, "progress_on", "this day lies ahead; write when it was told.")
    organisations(checked, known)
    contacts(checked, known)
    _unanswered(checked, known)
    return checked


def area_of(text: str, known: Known, since: date | None) -> Area | str:
    """The area of a name, here or in the reference data; a sentence when there is none."""
    if there := adoption.area_named(known.session, text):
        return there
    told = ""
    for day in dict.fromkeys((known.occasion.today, since or known.occasion.today)):
        try:
            found = known.reference.area(text, day)
        except UnknownReference as unknown:
            told = told or str(unknown)
            continue
        row = known.session.get(Area, found.slug)
        return row or Area(id=found.slug, name=found.name, began=found.began, ended=found.ended)
    return told


def need_told(line: NeedLine, reference: Reference) -> list[str]:
    """What cannot be in a need, each with its field."""
    row = skills_need(line, "")
    return [told for told in need_faults(row) if line.occupation or not told.startswith("occupation:")] + (
        code_faults(row, reference)
    )


def skills_need(line: NeedLine, plan_id: str) -> SkillsNeed:
    """A line of the sheet Needs as a row; a status such as “emerging” says when, where nothing else does."""
    return SkillsNeed(
        plan_id=plan_id,
        occupation=line.occupation,
        soc=line.soc or None,
        sic=line.sic or None,
        occupation_code=line.occupation_code or None,
        level=line.level,
        horizon=line.horizon or (line.status.lower() if line.status.lower() == "emerging" else "current"),
        local_code=line.code or None,
        local_status=line.status or None,
        extra=[list(pair) for pair in line.extra] or None,
    )


def _plan(checked: Checked, known: Known) -> None:
    line = checked.reading.adoption.plan
    if line.since and line.since > known.occasion.today:
        checked.fault("Plan", line, "since", f"{spoken(line.since)} lies ahead; write when it came there.")
    if line.area:
        found = area_of(line.area, known, line.since)
        if isinstance(found, str):
            checked.fault("Plan", line, "area", found)
        elif not holds_area(known.occasion.actor, found.id):
            text = f"{found.name} is not an area that you work for here; hand in the workbook of your own."
            checked.fault("Plan", line, "area", text)
        else:
            checked.area = found
    if line.erb:
        checked.erb = _erb(line.erb, checked, known)
    _own_body(checked, known)
    if line.edition:
        _edition_and_stage(checked, known)
    if checked.area and line.cycle:
        there = adoption.plan_of_cycle(known.session, checked.area.id, line.cycle)
        if there is not None:
            text = f"{checked.area.name} has its plan for {line.cycle} here already: “{there.id}”."
            checked.fault("Plan", line, "cycle", text)


def _own_body(checked: Checked, known: Known) -> None:
    """A plan is taken over for the body of whoever does it; the command line does it for any."""
    actor = known.occasion.actor
    if checked.erb is None or actor.everywhere or checked.erb.id == actor.organisation_id:
        return
    text = f"{checked.erb.name} is not the body that you work for here; hand in a plan of your own body."
    checked.fault("Plan", checked.reading.adoption.plan, "erb", text)
    checked.erb = None


def _erb(text: str, checked: Checked, known: Known) -> Organisation | None:
    names = known.reference.erb_names
    query = select(Organisation).where(Organisation.kind == OrganisationKind.ERB)
    there = {row.id: row for row in known.session.exec(query)}
    wanted = normalised(text)
    for row in there.values():
        if wanted in (normalised(row.name), normalised(row.id)):
            return row
    for key, name in names.items():
        if wanted in (normalised(name), normalised(key)):
            return there.get(key) or Organisation(id=key, kind=OrganisationKind.ERB, name=name)
    close = nearest(text, [*names.values(), *(row.name for row in there.values())])
    text = f"“{text}” is not one of the bodies that are known here{close}; record its designation first."
    checked.fault("Plan", checked.reading.adoption.plan, "erb", text)
    return None


def _edition_and_stage(checked: Checked, known: Known) -> None:
    line, books = checked.reading.adoption.plan, known.occasion.books
    wanted = normalised(line.edition)
    for book in books.values():
        if wanted in (normalised(book.edition.key), normalised(book.edition.title)):
            checked.book = book
    if checked.book is None:
        text = f"“{line.edition}” is not one of {', '.join(sorted(books))}."
        checked.fault("Plan", line, "edition", text)
    elif line.stage:
        checked.stage = stage_named(checked.book, line.stage)
        if checked.stage is None:
            titles = ", ".join(stage.title for stage in checked.book.stages)
            text = f"“{line.stage}” is not a stage of {checked.book.edition.key}: {titles}."
            checked.fault("Plan", line, "stage", text)


def stage_named(book: Rulebook, text: str) -> StageRule | None:
    """The stage of a key or a title."""
    wanted = normalised(text)
    return next((s for s in book.stages if wanted in (normalised(s.key), normalised(s.title))), None)


def _before(checked: Checked, known: Known) -> None:
    for past in checked.reading.adoption.before:
        day = past.day
        if day and day.precision is Precision.DAY and day.on and day.on > known.occasion.today:
            text = f"{spoken(day.on)} lies ahead; this sheet is for what has happened."
            checked.fault("Before", past, "day", text)
        if past.stage and checked.book and stage_named(checked.book, past.stage) is None:
            titles = ", ".join(stage.title for stage in checked.book.stages)
            checked.fault("Before", past, "stage", f"“{past.stage}” is not one of {titles}.")


def _unanswered(checked: Checked, known: Known) -> None:
    adoption = checked.reading.adoption
    names = {normalised(line.name) for line in adoption.organisations}
    names |= {normalised(line.name) for line in adoption.contacts}
    for given in _strangers(known.merges, names):
        text = f"no row is named “{given}”; write the name as it stands in the workbook."
        checked.faults.append(Fault("--merge", 0, "", text))


def _strangers(merges: Mapping[str, str], names: Collection[str]) -> Iterator[str]:
    return (given for given in merges if given not in names)
