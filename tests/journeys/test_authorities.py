"""Strategic authorities: none or several, noted when they come, asked once, silent until a day, ended."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from lsip_workflow.journeys import authorities, people, plans
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    AuthorityAnswer,
    Deadline,
    DeadlineStatus,
    EventRow,
    Organisation,
    OrganisationKind,
    Plan,
    PlanVersion,
)
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.store import chain, queries
from tests import builders
from tests.builders import Scene
from tests.journeys.working import Working


def noted(at: Working, made: Scene, name: str = "Combined Authority", **more: Any) -> AuthorityAnswer:
    with at.world.database.transaction() as session:
        when, plan = builders.occasion(at.world, at.clock()), session.get_one(Plan, made.plan)
        return authorities.note(session, when, plan, mayor(session, at, name), **more)


def mayor(session: Session, at: Working, name: str) -> Organisation:
    row = Organisation(kind=OrganisationKind.STRATEGIC_AUTHORITY, name=name, example=True)
    when = builders.occasion(at.world, at.clock())
    return people.record_organisation(session, when, row, at.world.reference, demonstration=True)


def do(at: Working, act: str, row: AuthorityAnswer, *words: Any, **more: Any) -> AuthorityAnswer:
    with at.world.database.transaction() as session:
        there = session.get_one(AuthorityAnswer, row.id)
        when = builders.occasion(at.world, at.clock())
        done: AuthorityAnswer = getattr(authorities, act)(session, when, there, *words, **more)
        return done


def needed(at: Working, made: Scene) -> list[str]:
    """What the gate asks of authorities, whatever the stage of the plan is."""
    with at.world.database.reading() as session:
        plan = session.get_one(Plan, made.plan)
        dossier = queries.dossier(session, plan)
        session.expunge(plan)
        plan.stage = "authority_agreement"
        found = still_needed(dossier, at.world.books[plan.edition], builders.NOW.date())
        return [each.text for each in found if each.code == "authorities-answered"]


def test_an_authority_is_noted_with_its_districts_and_since_when(at: Working) -> None:
    made = builders.scene(at.world)
    row = noted(at, made, districts=["E07000002", "E07000001"], since=date(2025, 5, 1))
    assert (row.districts, row.since, row.answer) == (
        ["E07000001", "E07000002"],
        date(2025, 5, 1),
        "not_asked",
    )
    with at.world.database.transaction() as session:
        there = session.get_one(AuthorityAnswer, row.id)
        there.districts = ["E07000001"]
    with at.world.database.reading() as session:
        assert [fault for fault in chain.verify(session).faults if "districts" in fault]


def test_what_cannot_be_noted_is_told_at_once(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    row = noted(at, made)
    with at.world.database.transaction() as session:
        when, plan = builders.occasion(at.world), session.get_one(Plan, made.plan)
        college = session.get_one(Organisation, made.provider)
        with pytest.raises(Faulty) as faulty:
            authorities.note(session, when, plan, college, since=date(2027, 4, 1))
        assert list(faulty.value.faults) == [
            "authority: Northshire College (example) is not recorded as a strategic authority.",
            "since: it is noted when it is there; this day is still to come.",
        ]
        with pytest.raises(Faulty, match="Combined Authority is noted in this plan already"):
            authorities.note(session, when, plan, session.get_one(Organisation, row.organisation_id))


def test_it_is_asked_once_about_a_version_by_a_day_that_closes_with_the_answer(at: Working) -> None:
    made = builders.scene(at.world)
    row = noted(at, made)
    assert needed(at, made) == ["Combined Authority: no answer recorded, and its silence is not dated yet."]
    asked = do(at, "ask", row, date(2026, 11, 30))
    assert (asked.answer, asked.asked_on, asked.version) == (
        "asked",
        date(2026, 11, 2),
        at.one(PlanVersion).id,
    )
    assert needed(at, made) == ["Combined Authority: no answer recorded, and its silence is not dated yet."]
    with pytest.raises(Refused, match=r"It was asked already \(2026-11-02\); it is asked once"):
        do(at, "ask", row)

    def waited_for() -> list[DeadlineStatus]:
        return [each.status for each in at.all(Deadline) if each.kind == "authority"]

    assert waited_for() == [DeadlineStatus.OPEN]
    at.clock.on(days=10)
    with pytest.raises(Faulty, match="it was asked on 2026-11-02; an answer cannot be older"):
        do(at, "answer", row, answer="agreed", on=date(2026, 11, 1))
    said = "More for the ports."
    do(at, "answer", row, answer="agreed_with_comments", on=date(2026, 11, 9), its_reasons=said)
    assert waited_for() == [DeadlineStatus.MET]
    assert needed(at, made) == []
    assert not any(said in event.payload for event in at.all(EventRow))
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_silence_is_dated_a_later_answer_takes_its_place_and_is_not_silence_again(at: Working) -> None:
    made = builders.scene(at.world)
    row = noted(at, made)
    do(at, "answer", row, answer="no_reply", on=date(2026, 11, 2))
    assert needed(at, made) == []
    with pytest.raises(Refused, match="asked once"):
        do(at, "ask", row)
    at.clock.on(days=3)
    do(at, "answer", row, answer="agreed", on=date(2026, 11, 5))
    with pytest.raises(Faulty, match="it has answered already, on 2026-11-05"):
        do(at, "answer", row, answer="no_reply", on=date(2026, 11, 5))
    assert at.one(AuthorityAnswer).answer == "agreed"


def test_what_it_did_not_agree_to_waits_for_our_reasons_and_is_no_veto(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    row = noted(at, made)
    do(at, "answer", row, answer="not_agreed", on=date(2026, 11, 2), its_reasons="Too few places.")
    assert needed(at, made) == [
        "Combined Authority did not agree: our reasons for going on are not recorded yet."
    ]
    reasons = {"its_reasons": "Too few places.", "our_reasons": "The budget allows no more."}
    do(at, "answer", row, answer="not_agreed", on=date(2026, 11, 2), **reasons)
    assert needed(at, made) == []


def test_one_that_has_ended_is_shown_and_not_waited_for(at: Working) -> None:
    made = builders.scene(at.world)
    first, second = noted(at, made), noted(at, made, "Second Authority", since=date(2026, 1, 1))
    do(at, "ask", second, date(2026, 11, 30))
    with pytest.raises(Faulty, match="it has been there since 2026-01-01 only"):
        do(at, "end", second, date(2025, 12, 31))
    with pytest.raises(Faulty, match="still to come"):
        do(at, "end", second, date(2026, 11, 3))
    do(at, "end", second, date(2026, 11, 1))
    assert needed(at, made) == ["Combined Authority: no answer recorded, and its silence is not dated yet."]
    assert [each.status for each in at.all(Deadline) if each.kind == "authority"] == [
        DeadlineStatus.NOT_NEEDED
    ]
    with pytest.raises(Refused, match="recorded already, on 2026-11-01"):
        do(at, "end", second, date(2026, 11, 1))
    with pytest.raises(Refused, match="does not cover the area any more"):
        do(at, "ask", second)
    do(at, "end", first, date(2026, 11, 2))
    assert needed(at, made) == []


def test_reference_data_bring_those_of_the_day_and_bring_nothing_twice(at_sqlite: Working) -> None:
    at = at_sqlite
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world, at.clock())
        session.add(area := Area(id="greater-manchester", name="Greater Manchester"))
        erb = Organisation(kind=OrganisationKind.ERB, name="Chamber", example=True)
        people.record_organisation(session, when, erb, at.world.reference, demonstration=True)
        plan = plans.open_plan(
            session, when, plan_id="gm", area=area, erb=erb, cycle="2026-29", edition=builders.EDITION
        )
        (came,) = authorities.take_in(session, when, plan, at.world.reference)
        assert (came.organisation_id, len(came.districts), came.since) == (
            "greater-manchester",
            10,
            date(2011, 4, 1),
        )
        assert authorities.take_in(session, when, plan, at.world.reference) == []
