"""A person's work in an area handed over to a successor: all their roles, from one day, or none of them."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import parties
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, Person, Role, RoleHeld
from lsip_workflow.store import life
from lsip_workflow.store.record import Occasion, lock, record

# What anybody may be, whatever body they are of: a board's new member need not come from the old one's.
OF_ANY_BODY = (Role.BOARD_MEMBER, Role.AUDITOR)


@dataclass(frozen=True)
class HandedOver:
    """The roles that the successor holds from the day; those held before are not given twice."""

    given: tuple[RoleHeld, ...]
    had_already: tuple[Role, ...]


def hand_over(
    session: Session, occasion: Occasion, area: Area, person: Person, successor: Person, on: date
) -> HandedOver:
    """Let all roles that a person holds in an area end on a day, and the successor hold them from that day.

    A role with a last day keeps it. Raises Faulty with every fault, and NotAllowed for a role that whoever
    asks cannot give; then nothing changes.
    """
    lock(session, f"area:{area.id}", area)
    held = [
        row
        for row in life.roles_in(session, area.id)
        if row.person_id == person.id and (row.until is None or row.until > on)
    ]
    if faults := _faults(session, occasion, person, successor, on, held):
        raise Faulty(faults)
    fact = events.WorkHandedOver(area=area.id, person=person.id, successor=successor.id, on=on)
    record(session, occasion, fact)
    given, had = [], []
    for row in sorted(held, key=lambda row: row.role):
        last = row.until
        if _has(session, area, successor, row.role, on):
            had.append(row.role)
        else:
            made = parties.grant(session, occasion, area, successor, row.role, on, last)
            given.append(made)
        parties.end_role(session, occasion, row, on)
    return HandedOver(tuple(given), tuple(had))


def _faults(
    session: Session, occasion: Occasion, person: Person, successor: Person, on: date, held: list[RoleHeld]
) -> list[str]:
    faults = []
    if successor.id == person.id:
        faults.append("successor: name somebody else.")
    if successor.erased_at is not None:
        faults.append("successor: what named this person was erased.")
    if on < occasion.today:
        faults.append("on: name today or a day to come; who held a role until then stays as it was.")
    if not held:
        faults.append("person: this person holds no role here from that day; there is nothing to hand over.")
    if [row for row in held if row.since > on]:
        faults.append("on: a role of this person begins only later; end that role first.")
    bound = [row.role for row in held if row.role not in OF_ANY_BODY]
    if bound and successor.organisation_id != person.organisation_id:
        told = ", ".join(role.replace("_", " ") for role in bound)
        faults.append(f"successor: name a person of the same organisation; it is about: {told}.")
    return faults


def _has(session: Session, area: Area, person: Person, role: Role, on: date) -> bool:
    """Whether somebody holds a role on a day and goes on holding it."""
    return any(
        row.person_id == person.id and row.role is role and row.since <= on and row.until is None
        for row in life.roles_in(session, area.id)
    )
