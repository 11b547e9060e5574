"""What is held about a person, reached and erased; and what was kept for long enough, erased by somebody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from lsip_workflow.journeys import parties, people, personal_data, questions, retention
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Attempt,
    Contact,
    CorrectionAsk,
    HandedPart,
    HeardHow,
    OutboxRow,
    Person,
    Plan,
    Request,
    Role,
    RoleHeld,
    SavedAnswer,
    SavedPart,
    Sealed,
)
from lsip_workflow.rules.retention import RetentionRefused, RetentionRule, months_before, read
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain, personal
from lsip_workflow.store import retention as store
from lsip_workflow.store.personal import Team
from lsip_workflow.store.retention import IN_NO_CLASS, due, kinds
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working

NAME = "Pat Northshire"


def noted(at: Working, made: Scene, with_whom: str, said: str) -> str:
    """A call about the request, as the team noted it."""
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        plan, request = session.get_one(Plan, made.plan), session.get_one(Request, made.request)
        return questions.record_contact(
            session,
            when,
            plan,
            request,
            how=HeardHow.TELEPHONE,
            on=when.today,
            with_whom=with_whom,
            said=said,
        ).id


def rule(world: Runtime, key: str) -> RetentionRule:
    return next(each for each in world.retention if each.key == key)


def erased(at: Working) -> int:
    with at.world.database.reading() as session:
        proof = chain.verify(session)
    assert proof.faults == []
    return proof.erased


@contextmanager
def streams_locked(at: Working) -> Iterator[list[str]]:
    """The streams that are locked, in the order in which that is asked of the database."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
        if "WHERE stream.name" in statement:
            found.extend(given.values() if isinstance(given, dict) else given)

    event.listen(at.world.database.writer, "before_cursor_execute", note)
    yield found
    event.remove(at.world.database.writer, "before_cursor_execute", note)


def test_an_export_has_the_calls_the_acts_and_whatever_points_at_a_person(at_sqlite: Working) -> None:
    at = at_sqlite
    made = builders.scene(at.world)
    noted(at, made, NAME.upper(), "Will call on Monday.")
    noted(at, made, "Somebody else", f"Says that {NAME}son is away.")
    with at.world.database.transaction() as session:
        session.add(
            SavedAnswer(
                request_id=made.request,
                plan_id=made.plan,
                provider_id=made.provider,
                begun_at=at.clock(),
            )
        )
        session.flush()
        session.add(
            SavedPart(request_id=made.request, part="x", person_id=made.respondent, saved_at=at.clock())
        )
    with at.world.database.reading() as session:
        person = session.get_one(Person, made.respondent)
        held = people.export_person(session, person)
        assert [call["said"] for call in held["calls"]] == ["Will call on Monday."]
        assert {name for name, _ in ((t.name, c) for t, c in personal.pointing_at_people())} >= {
            *("role_held", "outbox", "bounce", "credential", "consultation_comment")
        }
        elsewhere = people.export_person(session, person, Team({"elsewhere"}))
        assert (elsewhere["messages"], elsewhere["calls"], elsewhere["acts"]) == ([], [], [])
        team = people.export_person(session, person, Team({made.area}))
        assert "saved_part" in held["elsewhere"]
        assert "saved_part" not in team["elsewhere"], "what a provider has not sent is no team's to read"


def test_erasing_reaches_the_calls_that_name_somebody_and_leaves_the_others(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    theirs = noted(at, made, NAME, "Will call on Monday.")
    other = noted(at, made, "Sam Else", "The office is closed in August.")
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        done = people.erase_person(session, builders.occasion(at.world, at.clock()), person)
    assert (done.calls, done.name) == (1, True)
    calls = {row.id: row for row in at.all(Contact)}
    assert (calls[theirs].with_whom, calls[theirs].said) == (None, None)
    assert calls[other].said == "The office is closed in August."
    assert erased(at) >= 2


def test_a_name_that_another_body_has_on_record_stays_and_ours_goes(at: Working) -> None:
    made, other = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    when = builders.occasion(at.world)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        area = session.get_one(Area, other.area)
        parties.grant(session, when, area, person, Role.PROVIDER_RESPONDENT, date(2026, 1, 1))
    at.rest()
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        done = people.erase_person(session, when, person, frozenset({made.area}))
    assert (done.name, len(done.messages)) == (False, 1)
    with at.world.database.reading() as session:
        assert session.get_one(Person, made.respondent).name == NAME
    assert erased(at) == 0


def test_a_correction_is_asked_once_told_to_the_team_and_answered_once(at: Working) -> None:
    made = builders.scene(at.world)
    when = builders.occasion(at.world)
    with at.world.database.transaction() as session:
        person = session.get_one(Person, made.respondent)
        with pytest.raises(Faulty, match="words"):
            personal_data.ask_correction(session, when, person, " ")
        row = personal_data.ask_correction(session, when, person, "It is Patricia.")
        with pytest.raises(Refused, match="not answered yet"):
            personal_data.ask_correction(session, when, person, "Still.")
        with pytest.raises(Faulty) as told:
            personal_data.answer_correction(session, when, row, "perhaps", "")
        assert len(told.value.faults) == 2
        personal_data.answer_correction(session, when, row, "put_right", "Done, thank you.")
        with pytest.raises(Refused):
            personal_data.answer_correction(session, when, row, "put_right", "Again.")
    assert [row.person_id for row in at.all(OutboxRow) if row.template == "correction_asked"] == [
        made.manager
    ]
    assert at.one(CorrectionAsk).reply == "Done, thank you."
    assert erased(at) == 0


def test_what_is_due_is_erased_by_a_person_who_saw_how_many_and_the_proof_says_so(at: Working) -> None:
    made = builders.scene(at.world)
    at.rest()
    messages, areas = rule(at.world, "messages"), frozenset({made.area})
    at.clock.on(days=760)
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        assert due(session, messages, at.world.books, frozenset({"elsewhere"}), when.today).number == 0
        early = when.today - timedelta(days=60)
        assert due(session, messages, at.world.books, areas, early).number == 0
        number = due(session, messages, at.world.books, areas, when.today).number
        assert number
        with pytest.raises(Faulty, match="look again"):
            retention.erase_due(session, when, messages, areas, number + 1)
        with pytest.raises(Faulty, match="kept"):
            retention.erase_due(session, when, rule(at.world, "decisions"), areas, 1)
        with streams_locked(at) as locked:
            retention.erase_due(session, when, messages, areas, number)
        assert locked.index(f"plan:{made.plan}") < locked.index("system"), "in the order of everybody else"
        assert due(session, messages, at.world.books, areas, when.today).number == 0
    assert {row.body for row in at.all(OutboxRow) if row.plan_id == made.plan and row.sent_at} == {None}
    assert "words.erased" in at.events(f"plan:{made.plan}")
    assert erased(at) == number


def test_people_whose_last_role_ended_are_due_and_those_with_one_are_not(
    at_sqlite: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = at_sqlite
    made, other = builders.scene(at.world), builders.scene(at.world, "southshire", 2)
    when = builders.occasion(at.world)
    with at.world.database.transaction() as session:
        for person in (made.respondent, other.respondent):
            held = session.exec(select(RoleHeld).where(RoleHeld.person_id == person)).one()
            parties.end_role(session, when, held, date(2026, 6, 1))
        first = Person(id="0", organisation_id=other.provider, name="First", email="first@south.example")
        people.record_person(session, when, first)
        south = session.get_one(Area, other.area)
        early = people.grant_role(session, when, first, south, Role.PROVIDER_DEPUTY, date(2026, 1, 1))
        parties.end_role(session, when, early, date(2026, 6, 1))
    with at.world.database.transaction() as session:
        later = builders.occasion(at.world, at.clock() + timedelta(days=250))
        class_, areas = rule(at.world, "people"), frozenset({made.area})
        found = due(session, class_, at.world.books, areas, later.today)
        assert [row.id for row in found.rows] == [made.respondent]
        # So many of another area, before it in the order of ids, do not hide it.
        monkeypatch.setattr(store, "MOST", 1)
        assert due(session, class_, at.world.books, areas, later.today).number == 1
        retention.erase_due(session, later, class_, areas, 1)
        assert session.get_one(Person, made.respondent).name is None
    assert erased(at) == 1


def test_entries_of_the_engine_are_deleted_for_the_whole_installation_only(at_sqlite: Working) -> None:
    at = at_sqlite
    made = builders.scene(at.world)
    at.rest()
    assert at.all(Attempt)
    at.clock.on(days=760)
    when, tries = builders.occasion(at.world, at.clock()), rule(at.world, "tries")
    with at.world.database.transaction() as session:
        assert due(session, tries, at.world.books, frozenset({made.area}), when.today).number == 0
        number = due(session, tries, at.world.books, None, when.today).number
        retention.erase_due(session, when, tries, None, number)
    assert at.all(Attempt) == []
    assert "entries.deleted" in at.events("system")


def test_what_was_never_sent_of_an_answer_is_deleted_by_a_person_after_its_year(at_sqlite: Working) -> None:
    at = at_sqlite
    made = builders.scene(at.world)
    unsent = rule(at.world, "unsent")
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        session.add(SavedAnswer(request_id=made.request, plan_id=made.plan, provider_id=made.provider,
                                begun_at=when.now))  # fmt: skip
        session.flush()
        long_ago, of_late = when.now - timedelta(days=400), when.now - timedelta(days=20)
        session.add(SavedPart(request_id=made.request, part="kind", content={"a": "b"}, saved_at=long_ago))
        session.add(SavedPart(request_id=made.request, part="files", content={}, saved_at=of_late))
        handed = HandedPart(
            request_id=made.request, part="kind", person_id=made.respondent, handed_at=long_ago
        )
        session.add(handed)
    with at.world.database.transaction() as session:
        assert due(session, unsent, at.world.books, {made.area}, when.today).number == 0, "no team deletes it"
        assert retention.erase_due(session, when, unsent, None, 2).number == 2
    assert [row.part for row in at.all(SavedPart)] == ["files"]
    assert at.all(HandedPart) == []


def test_every_table_with_words_of_people_is_in_one_class_with_a_source(small_world: Runtime) -> None:
    classed = [table for each in small_world.retention for table in each.tables]
    sealed = {name for name, kind in kinds().items() if issubclass(kind, Sealed)}
    assert sealed <= set(classed)
    assert set(classed) | IN_NO_CLASS.keys() == kinds().keys(), "a table is in a class, or says why not"
    assert set(classed) & IN_NO_CLASS.keys() == set()
    assert len(classed) == len(set(classed))
    assert all(each.source for each in small_world.retention)


ONE = '[[class]]\nkey = "a"\ntitle = "A"\ntables = ["outbox"]\nsource = "x"\nstatus = "unverified"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE + 'act = "erase"\n', "say how many months"),
        (ONE + 'act = "keep"\nmonths = 3\n', "no months"),
        (ONE + 'act = "keep"\n' + ONE + 'act = "keep"\n', "there twice"),
        (ONE.replace("outbox", "nothing") + 'act = "keep"\n', "is no table"),
        (ONE + 'act = "keep"\nextra = 1\n', "extra"),
        ("[[class", "not TOML"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(RetentionRefused, match=told):
        read(text, {"outbox"})


def test_months_are_counted_back_to_a_day_that_is_there() -> None:
    assert months_before(date(2028, 3, 31), 1) == date(2028, 2, 29)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
