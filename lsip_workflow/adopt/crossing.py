"""What cannot be between the lines of one workbook: codes twice, names that nothing bears."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from lsip_workflow.adopt.lines import ContactLine, Fault, Line, Reading
from lsip_workflow.reference.reading import nearest, normalised

ERB = "erb"


def faults(reading: Reading) -> Iterator[Fault]:
    """Every fault between the lines of a workbook."""
    yield from _twice(reading, "Needs", reading.adoption.needs, "code")
    yield from _twice(reading, "Priorities", reading.adoption.priorities, "code")
    yield from _twice(reading, "Actions", reading.adoption.actions, "code")
    yield from _twice(reading, "Organisations", reading.adoption.organisations, "name")
    yield from _twice(reading, "Organisations", reading.adoption.organisations, "ukprn")
    yield from _references(reading)
    yield from _leads_and_employers(reading)
    yield from _progress(reading)
    yield from _contacts(reading)
    yield from _told_by_nobody(reading)


def _twice(reading: Reading, sheet: str, lines: Sequence[Line], field: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line in lines:
        value = getattr(line, field)
        key = normalised(value) if field == "name" else value
        if not key:
            continue
        if key in first:
            what = reading.columns.get((sheet, field), "")
            text = f"“{value}” stands in row {first[key]} too ({what}{first[key]}); each may be there once."
            yield reading.fault(sheet, line, field, text)
        first.setdefault(key, line.row)


def _references(reading: Reading) -> Iterator[Fault]:
    adoption = reading.adoption
    codes = {priority.code for priority in adoption.priorities if priority.code}
    for action in adoption.actions:
        if action.priority and action.priority not in codes:
            close = nearest(action.priority, codes)
            text = f"there is no priority “{action.priority}” in the sheet Priorities{close}."
            yield reading.fault("Actions", action, "priority", text)
    known = {need.code for need in adoption.needs if need.code} | {n.occupation for n in adoption.needs}
    called = {normalised(name) for name in known}
    for priority in adoption.priorities:
        for need in priority.needs:
            if need not in known and normalised(need) not in called:
                text = f"there is no need “{need}” in the sheet Needs{nearest(need, known)}."
                yield reading.fault("Priorities", priority, "needs", text)


def _leads_and_employers(reading: Reading) -> Iterator[Fault]:
    adoption = reading.adoption
    names = [organisation.name for organisation in adoption.organisations] + [adoption.plan.erb]
    told = "write its name as it stands there, or add it"
    for action in adoption.actions:
        if action.lead and not _is_among(action.lead, names):
            text = f"“{action.lead}” is not in the sheet Organisations{nearest(action.lead, names)}; {told}."
            yield reading.fault("Actions", action, "lead", text)
    for contact in adoption.contacts:
        if contact.organisation and not _is_among(contact.organisation, names):
            close = nearest(contact.organisation, names)
            text = f"“{contact.organisation}” is not in the sheet Organisations{close}; {told}."
            yield reading.fault("Contacts", contact, "organisation", text)


def _is_among(name: str, names: Collection[str]) -> bool:
    return normalised(name) in {ERB} | {normalised(other) for other in names}


def _progress(reading: Reading) -> Iterator[Fault]:
    for action in reading.adoption.actions:
        if action.progress_on and not (action.done or action.impact or action.remains):
            text = (
                "there is a day of progress, but nothing was written about it; write it, or leave both blank."
            )
            yield reading.fault("Actions", action, "progress_on", text)


def _contacts(reading: Reading) -> Iterator[Fault]:
    """An address is one person's; the same person may stand there once for each role."""
    first: dict[str, ContactLine] = {}
    given: Counter[tuple[str, object]] = Counter()
    for contact in reading.adoption.contacts:
        key = contact.email.lower()
        if not key:
            continue
        other = first.setdefault(key, contact)
        if other is not contact and same_person(other) != same_person(contact):
            text = (
                f"this address stands in row {other.row} too, with another name or organisation; if it is "
                "one person, write both the same, else give each their own address."
            )
            yield reading.fault("Contacts", contact, "email", text)
        for role in contact.roles:
            given[key, role] += 1
            if given[key, role] == 2:
                text = f"{contact.name} has this role in an earlier row already; it is needed once."
                yield reading.fault("Contacts", contact, "roles", text)


def same_person(contact: ContactLine) -> tuple[str, str, str]:
    """What makes two lines one person: the address (or none), the name and the organisation."""
    return contact.email.lower(), normalised(contact.name), normalised(contact.organisation)


def _told_by_nobody(reading: Reading) -> Iterator[Fault]:
    for past in reading.adoption.before:
        if not past.said_by and not reading.adoption.plan.said_by:
            text = "say who tells this, here or under “Told by” in the sheet Plan."
            yield reading.fault("Before", past, "said_by", text)
