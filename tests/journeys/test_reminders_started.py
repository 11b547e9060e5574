"""Reminders that a person starts, having seen what would go; and what one message carries for two plans."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import Session

from lsip_workflow.journeys import deadlines, people, reminders
from lsip_workflow.journeys.refusals import Refused
from lsip_workflow.journeys.reminders import AheadMessage
from lsip_workflow.model import (
    Area,
    Basis,
    Deadline,
    Organisation,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Precision,
    Role,
    RoleHeld,
)
from lsip_workflow.outbox.reminders import DONE, PASSED_ON
from lsip_workflow.relay import clock
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed
from lsip_workflow.store import chain
from lsip_workflow.store.owe import NOT_STARTED
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import carried, on, said, swept
from tests.journeys.test_dates_and_sweep import reminders as sent_reminders
from tests.journeys.working import LEASE, Working


def hold(at: Working, made: Scene) -> None:
    """As taking a plan over does it: its reminders wait for a person."""
    with at.world.database.transaction() as session:
        session.get_one(Plan, made.plan).held = True


def looked(at: Working, *plans: str, days: int = 14) -> list[AheadMessage]:
    with at.world.database.reading() as session:
        return reminders.ahead(session, at.occasion("test"), at.world.calendar, plans, days)


def start(at: Working, made: Scene, seen: str, actor: Actor | None = None) -> None:
    with at.world.database.transaction() as session:
        when = replace(builders.occasion(at.world, at.clock()), actor=actor or permissions.command("test"))
        reminders.start(session, when, at.world.calendar, session.get_one(Plan, made.plan), seen)


def also_manages(at: Working, person: str, area: str) -> None:
    """Let somebody manage a second area's plan too."""
    with at.world.database.transaction() as session:
        row, place = session.get_one(Person, person), session.get_one(Area, area)
        people.grant_role(
            session, builders.occasion(at.world), row, place, Role.PROJECT_MANAGER, date(2026, 1, 1)
        )


def plan_date(at: Working, made: Scene, title: str, due: date) -> None:
    """A date of the plan, which its manager is reminded of."""
    with at.world.database.transaction() as session:
        deadlines.open_deadline(
            session,
            builders.occasion(at.world),
            session.get_one(Plan, made.plan),
            kind="rulebook",
            subject=title.lower(),
            title=title,
            holder=Role.PROJECT_MANAGER,
            ladder="plan",
            due=due,
        )


def test_while_reminders_are_held_nothing_is_owed_and_nothing_goes(at: Working) -> None:
    made = builders.scene(at.world)  # what it asked is owed a message already
    hold(at, made)
    with at.world.database.transaction() as session:
        plan, provider = (
            session.get_one(Plan, made.plan),
            session.get_one(Organisation, made.provider),
        )
        builders.ask(session, builders.occasion(at.world), plan, provider, "A second question")
    at.rest()
    on(at, 2026, 11, 16)
    assert said(at) == [NOT_STARTED, NOT_STARTED]
    at.rest()
    rows = at.all(OutboxRow)
    assert len(rows) >= 2
    assert {(row.status, row.skipped_because) for row in rows} == {(OutboxStatus.SKIPPED, NOT_STARTED)}


def test_what_would_go_is_what_goes_once_a_person_has_started_it(at: Working) -> None:
    made = builders.scene(at.world)
    plan_date(at, made, "The plan is submitted", date(2026, 11, 18))
    hold(at, made)
    on(at, 2026, 11, 10)
    seen = looked(at, made.plan)
    assert [(each.day, each.role, each.name) for each in seen] == [
        (date(2026, 11, 11), Role.PROJECT_MANAGER, "Mo Northshire"),
        (date(2026, 11, 16), Role.PROVIDER_RESPONDENT, "Pat Northshire"),
        (date(2026, 11, 18), Role.PROJECT_MANAGER, "Mo Northshire"),
        (date(2026, 11, 23), Role.PROVIDER_RESPONDENT, "Pat Northshire"),
    ]
    assert seen[0].organisation == "Northshire Chamber (example)"
    assert seen[0].dates[0].why == "the 2nd reminder, 5 working days before the date"
    assert at.all(OutboxItem) == []
    start(at, made, reminders.reference(seen))
    went = []
    for _ in range(14):
        today = at.clock().date()
        went += [(today, message.holder.role, message.holder.name) for message in swept(at)]
        at.clock.on(days=1)
    assert went == [(each.day, each.role, each.name) for each in seen]
    with at.world.database.reading() as session:
        assert chain.verify(session, f"plan:{made.plan}").faults == []
    assert at.events(f"plan:{made.plan}").count("reminders.started") == 1


def test_starting_is_refused_when_what_would_go_is_not_what_was_seen(at: Working) -> None:
    made = builders.scene(at.world)
    hold(at, made)
    on(at, 2026, 11, 10)
    seen = reminders.reference(looked(at, made.plan))
    plan_date(at, made, "The plan is submitted", date(2026, 11, 18))
    with pytest.raises(Refused, match="What would go has changed since you looked"):
        start(at, made, seen)
    assert at.one(Plan).held
    start(at, made, reminders.reference(looked(at, made.plan)))
    with pytest.raises(Refused, match="The reminders of this plan run already"):
        start(at, made, seen)


@pytest.mark.parametrize("kind", [ActorKind.CREDENTIAL, ActorKind.FLOW])
def test_no_key_of_an_organisation_and_no_flow_starts_reminders(at_sqlite: Working, kind: ActorKind) -> None:
    made = builders.scene(at_sqlite.world)
    hold(at_sqlite, made)
    seen = reminders.reference(looked(at_sqlite, made.plan))
    with pytest.raises(NotAllowed, match="a person of the team, with a key of their own"):
        start(at_sqlite, made, seen, Actor(kind, "x", made.erb, "erb", frozenset({made.area})))
    assert at_sqlite.one(Plan).held


def test_looking_ahead_after_the_morning_begins_with_the_next(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    hold(at_sqlite, made)
    on(at_sqlite, 2026, 11, 16)
    assert looked(at_sqlite, made.plan)[0].day == date(2026, 11, 16)
    swept(at_sqlite)
    assert looked(at_sqlite, made.plan)[0].day == date(2026, 11, 17)


def test_dates_of_two_plans_come_in_one_message_each_under_its_own_body(at: Working) -> None:
    north = builders.scene(at.world)
    south = builders.scene(at.world, "southshire", 2)
    also_manages(at, north.manager, south.area)
    plan_date(at, north, "The plan is submitted", date(2026, 11, 18))
    plan_date(at, south, "The report is published", date(2026, 11, 19))
    at.rest()
    on(at, 2026, 11, 12)
    first = {message.holder.person_id: len(message.items) for message in swept(at)}
    assert first == {north.manager: 2, south.manager: 1}
    at.rest()
    (row,) = [row for row in sent_reminders(at) if row.person_id == north.manager]
    assert (row.status, row.plan_id, row.why) == (
        OutboxStatus.SENT,
        None,
        "Reminders of 2 dates of several plans",
    )
    assert row.subject == (
        "[Demonstration] When you can: 2 dates (Northshire (example) and Southshire (example))"
    )
    body = row.body or ""
    north_part, _, south_part = body.partition("Southshire (example), Southshire Chamber (example):")
    assert "The plan is submitted: 18 November 2026" in north_part
    assert "The report is published: 19 November 2026" in south_part
    assert "Mo Southshire is glad to help" not in body, (
        "nobody is told to ring for what they manage themselves"
    )
    shown = clock.deliveries(at.works, at.post, LEASE, row.run_id or "").lines
    assert {line.plan_id for line in shown} >= {north.plan, south.plan}


def test_what_was_done_or_passed_on_since_is_left_out_and_the_rest_goes(at: Working) -> None:
    made = builders.scene(at.world)
    plan_date(at, made, "The plan is submitted", date(2026, 11, 18))
    plan_date(at, made, "The report is published", date(2026, 11, 18))
    at.rest()
    on(at, 2026, 11, 11)
    swept(at)
    with at.world.database.transaction() as session:
        row = next(row for row in at.all(Deadline) if row.title == "The plan is submitted")
        deadlines.close(session, builders.occasion(at.world, at.clock()), session.get_one(Deadline, row.id))
    at.rest()
    (message,) = sent_reminders(at)
    assert message.status is OutboxStatus.SENT
    assert message.subject == (
        "[Demonstration] When you can: The report is published (Northshire (example)), 18 November 2026"
    )
    assert sorted(item.left_out for item in at.all(OutboxItem)) == ["", DONE]


def test_whoever_no_longer_holds_the_role_is_not_told(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    plan_date(at_sqlite, made, "The plan is submitted", date(2026, 11, 18))
    at_sqlite.rest()
    on(at_sqlite, 2026, 11, 11)
    swept(at_sqlite)
    _end_roles(at_sqlite, made.manager)
    at_sqlite.rest()
    (message,) = sent_reminders(at_sqlite)
    assert (message.status, message.skipped_because) == (OutboxStatus.SKIPPED, PASSED_ON)


def _end_roles(at: Working, person: str) -> None:
    with at.world.database.transaction() as session:
        for row in at.all(RoleHeld):
            if row.person_id == person:
                session.get_one(RoleHeld, row.id).until = at.occasion("test").today


def test_a_date_of_an_area_is_reminded_of_by_the_newest_edition(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        _area_date(session, made, date(2026, 11, 16))
    on(at, 2026, 11, 12)
    (message,) = swept(at)
    assert (message.holder.person_id, message.items[0].reached.number) == (made.manager, 2)
    at.rest()
    (row,) = sent_reminders(at)
    assert (row.status, row.plan_id, row.area_id) == (OutboxStatus.SENT, None, made.area)
    assert "Changed terms: 16 November 2026" in (row.body or "")
    assert "/plans/" not in (row.body or "")


def _area_date(session: Session, made: Scene, due: date) -> None:
    row = Deadline(
        area_id=made.area,
        kind="designation",
        subject="terms",
        title="Changed terms",
        holder=Role.ERB_LEAD,
        ladder="notice",
        due=due,
        opened_on=date(2026, 11, 2),
        precision=Precision.DAY,
        basis=Basis.WORKING_DAYS,
    )
    session.add(row)


def test_two_mornings_in_one_week_write_once_and_the_rest_waits_a_week(at: Working) -> None:
    made = builders.scene(at.world)
    plan_date(at, made, "The plan is submitted", date(2026, 11, 25))
    plan_date(at, made, "The report is published", date(2026, 12, 10))
    on(at, 2026, 11, 12)
    assert [len(message.items) for message in swept(at)] == [1]
    on(at, 2026, 11, 18)
    assert any("the next on 19 November 2026" in because for because in said(at))
    on(at, 2026, 11, 19)
    (message,) = [each for each in swept(at) if each.holder.person_id == made.manager]
    assert [item.reached.number for item in message.items] == [2]
    assert len([1 for _, _, person in carried(at) if person == made.manager]) == 2


def test_however_many_plans_there_are_the_morning_asks_as_often(at_sqlite: Working) -> None:
    asked: list[str] = []
    engine = at_sqlite.world.database.writer

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    counts = []
    event.listen(engine, "before_cursor_execute", count)
    for number in range(1, 5):
        builders.scene(at_sqlite.world, f"shire{number}", number)
        on(at_sqlite, 2026, 11, 16 + number)
        asked.clear()
        assert len(swept(at_sqlite)) == 1
        counts.append(len(asked))
    event.remove(engine, "before_cursor_execute", count)
    assert counts[0] > 3
    assert set(counts) == {counts[0]}
