"""Who holds an area: designated once, on terms that may change, and removed by a notice from a day."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import deadlines, designations, people
from lsip_workflow.journeys import terms as changed_terms
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Designation,
    DesignationTerms,
    Organisation,
    OrganisationKind,
    Person,
    Role,
    RoleHeld,
)
from lsip_workflow.store import chain, life
from lsip_workflow.store.record import Occasion
from tests.builders import EDITION
from tests.journeys.working import Working

BEGAN = date(2025, 10, 1)
# Notified on the Friday before Christmas week: two bank holidays and New Year's Day are not counted.
NOTIFIED, LAST_DAY = date(2026, 12, 18), date(2027, 1, 6)


@dataclass(frozen=True)
class Held:
    """An area and the body that is designated for it, in an open transaction."""

    session: Session
    at: Occasion
    area: Area
    erb: Organisation
    row: Designation


def body(session: Session, at: Working, name: str) -> Organisation:
    row = Organisation(kind=OrganisationKind.ERB, name=name, example=True)
    when = at.occasion("test")
    return people.record_organisation(session, when, row, at.world.reference, demonstration=True)


def held(session: Session, at: Working) -> Held:
    area = Area(id="northshire", name="Northshire (example)")
    session.add(area)
    erb = body(session, at, "Northshire Chamber (example)")
    when = at.occasion("test")
    row = designations.designate(
        session, when, area, erb, on=BEGAN, reference="Notice 1", url="https://n.example"
    )
    return Held(session, when, area, erb, row)


def proved(at: Working) -> None:
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def terms(
    session: Session, here: Held, at: Working, on: date = NOTIFIED
) -> tuple[DesignationTerms, Deadline]:
    return changed_terms.change_terms(
        session, at.occasion("test"), here.area, at.world.calendar, title="Terms of 2026", received_on=on
    )


def test_a_designation_is_recorded_from_its_notice_and_removed_by_another(at: Working) -> None:
    with at.world.database.transaction() as session:
        here = held(session, at)
        designations.remove(session, here.at, here.row, on=date(2026, 11, 30), reference="Notice 9")
    with at.world.database.reading() as session:
        row = session.get_one(Designation, here.row.id)
        assert (row.began, row.until, row.reference, row.removal) == (
            BEGAN,
            date(2026, 11, 30),
            "Notice 1",
            "Notice 9",
        )
        assert life.designated(session, "northshire", date(2026, 11, 29)) is not None
        assert life.designated(session, "northshire", date(2026, 11, 30)) is None
    assert at.events("area:northshire") == ["designation.recorded", "designation.removed"]
    proved(at)


def test_nobody_is_designated_for_an_area_that_somebody_holds(at_sqlite: Working) -> None:
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        other = body(session, at_sqlite, "Another Chamber (example)")
        with pytest.raises(Faulty) as faulty:
            designations.designate(session, here.at, here.area, other, on=date(2026, 1, 1), reference=" ")
        assert faulty.value.faults == (
            "reference: give the reference of the published notice.",
            "erb: Northshire Chamber (example) is designated here from 2025-10-01; record first how that "
            "ended.",
        )
        designations.remove(session, here.at, here.row, on=date(2026, 2, 1), reference="Notice 2")
        with pytest.raises(Faulty):
            designations.designate(session, here.at, here.area, other, on=date(2026, 1, 31), reference="N 3")
        designations.designate(session, here.at, here.area, other, on=date(2026, 2, 1), reference="N 3")


def test_the_roles_of_a_body_that_was_removed_end_with_it_and_nobody_elses(at: Working) -> None:
    with at.world.database.transaction() as session:
        here = held(session, at)
        roles = {}
        for whose in (here.erb, body(session, at, "Another Chamber (example)")):
            person = Person(organisation_id=whose.id, name="Mo", email="mo@north.example")
            people.record_person(session, here.at, person)
            row = people.grant_role(session, here.at, person, here.area, Role.PROJECT_MANAGER, BEGAN)
            roles[whose.name] = row.id
        designations.remove(session, here.at, here.row, on=date(2026, 11, 30), reference="Notice 9")
    ends = {name: at.one(RoleHeld, RoleHeld.id == key).until for name, key in roles.items()}
    assert ends == {"Northshire Chamber (example)": date(2026, 11, 30), "Another Chamber (example)": None}
    proved(at)


def test_a_designation_is_removed_once_and_not_before_it_began(at_sqlite: Working) -> None:
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        with pytest.raises(Faulty, match="it cannot end before that"):
            designations.remove(session, here.at, here.row, on=date(2025, 9, 30), reference="Notice 2")
        designations.remove(session, here.at, here.row, on=date(2026, 2, 1), reference="Notice 2")
        with pytest.raises(Faulty, match="it was removed already, from 2026-02-01"):
            designations.remove(session, here.at, here.row, on=date(2026, 3, 1), reference="Notice 3")


def test_changed_terms_open_one_date_ten_working_days_on(at: Working) -> None:
    at.clock.on(days=60)
    with at.world.database.transaction() as session:
        here = held(session, at)
        row, due = terms(session, here, at)
        assert (due.area_id, due.plan_id, due.subject) == ("northshire", None, row.id)
        assert (due.due, due.holder, due.kind) == (LAST_DAY, "erb_lead", "changed-terms")
        with pytest.raises(Faulty, match="is recorded already"):
            terms(session, here, at)
    assert len(at.all(Deadline)) == 1
    proved(at)


def test_an_objection_in_time_closes_the_date_and_is_proved(at: Working) -> None:
    at.clock.on(days=66)
    with at.world.database.transaction() as session:
        here = held(session, at)
        row, due = terms(session, here, at)
        when = at.occasion("test")
        assert (
            changed_terms.object_to(session, when, row, on=LAST_DAY, reasons="Too wide.", reference="L1")
            == []
        )
        assert (due.status, row.status, row.reasons) == (DeadlineStatus.MET, "objected", "Too wide.")
        with pytest.raises(Faulty, match="these were objected on 2027-01-06; that stands"):
            changed_terms.accept(session, when, row, on=LAST_DAY)
    assert at.events("area:northshire")[-2:] == ["designation.objected", "deadline.met"]
    proved(at)


def test_an_objection_after_its_time_is_recorded_as_it_was_and_that_is_said(at_sqlite: Working) -> None:
    at_sqlite.clock.on(days=70)
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        row, _ = terms(session, here, at_sqlite)
        when = at_sqlite.occasion("test")
        late = date(2027, 1, 7)
        (said,) = changed_terms.object_to(session, when, row, on=late, reasons="Too wide.")
        assert said.startswith(
            "The ten working days ended on 2027-01-06: Terms and conditions of designation"
        )


def test_terms_that_are_let_stand_close_the_date(at_sqlite: Working) -> None:
    at_sqlite.clock.on(days=60)
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        row, due = terms(session, here, at_sqlite)
        when = at_sqlite.occasion("test")
        with pytest.raises(Faulty) as faulty:
            changed_terms.accept(session, when, row, on=date(2026, 12, 17))
        assert faulty.value.faults == ("on: the terms came on 2026-12-18; nothing was said to them before.",)
        changed_terms.accept(session, when, row, on=date(2026, 12, 21))
        assert (row.status, due.status) == ("accepted", DeadlineStatus.MET)
    proved(at_sqlite)


def test_a_date_to_object_is_not_needed_once_the_designation_is_removed(at_sqlite: Working) -> None:
    at_sqlite.clock.on(days=60)
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        _, due = terms(session, here, at_sqlite)
        when = at_sqlite.occasion("test")
        designations.remove(session, when, here.row, on=date(2027, 1, 1), reference="Notice 2")
        assert due.status is DeadlineStatus.NOT_NEEDED
    proved(at_sqlite)


def test_terms_come_to_somebody_who_is_designated_and_not_in_the_future(at_sqlite: Working) -> None:
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        with pytest.raises(Faulty) as faulty:
            terms(session, here, at_sqlite)
        assert faulty.value.faults == ("received_on: the terms cannot have come on a day to come.",)
        with pytest.raises(Faulty, match="nobody was designated for Northshire"):
            terms(session, here, at_sqlite, date(2025, 9, 30))
        with pytest.raises(Refused) as refused:
            terms(session, here, at_sqlite, date(2021, 10, 1))
        assert "selected, not designated" in refused.value.reasons[0].text


def test_the_date_of_an_area_can_be_suspended_and_counts_again(at: Working) -> None:
    at.clock.on(days=60)
    with at.world.database.transaction() as session:
        here = held(session, at)
        _, due = terms(session, here, at)
        when = at.occasion("test")
        deadlines.suspend(session, when, due, "department_moved_it")
        deadlines.resume(session, when, due, date(2027, 1, 15))
        deadlines.move(session, when, due, date(2027, 1, 20), "correction")
        deadlines.close(session, when, due, needed=False)
    assert at.events("area:northshire")[2:] == [
        "deadline.opened",
        "deadline.suspended",
        "deadline.resumed",
        "deadline.moved",
        "deadline.met",
    ]
    assert (at.one(Deadline).due, at.one(Deadline).status) == (date(2027, 1, 20), "not_needed")
    proved(at)


@pytest.mark.parametrize(
    ("edition", "on", "fault"),
    [
        (EDITION, date(2026, 12, 1), "on: a plan cannot begin on a day to come."),
        (
            "2022-statutory",
            date(2026, 1, 5),
            "edition: “2022-statutory” is for plans that begin from 2022-08-01 to 2025-09-30, not on",
        ),
        ("2030", date(2026, 1, 5), "edition: “2030” is not one of"),
    ],
)
def test_a_plan_is_opened_under_an_edition_of_its_day(
    at_sqlite: Working, edition: str, on: date, fault: str
) -> None:
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        with pytest.raises(Faulty) as faulty:
            designations.open_plan(
                session, here.at, here.area, erb=here.erb, cycle="One", edition=edition, on=on
            )
        assert faulty.value.faults[0].startswith(fault)


def test_a_plan_is_opened_for_the_body_that_is_designated_that_day(at_sqlite: Working) -> None:
    with at_sqlite.world.database.transaction() as session:
        here = held(session, at_sqlite)
        other = body(session, at_sqlite, "Another Chamber (example)")
        for erb, on in ((other, None), (here.erb, date(2025, 9, 30))):
            with pytest.raises(Refused) as refused:
                designations.open_plan(
                    session, here.at, here.area, erb=erb, cycle="One", edition=EDITION, on=on
                )
            assert refused.value.reasons == (designations.NOT_DESIGNATED,)
        plan = designations.open_plan(
            session, here.at, here.area, erb=here.erb, cycle="2026-29", edition=EDITION
        )
        assert (plan.id, plan.stage) == ("northshire-2026-29", "designation")
        with pytest.raises(Faulty, match="has its plan for 2026-29 already"):
            designations.open_plan(
                session, here.at, here.area, erb=here.erb, cycle="2026-29", edition=EDITION, plan_id="x"
            )
