"""Administrators are told that a run failed: those who hold the role on that day, each of them once."""

from datetime import date

from sqlmodel import Session, select

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Organisation, OutboxRow, Person, Role
from lsip_workflow.relay import operators
from lsip_workflow.runtime import Runtime
from tests import builders
from tests.journeys.working import Working

ROLES = {
    "who holds it": (date(2026, 1, 1), None),
    "whose last day is to come": (date(2026, 1, 1), date(2027, 1, 1)),
    "who does not hold it any more": (date(2026, 1, 1), date(2026, 11, 2)),
    "who does not hold it yet": (date(2026, 11, 3), None),
}


def test_who_holds_the_role_today_is_told_once_also_when_its_last_day_is_known(small_world: Runtime) -> None:
    at = Working(small_world)
    made = builders.scene(small_world)
    with small_world.database.transaction() as session:
        for name, days in ROLES.items():
            _administrator(session, at, made, name, *days)
    for _ in range(2):
        operators.tell(at.works, "responses · Northshire", "run-7")
    with small_world.database.reading() as session:
        told = select(Person).join(OutboxRow).where(OutboxRow.template == "run_failed")
        assert sorted(person.name or "" for person in session.exec(told)) == [
            "who holds it",
            "whose last day is to come",
        ]


def _administrator(
    session: Session, at: Working, made: builders.Scene, name: str, since: date, until: date | None
) -> None:
    now = builders.occasion(at.world)
    erb, area = session.get_one(Organisation, made.erb), session.get_one(Area, made.area)
    person = builders.person(session, now, erb, name, f"{len(name)}@northshire.example")
    people.grant_role(session, now, person, area, Role.ADMINISTRATOR, since).until = until
