"""A plan that was taken over, undone and written out: nothing is lost, and nothing stays that should not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from lsip_workflow.adopt import read
from lsip_workflow.journeys import people, requests
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Role,
    RoleHeld,
)
from lsip_workflow.store import queries
from tests import workbooks
from tests.builders import NOW, occasion, ukprn
from tests.journeys.adopting import adopt, exported, proves, undo
from tests.journeys.working import Working
from tests.workbooks import table, workbook


def test_undoing_gives_the_cycle_back_and_erases_whom_only_it_brought(at: Working) -> None:
    plan = adopt(at, workbook())
    at.rest()
    erased, ended = undo(at, plan)
    assert (erased, ended) == (60, 43)
    assert [row.name for row in at.all(Person)] == [None] * 60
    assert all(held.until is not None for held in at.all(RoleHeld))
    assert {row.status for row in at.all(Deadline)} <= {DeadlineStatus.NOT_NEEDED}
    with at.world.database.reading() as session:
        assert queries.plan(session, plan.id) is None
        assert queries.plans(session) == []
    proves(at)
    second = adopt(at, workbook())
    assert (second.id, second.cycle) == ("kent-and-medway-2025-28-2", "2025-28")
    undo(at, second)
    third = adopt(at, workbook())
    assert third.id == "kent-and-medway-2025-28-3"
    at.rest()
    proves(at)


def test_undoing_leaves_people_who_hold_something_else(at_sqlite: Working) -> None:
    at = at_sqlite
    plan = adopt(at, workbook())
    manager = next(row for row in at.all(Person) if row.name == "Person 1")
    with at.world.database.transaction() as session:
        session.add(Area(id="elsewhere", name="Elsewhere"))
        area = session.get_one(Area, "elsewhere")
        people.grant_role(session, occasion(at.world), manager, area, Role.AUDITOR, NOW.date())
    undo(at, plan)
    assert [row.name for row in at.all(Person) if row.name] == ["Person 1"]
    proves(at)


def test_only_what_was_taken_over_can_be_undone_and_once(at_sqlite: Working) -> None:
    at = at_sqlite
    plan = adopt(at, workbook())
    undo(at, plan)
    with pytest.raises(Faulty, match="undone on 2 November 2026 already"):
        undo(at, plan)


def test_once_a_message_was_sent_it_stays(at: Working) -> None:
    plan = adopt(at, workbook())
    with at.world.database.transaction() as session:
        session.get_one(Plan, plan.id).held = False  # as the start of its reminders leaves it
        college = session.exec(select(Organisation).where(Organisation.ukprn == ukprn(1))).one()
        due = NOW.date() + timedelta(days=21)
        row = session.get_one(Plan, plan.id)
        requests.ask(session, occasion(at.world), row, college, title="Your offer", due=due, text="Please.")
    at.rest()
    assert OutboxStatus.SENT in {row.status for row in at.all(OutboxRow)}
    with pytest.raises(Faulty, match="a message about it has been sent, so it stays"):
        undo(at, plan)


def test_a_workbook_in_the_published_shape_comes_out_as_it_went_in(at: Working) -> None:
    plan = adopt(at, workbooks.published())
    out = exported(at, plan)
    came, went = table(workbooks.published(), "Annex B – Action plan"), table(out, "Actions")
    assert [row["Code"] for row in went] == [row["Ref"] for row in came]
    for heading in ("Timescale", "RAG", "Employers involved", "Links to other plans", "Status", "Risk"):
        assert [row[heading] for row in went] == [row[heading] for row in came]
    assert [row["Funding £"] for row in went] == [str(row["Funding £"]) for row in came]
    headings = [str(cell.value) for cell in workbooks.opened(out)["Actions"][1]]
    own = "Timescale, RAG, Funding £, Employers involved, Risk, Risk, Column L, Links to other plans"
    assert ", ".join(headings[13:]) == own
    assert went[6]["Column L"] == "a note under no heading"
    assert [row["Kind"] for row in table(out, "Priorities")] == [
        "Overarching",
        *["Sector"] * 6,
        "System priority",
    ]
    assert [row["Status"] for row in table(out, "Needs")] == ["Current/emerging"] * 30
    assert workbooks.opened(out)["Annex C"]["B2"].value == "412 employers"


def test_what_comes_out_goes_in_again_as_the_same(at_sqlite: Working) -> None:
    plan = adopt(at_sqlite, workbook())
    first = exported(at_sqlite, plan)
    undo(at_sqlite, plan)
    again = read(first)
    assert again.faults == ()
    assert [strip(line) for line in again.adoption.actions] == [
        strip(line) for line in read(workbook()).adoption.actions
    ]
    assert len(again.adoption.contacts) == 60
    second = exported(at_sqlite, adopt(at_sqlite, first))
    for sheet in ("Plan", "Before", "Needs", "Priorities", "Actions", "Organisations", "Contacts"):
        assert table(second, sheet) == table(first, sheet)


def strip(line: object) -> object:
    return replace(line, for_providers=None)  # type: ignore[type-var]
