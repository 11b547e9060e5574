"""Duties without verdicts: acts shown to the provider, its account beside them, and what may leave when."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import duties, files
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    DutyAccount,
    DutyAct,
    EventRow,
    Organisation,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Position,
)
from lsip_workflow.rules.duties import Act, Line, may_leave
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import chain, register
from tests import builders
from tests.builders import Scene
from tests.journeys.about_answers import by, note
from tests.journeys.relaying import answer
from tests.journeys.working import Working


def holds(at: Working) -> bool:
    with at.world.database.reading() as session:
        return chain.verify(session).faults == []


def plan_of(session: Session, made: Scene) -> Plan:
    return session.get_one(Plan, made.plan)


def lines(at: Working, made: Scene) -> list[Line]:
    with at.world.database.reading() as session:
        return register.lines(session, plan_of(session, made))


def leaving(at: Working, made: Scene) -> list[bool]:
    today = at.clock().date()
    return [may_leave(line, today, at.world.calendar) for line in lines(at, made)]


def shown(at: Working) -> list[OutboxRow]:
    return [row for row in at.all(OutboxRow) if row.template == "duty_act_recorded"]


def see(at: Working, made: Scene, *acts: str, key: str = "") -> None:
    with at.world.database.transaction() as session:
        duties.see(session, by(at, key or made.provider_key), plan_of(session, made), acts)


def state(at: Working, made: Scene, key: str, duty: str = "d3-have-regard", **more: str) -> None:
    said = {"words": "We have had regard to the plan in our planning round."} | more
    with at.world.database.transaction() as session:
        duties.state_position(session, by(at, key), plan_of(session, made), duty=duty, **said)


def test_an_act_is_recorded_with_its_words_outside_the_chain(at: Working) -> None:
    made = builders.scene(at.world)
    note(at, made, act=Act.PUBLISHED, url="https://college.example/statement")
    row = at.one(DutyAct)
    assert (row.act, row.organisation_id, row.tell_on) == ("published", made.provider, date(2026, 11, 3))
    payloads = "".join(event.payload for event in at.all(EventRow))
    assert [word for word in (row.about, row.note, row.url) if word and word in payloads] == []
    assert holds(at)


def test_acts_of_a_day_are_shown_in_one_message_on_the_next_morning(at: Working) -> None:
    made = builders.scene(at.world)
    first = note(at, made)
    at.clock.on(hours=8)
    note(at, made)
    answer(at, made, "k1")
    at.rest()
    (waiting,) = shown(at)
    assert waiting.status is OutboxStatus.OWED
    at.clock.on(hours=14)
    at.rest()
    (told,) = shown(at)
    assert told.status is OutboxStatus.SENT
    assert (told.body or "").count("\n- ") == 3
    assert "2 November 2026: something was discussed with you, the curriculum plan for 2027" in (
        told.body or ""
    )
    assert {line.shown_on for line in lines(at, made)} == {date(2026, 11, 3)}
    note(at, made)
    at.rest()
    assert len(shown(at)) == 2
    assert [line.shown_on for line in lines(at, made)].count(None) == 1
    assert first in {line.act.id for line in lines(at, made)}


def test_a_line_leaves_when_the_provider_has_seen_it_or_ten_working_days_after_it_was_shown(
    at: Working,
) -> None:
    made = builders.scene(at.world)
    first, second = note(at, made), note(at, made)
    assert leaving(at, made) == [False, False]
    see(at, made, first)
    see(at, made, first)
    assert at.events().count("duty_act.seen") == 1
    assert sorted(leaving(at, made)) == [False, True]
    at.clock.on(days=1)
    at.rest()
    at.clock.now = at.clock.now.replace(day=17)
    assert sorted(leaving(at, made)) == [False, True], "shown on the 3rd: the 17th is the tenth working day"
    at.clock.on(days=1)
    assert leaving(at, made) == [True, True]
    assert {line.act.id: line.act.seen_on is not None for line in lines(at, made)} == {
        first: True,
        second: False,
    }
    assert holds(at)


def test_a_line_that_nobody_was_told_of_stays_however_long(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        session.get_one(Person, made.respondent).email = None
    note(at, made)
    at.clock.on(days=1)
    at.rest()
    assert shown(at)[0].status is OutboxStatus.SKIPPED
    at.clock.on(days=90)
    assert leaving(at, made) == [False]


def test_a_message_with_nothing_left_to_show_does_not_go(at: Working) -> None:
    made = builders.scene(at.world)
    see(at, made, note(at, made))
    at.clock.on(days=1)
    at.rest()
    (row,) = shown(at)
    assert (row.status, row.sent_at) == (OutboxStatus.SKIPPED, None)
    assert "had seen this already" in row.skipped_because


def test_on_a_friday_the_provider_is_told_on_monday(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    at_sqlite.clock.now = at_sqlite.clock.now.replace(day=6)
    note(at_sqlite, made)
    assert at_sqlite.one(DutyAct).tell_on == date(2026, 11, 9)


def test_an_answer_that_was_received_is_a_line_like_any_other(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    at.rest()
    (line,) = lines(at, made)
    assert (line.act.act, line.act.duty, line.act.seen_on) == ("received", "d1-develop", None)
    assert leaving(at, made) == [False]
    assert holds(at)


def test_an_act_says_all_that_is_wrong_with_it(at_sqlite: Working) -> None:
    made, other = builders.scene(at_sqlite.world), builders.scene(at_sqlite.world, "southmere", 2)
    with at_sqlite.world.database.transaction() as session:
        stranger = session.get_one(Organisation, other.provider)
        with pytest.raises(Faulty) as faulty:
            duties.record_act(
                session,
                by(at_sqlite, made.erb_key),
                plan_of(session, made),
                stranger,
                duty="d6-terms",
                act=Act.PUBLISHED,
                on=at_sqlite.clock().date() + timedelta(days=1),
                about=" ",
            )
    places = [fault.partition(":")[0] for fault in faulty.value.faults]
    assert places == ["duty", "provider", "on", "about", "url"]
    assert at_sqlite.all(DutyAct) == []


def test_a_provider_puts_its_own_account_beside_a_line_and_every_version_stays(at: Working) -> None:
    made = builders.scene(at.world)
    act = note(at, made)
    for words in ("We discussed it twice.", "We discussed it three times."):
        with at.world.database.transaction() as session:
            duties.give_account(session, by(at, made.provider_key), plan_of(session, made), act, words)
    (line,) = lines(at, made)
    assert line.account is not None
    assert (line.account.version, line.account.words) == (2, "We discussed it three times.")
    assert line.act.seen_on == at.clock().date()
    assert len(at.all(DutyAccount)) == 2
    assert at.events().count("duty_act.seen") == 1
    assert holds(at)


def test_only_the_provider_itself_sees_gives_account_and_states(at: Working) -> None:
    made = builders.scene(at.world)
    act = note(at, made)
    before = at.events()
    for occasion in (by(at, made.erb_key), builders.occasion(at.world, at.clock())):
        with at.world.database.transaction() as session:
            plan = plan_of(session, made)
            for attempt in (
                lambda o=occasion, p=plan, s=session: duties.see(s, o, p, [act]),
                lambda o=occasion, p=plan, s=session: duties.give_account(s, o, p, act, "Yes."),
                lambda o=occasion, p=plan, s=session: duties.state_position(
                    s, o, p, duty="d3-have-regard", words="Yes."
                ),
            ):
                with pytest.raises(NotAllowed, match="Only the provider itself says this"):
                    attempt()
    assert at.events() == before


def test_a_line_about_another_provider_is_not_there(at: Working) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southmere", 2)
    act = note(at, made)
    with pytest.raises(Faulty) as faulty:
        see(at, made, act, "0" * 32, key=other.provider_key)
    assert faulty.value.faults == tuple(f"acts.{n}: there is no such line about you." for n in (0, 1))
    with at.world.database.transaction() as session, pytest.raises(Faulty) as both:
        duties.give_account(session, by(at, other.provider_key), plan_of(session, made), act, " ")
    assert [fault.partition(":")[0] for fault in both.value.faults] == ["act", "words"]
    assert at.one(DutyAct).seen_on is None


def test_a_provider_states_its_position_in_versions_that_all_stay(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        kept = files.keep(
            session,
            by(at, made.provider_key),
            plan_of(session, made),
            name="Statement.pdf",
            media_type="",
            content=b"%PDF-1.7",
            organisation_id=made.provider,
        ).id
    state(at, made, made.provider_key, url="https://college.example/statement")
    state(at, made, made.provider_key, file=kept)
    rows = sorted(at.all(Position), key=lambda row: row.version)
    assert [(row.version, row.file_id) for row in rows] == [(1, None), (2, kept)]
    assert at.events().count("position.stated") == 2
    assert holds(at)
    with at.world.database.transaction() as session:
        session.exec(select(Position).where(Position.version == 1)).one().words = "Another word."
    assert not holds(at)


def test_a_position_is_on_a_duty_of_its_own_in_words_with_a_file_of_its_own(at_sqlite: Working) -> None:
    made = builders.scene(at_sqlite.world)
    with pytest.raises(Faulty) as faulty:
        state(at_sqlite, made, made.provider_key, duty="d7-plan", words=" ", file="0" * 32)
    assert [fault.partition(":")[0] for fault in faulty.value.faults] == ["duty", "words", "file"]
    assert at_sqlite.all(Position) == []
