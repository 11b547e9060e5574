"""Reminders by hand: held until a day, sent at once and once, and a mark of what a person has seen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import asking, deadlines, holding, looked, reminders, responses
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Deadline,
    Looked,
    OrganisationKind,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Plan,
    Post,
    Request,
    Role,
)
from lsip_workflow.rules.permissions import Actor, ActorKind, NotAllowed
from lsip_workflow.rules.reminder_reasons import PUT_ON_HOLD
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store import chain
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.test_dates_and_sweep import carried, decided, on, said, swept
from tests.journeys.test_dates_and_sweep import reminders as written
from tests.journeys.test_drafts import named
from tests.journeys.working import Working

TO = "The 1st reminder to the provider respondent of Northshire College (example)"


def manager(at: Working, made: Scene) -> Occasion:
    """The project manager, in person, now."""
    held = frozenset({(made.area, Role.PROJECT_MANAGER)})
    actor = Actor(ActorKind.PERSON, made.manager, made.erb, "erb", frozenset({made.area}), held)
    return Occasion(actor, at.clock(), at.world.books)


def hold(at: Working, made: Scene, until: date, reason: str = "promised") -> None:
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        holding.hold(session, manager(at, made), row, until, reason)


def send_now(
    at: Working, made: Scene, who: Callable[[Working, Scene], Occasion] = manager
) -> list[OutboxRow]:
    with at.world.database.transaction() as session:
        row = session.get_one(Deadline, at.one(Deadline).id)
        return list(holding.send_now(session, who(at, made), at.world.calendar, row))


def going(at: Working, made: Scene) -> list[date]:
    """The days of the next fourteen on which a message would go."""
    with at.world.database.reading() as session:
        ahead = reminders.ahead(session, at.occasion("test"), at.world.calendar, [made.plan])
        return [each.day for each in ahead]


def test_a_hold_silences_the_sweep_and_what_waits_until_its_day(at: Working) -> None:
    made = builders.scene(at.world)  # asked on 2 November, due on the 23rd
    at.rest()
    on(at, 2026, 11, 16)
    assert said(at) == [f"{TO} is owed: 5 working days before the date."]
    hold(at, made, date(2026, 11, 18))
    at.rest()
    (message,) = written(at)
    assert (message.status, message.skipped_because) == (OutboxStatus.SKIPPED, PUT_ON_HOLD)
    assert said(at) == ["On hold until 18 November 2026: silent until then."]
    assert going(at, made) == [date(2026, 11, 18), date(2026, 11, 23)]
    on(at, 2026, 11, 18)
    assert said(at) == [f"{TO} is owed: 5 working days before the date."]
    assert carried(at) == [(date(2026, 11, 23), 1, made.respondent)]
    assert at.one(Deadline).due == date(2026, 11, 23)
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_a_hold_that_comes_while_a_message_is_being_sent_is_read_at_sending_too(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    on(at, 2026, 11, 16)
    swept(at)
    with at.world.database.transaction() as session:  # as after a claim: the hold does not take it back
        row = session.get_one(Deadline, at.one(Deadline).id)
        row.held_until, row.held_because = date(2026, 12, 1), "promised"
    at.rest()
    (message,) = written(at)
    assert (message.status, message.skipped_because) == (OutboxStatus.SKIPPED, PUT_ON_HOLD)
    assert made.respondent == message.person_id


def test_a_hold_until_today_lets_them_go_again_and_faults_come_together(at: Working) -> None:
    made = builders.scene(at.world)
    on(at, 2026, 11, 16)
    hold(at, made, date(2026, 12, 1))
    assert "On hold" in said(at)[0]
    hold(at, made, date(2026, 11, 16), "waits_for_us")
    assert said(at) == [f"{TO} is owed: 5 working days before the date."]
    with pytest.raises(Faulty) as wrong:
        hold(at, made, date(2026, 11, 15), "whim")
    assert [fault.split(":")[0] for fault in wrong.value.faults] == ["until", "reason"]
    with pytest.raises(Faulty, match="three months at most"):
        hold(at, made, date(2027, 11, 15))
    with at.world.database.transaction() as session:
        deadlines.close(session, at.occasion("test"), session.get_one(Deadline, at.one(Deadline).id))
    with pytest.raises(Faulty, match="is met, so nobody is reminded"):
        hold(at, made, date(2026, 12, 1))


def test_sent_at_once_it_goes_today_once_and_the_morning_does_not_send_it_again(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    on(at, 2026, 11, 14)  # a Saturday, two days before the first reminder: a person may
    (row,) = send_now(at, made)
    assert (row.key, row.by_a_person) == (f"reminders:2026-11-14:{made.respondent}:email", True)
    with pytest.raises(Faulty, match="about to go"):
        send_now(at, made)
    at.rest()
    (message,) = written(at)
    assert message.status is OutboxStatus.SENT
    assert "by a person of the team, on 14 November 2026" in (message.body or "")
    with pytest.raises(Faulty, match="had a message of reminders today already"):
        send_now(at, made)
    on(at, 2026, 11, 16)
    assert said(at) == [f"{TO} went already, or is about to."]
    on(at, 2026, 11, 23)
    assert [each.item.reached.number for each in decided(at) if each.item] == [2]
    assert carried(at) == [(date(2026, 11, 23), number, made.respondent) for number in (1, 2)]
    assert "reminder.sent" in at.events(f"plan:{made.plan}")


def test_what_the_morning_already_sent_is_followed_by_the_next_one(at: Working) -> None:
    made = builders.scene(at.world)
    on(at, 2026, 11, 16)
    swept(at)
    at.rest()
    on(at, 2026, 11, 17)
    send_now(at, made)
    assert carried(at) == [(date(2026, 11, 23), number, made.respondent) for number in (1, 2)]


def test_nothing_is_sent_at_once_on_hold_as_a_draft_to_nobody_or_by_a_key(at: Working) -> None:
    made = builders.scene(at.world)
    on(at, 2026, 11, 16)
    with pytest.raises(NotAllowed):
        send_now(at, made, lambda at, _made: at.occasion("flow"))
    hold(at, made, date(2026, 12, 1))
    with pytest.raises(Faulty, match="on hold until 1 December 2026; end that first"):
        send_now(at, made)
    hold(at, made, date(2026, 11, 16))
    named(at, made.respondent, Post.PRINCIPAL)
    swept(at)
    with pytest.raises(Faulty, match="a draft of this reminder waits"):
        send_now(at, made)
    assert [row.status for row in written(at)] == [OutboxStatus.DRAFT]
    assert len(at.all(OutboxItem)) == 1


def test_a_reply_recorded_for_the_provider_stops_tomorrows_reminder_and_the_provider_gets_a_copy(
    at: Working,
) -> None:
    made = builders.scene(at.world)
    at.rest()
    on(at, 2026, 11, 15)
    assert going(at, made) == [date(2026, 11, 16), date(2026, 11, 23)]
    with at.world.database.transaction() as session:
        form = ResponseForm(comment="Yes, from September.", heard_how="telephone")
        responses.submit(session, manager(at, made), made.request, form, "once")
    assert going(at, made) == []
    at.rest()
    on(at, 2026, 11, 16)
    assert said(at) == []
    copies = [row for row in at.all(OutboxRow) if row.template == "response_received"]
    assert [(row.person_id, row.status) for row in copies] == [(made.respondent, OutboxStatus.SENT)]
    assert "Yes, from September." in (copies[0].body or "")


def test_several_are_asked_at_once_or_none_of_them(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        second = builders._organisation(
            session, builders.occasion(at.world), at.world, OrganisationKind.PROVIDER, "B (example)", None
        )
        at_plan = (session, manager(at, made), session.get_one(Plan, made.plan))
        words = {"title": "Places in 2027", "text": "How many?", "due": date(2026, 12, 1)}
        with pytest.raises(Faulty) as wrong:
            asking.ask_several(*at_plan, [made.provider, second.id, made.erb, "nobody"], **words)  # type: ignore[arg-type]
        assert len(wrong.value.faults) == 4
        session.rollback()
    assert len(at.all(Request)) == 1
    with at.world.database.transaction() as session:
        at_plan = (session, manager(at, made), session.get_one(Plan, made.plan))
        made_now = asking.ask_several(*at_plan, [made.provider, made.provider], **words)  # type: ignore[arg-type]
        assert [row.title for row in made_now] == ["Places in 2027"]
        told = asking.message_of(session, made_now[0].id)
        assert told is not None
        assert (told.template, told.person_id) == ("request_sent", made.respondent)


def test_a_mark_is_a_persons_own_and_never_moves_back(at: Working) -> None:
    made = builders.scene(at.world)
    now = at.clock()

    def mark(session: Session, hours: int, who: Occasion | None = None) -> Looked | None:
        return looked.mark(session, who or manager(at, made), now + timedelta(hours=hours))

    with at.world.database.transaction() as session:
        mark(session, -1)
        mark(session, -5)
        with pytest.raises(Faulty, match="still to come"):
            mark(session, 1)
        with pytest.raises(NotAllowed):
            mark(session, 0, at.occasion("flow"))
        assert mark(session, 0, builders.occasion(at.world)) is None
    row = at.one(Looked)
    assert (row.person_id, row.at) == (made.manager, now - timedelta(hours=1))
