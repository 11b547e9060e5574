"""Dates moved, suspended and closed; and the morning sweep, which owes each reminder once."""

from datetime import UTC, date, datetime

import pytest

from lsip_workflow.journeys import deadlines, plans
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.sweep import Owed, sweep
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Plan,
    Sweep,
)
from lsip_workflow.relay import clock
from lsip_workflow.relay.claims import Lease
from tests import builders
from tests.journeys.working import LEASE, Working


def on(at: Working, year: int, month: int, day: int, hour: int = 8) -> None:
    at.clock.now = datetime(year, month, day, hour, tzinfo=UTC)


def swept(at: Working) -> list[Owed]:
    with at.world.database.transaction() as session:
        return sweep(session, at.occasion("deadlines"), at.world.calendar)


def reminders(at: Working) -> list[OutboxRow]:
    return sorted((row for row in at.all(OutboxRow) if row.template == "reminder"), key=lambda row: row.key)


def test_a_reminder_is_owed_once_however_often_the_morning_is_swept(at: Working) -> None:
    made = builders.scene(at.world)  # asked on 2 November, due on the 23rd
    on(at, 2026, 11, 13)
    assert swept(at) == []
    on(at, 2026, 11, 16)
    (owed,) = swept(at)
    assert (owed.reached.number, owed.messages, owed.people) == (1, 1, 1)
    (again,) = swept(at)
    assert (again.reached.number, again.messages) == (1, 0)
    on(at, 2026, 11, 17)
    assert [owed.messages for owed in swept(at)] == [0]
    (message,) = reminders(at)
    assert (message.person_id, message.status) == (made.respondent, OutboxStatus.OWED)
    assert message.why == "What you can offer: a reminder 5 days before it"


def test_a_week_of_downtime_is_one_reminder_the_highest(at: Working) -> None:
    builders.scene(at.world)
    on(at, 2026, 11, 25)
    (owed,) = swept(at)
    assert (owed.reached.number, owed.reached.on) == (2, date(2026, 11, 23))
    assert len(reminders(at)) == 1


def test_a_rung_for_a_role_that_nobody_holds_says_so_and_owes_nothing(at: Working) -> None:
    builders.scene(at.world)
    on(at, 2026, 11, 27)
    report = clock.sweep_now(at.works, LEASE)
    assert [line.outcome for line in report.lines] == ["nobody holds the role that would be reminded"]
    assert reminders(at) == []


def test_a_suspended_date_is_silent_until_it_is_resumed(at: Working) -> None:
    builders.scene(at.world)
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.suspend(session, builders.occasion(at.world), row, "pre_election_period")
    on(at, 2026, 11, 23)
    assert swept(at) == []
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.resume(session, builders.occasion(at.world, at.clock()), row, date(2026, 12, 1))
    on(at, 2026, 11, 24)
    assert [owed.reached.number for owed in swept(at)] == [1]


def test_a_moved_date_has_reminders_of_its_own(at: Working) -> None:
    builders.scene(at.world)
    on(at, 2026, 11, 16)
    swept(at)
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.move(
            session, builders.occasion(at.world, at.clock()), row, date(2026, 12, 14), "provider_capacity"
        )
    assert swept(at) == []
    on(at, 2026, 12, 7)
    assert [owed.messages for owed in swept(at)] == [1]
    first, second = reminders(at)
    assert "2026-11-23:1" in first.key
    assert "2026-12-14:1" in second.key


def test_a_closed_date_is_never_reminded_about(at: Working) -> None:
    builders.scene(at.world)
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.close(session, builders.occasion(at.world), row)
    on(at, 2026, 11, 23)
    assert swept(at) == []


def test_a_reminder_whose_date_was_met_before_it_was_sent_stays_unsent(at: Working) -> None:
    builders.scene(at.world)
    at.rest()
    on(at, 2026, 11, 16)
    swept(at)
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.close(session, builders.occasion(at.world, at.clock()), row)
    at.rest()
    (message,) = reminders(at)
    assert message.status is OutboxStatus.SKIPPED
    assert message.skipped_because == "What the reminder was about was done, or put off, before it was sent."


MOVE = date(2026, 12, 14)


@pytest.mark.parametrize("act", ["move", "suspend", "resume"])
def test_what_is_closed_stays_closed(at_sqlite: Working, act: str) -> None:
    builders.scene(at_sqlite.world)
    when = builders.occasion(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        row = session.get_one(Deadline, at_sqlite.one(Deadline).id)
        deadlines.close(session, when, row)
        deadlines.close(session, when, row)
        acts = {
            "move": lambda: deadlines.move(session, when, row, MOVE, "correction"),
            "suspend": lambda: deadlines.suspend(session, when, row, "correction"),
            "resume": lambda: deadlines.resume(session, when, row, MOVE),
        }
        with pytest.raises(Faulty, match="“What you can offer” is met"):
            acts[act]()
    assert at_sqlite.one(Deadline).status is DeadlineStatus.MET
    assert at_sqlite.events().count("deadline.met") == 1


@pytest.mark.parametrize("act", ["move", "suspend"])
def test_a_reason_is_one_of_the_list(at_sqlite: Working, act: str) -> None:
    builders.scene(at_sqlite.world)
    when = builders.occasion(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        row = session.get_one(Deadline, at_sqlite.one(Deadline).id)
        acts = {
            "move": lambda: deadlines.move(session, when, row, MOVE, "we forgot"),
            "suspend": lambda: deadlines.suspend(session, when, row, "we forgot"),
        }
        with pytest.raises(Faulty, match="reason: “we forgot” is not in the list: agreed_with_erb, "):
            acts[act]()


@pytest.mark.parametrize(
    ("instant", "owed"),
    [
        (datetime(2026, 7, 1, 5, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 24, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 6, 30, tzinfo=UTC), False),  # clocks went back: half past six in London
        (datetime(2026, 10, 25, 7, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 5, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 28, 6, 0, tzinfo=UTC), True),  # clocks went forward: seven in London
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), False),  # half past midnight of the next day
    ],
    ids=str,
)
def test_the_sweep_is_owed_from_seven_in_london(at_sqlite: Working, instant: datetime, owed: bool) -> None:
    at_sqlite.clock.now = instant
    with at_sqlite.world.database.reading() as session:
        assert clock.sweep_owed(session, at_sqlite.occasion("deadlines"), 7) is owed


def test_a_morning_is_swept_once_and_the_day_the_clocks_go_back_is_one_day(at: Working) -> None:
    builders.scene(at.world)
    done = []
    for hour in range(24 * 3):
        on(at, 2026, 10, 24 + hour // 24, hour % 24)
        with at.world.database.reading() as session:
            owed = clock.sweep_owed(session, at.occasion("deadlines"), 7)
        if owed:
            clock.sweep_now(at.works, Lease("test", 60))
            done.append(at.clock())
    assert [str(instant)[:16] for instant in done] == [
        "2026-10-24 06:00",
        "2026-10-25 07:00",
        "2026-10-26 07:00",
    ]
    assert sorted(row.day for row in at.all(Sweep)) == [date(2026, 10, day) for day in (24, 25, 26)]


def test_a_plan_is_opened_once_under_an_edition_and_a_stage_that_are_there(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with at_sqlite.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        area, erb = session.get_one(Area, made.area), session.get_one(Organisation, made.erb)
        with pytest.raises(Faulty) as faulty:
            plans.open_plan(
                session, builders.occasion(at_sqlite.world), plan_id=plan.id, area=area, erb=erb,
                cycle="2026-29", edition="2099",
            )  # fmt: skip
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["edition", "id"]
