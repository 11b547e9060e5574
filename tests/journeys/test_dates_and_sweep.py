"""Dates moved, suspended and closed; and the morning sweep, which owes each reminder once."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import deadlines, people, plans
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.journeys.sweep import sweep
from lsip_workflow.model import (
    Area,
    Deadline,
    DeadlineStatus,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Role,
    Sweep,
)
from lsip_workflow.outbox.reminders import DONE, MOVED
from lsip_workflow.relay import clock
from lsip_workflow.relay.claims import Lease
from lsip_workflow.rules.messages_ahead import messages
from lsip_workflow.rules.reminded import Carried, Decision
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.journeys.working import LEASE, Working


def on(at: Working, year: int, month: int, day: int, hour: int = 8) -> None:
    at.clock.now = datetime(year, month, day, hour, tzinfo=UTC)


def swept(at: Working) -> list[Carried]:
    """The messages that this morning makes."""
    return messages(decided(at))


def decided(at: Working) -> list[Decision]:
    with at.world.database.transaction() as session:
        return sweep(session, at.occasion("deadlines"), at.world.calendar)


def said(at: Working) -> list[str]:
    return [each.because for each in decided(at)]


def reminders(at: Working) -> list[OutboxRow]:
    """The messages of reminders, in the order in which they were owed."""
    rows = [row for row in at.all(OutboxRow) if row.template == "reminders"]
    return sorted(rows, key=lambda row: (row.owed_since, row.key))


def carried(at: Working) -> list[tuple[date, int, str]]:
    """What was put down: the date, which reminder of it, and to whom."""
    return sorted((item.day, item.number, item.person_id) for item in at.all(OutboxItem))


def act(at: Working, do: Callable[[Session, Occasion, Deadline], None]) -> None:
    """Do something with the one date, as an administrator, now."""
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        do(session, builders.occasion(at.world, at.clock()), row)


def test_a_reminder_is_owed_once_however_often_the_morning_is_swept(at: Working) -> None:
    made = builders.scene(at.world)  # asked on 2 November, due on the 23rd
    on(at, 2026, 11, 13)
    assert said(at) == ["No reminder yet: the next is for 16 November 2026."]
    on(at, 2026, 11, 16)
    to = "The 1st reminder to the provider respondent of Northshire College (example)"
    assert said(at) == [f"{to} is owed: 5 working days before the date."]
    assert said(at) == [f"{to} went already, or is about to."]
    on(at, 2026, 11, 17)
    assert said(at) == [f"{to} went already, or is about to."]
    (message,) = reminders(at)
    assert (message.person_id, message.status) == (made.respondent, OutboxStatus.OWED)
    assert (message.plan_id, message.key) == (made.plan, f"reminders:2026-11-16:{made.respondent}:email")
    assert carried(at) == [(date(2026, 11, 23), 1, made.respondent)]


def test_a_week_of_downtime_is_one_reminder_the_highest(at: Working) -> None:
    made = builders.scene(at.world)
    on(at, 2026, 11, 25)
    (message,) = swept(at)
    assert [(item.reached.number, item.reached.on) for item in message.items] == [(2, date(2026, 11, 23))]
    assert carried(at) == [(date(2026, 11, 23), 2, made.respondent)]


def test_a_role_that_nobody_holds_is_said_and_owes_nothing(at: Working) -> None:
    builders.scene(at.world)
    on(at, 2026, 11, 27)
    report = clock.sweep_now(at.works, LEASE)
    nobody = "nobody is named as the provider deputy of Northshire College (example)."
    assert [line.outcome for line in report.lines] == [f"The 3rd reminder has nobody to go to: {nobody}"]
    assert report.lines[0].about == "What you can offer (Northshire College (example)), 23 November 2026"
    assert report.sentence == "1 looked at"
    assert reminders(at) == []


def test_without_a_contact_the_deputy_is_asked_and_nobody_further(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        at_once = builders.occasion(at.world)
        provider, area = session.get_one(Organisation, made.provider), session.get_one(Area, made.area)
        deputy = builders.person(session, at_once, provider, "Dee Deputy", "dee@northshire.example")
        people.grant_role(session, at_once, deputy, area, Role.PROVIDER_DEPUTY, date(2026, 1, 1))
        people.erase_person(session, at_once, session.get_one(Person, made.respondent))
        stands_in = deputy.id
    on(at, 2026, 11, 16)
    assert [message.holder.person_id for message in swept(at)] == [stands_in]


def test_a_suspended_date_is_silent_until_it_is_resumed(at: Working) -> None:
    builders.scene(at.world)
    act(at, lambda session, when, row: deadlines.suspend(session, when, row, "pre_election_period"))
    on(at, 2026, 11, 23)
    assert said(at) == ["Suspended: silent until it counts again."]
    act(at, lambda session, when, row: deadlines.resume(session, when, row, date(2026, 12, 1)))
    on(at, 2026, 11, 24)
    (message,) = swept(at)
    assert [item.reached.number for item in message.items] == [1]


def test_a_moved_date_has_reminders_of_its_own_and_the_old_one_is_not_sent(at: Working) -> None:
    builders.scene(at.world)
    at.rest()
    on(at, 2026, 11, 16)
    swept(at)
    moved = date(2026, 12, 14)
    act(at, lambda session, when, row: deadlines.move(session, when, row, moved, "provider_capacity"))
    at.rest()
    (message,) = reminders(at)
    assert (message.status, message.skipped_because) == (OutboxStatus.SKIPPED, MOVED)
    assert [item.left_out for item in at.all(OutboxItem)] == [MOVED]
    assert swept(at) == []
    on(at, 2026, 12, 7)
    assert len(swept(at)) == 1
    assert [(day, number) for day, number, _ in carried(at)] == [(date(2026, 11, 23), 1), (moved, 1)]


def test_a_closed_date_is_never_reminded_about(at: Working) -> None:
    builders.scene(at.world)
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        deadlines.close(session, builders.occasion(at.world), row)
    on(at, 2026, 11, 23)
    assert decided(at) == []


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
    assert message.skipped_because == DONE


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
