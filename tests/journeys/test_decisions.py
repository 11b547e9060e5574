"""A body's decision is entered by one person and checked by another; it counts when both agree."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lsip_workflow.journeys import decisions, files, sign_offs
from lsip_workflow.journeys.decisions import Minute, Present
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Attendance,
    Deadline,
    DeadlineStatus,
    DecisionCheck,
    EventRow,
    OutboxRow,
    Plan,
    PlanVersion,
    Role,
    SignOff,
)
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import chain, queries
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import as_person, as_team, deciders, edit
from tests.journeys.working import Working

TITLE = "The board's agreement to the roadmap"
MINUTE = Minute(body="The board", on=date(2026, 11, 2), reference="Minute 7")


def enter(at: Working, made: Scene, when: Occasion, **more: Any) -> SignOff:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        return decisions.enter(session, when, plan, "roadmap", replace(MINUTE, **more))


def check(at: Working, row: SignOff, when: Occasion, question: str = "") -> SignOff:
    with at.world.database.transaction() as session:
        return decisions.check(session, when, session.get_one(SignOff, row.id), question)


def needed(at: Working, made: Scene) -> list[str]:
    """What the gate says of the decision on the roadmap."""
    with at.world.database.reading() as session:
        plan = session.get_one(Plan, made.plan)
        found = still_needed(
            queries.dossier(session, plan), at.world.books[plan.edition], at.occasion("x").today
        )
        return [each.text for each in found if each.code == "roadmap-decided"]


def proved(at: Working) -> None:
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_an_entered_decision_waits_for_a_second_person_and_then_lets_the_plan_go_on(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    entered = enter(at, made, as_person(at, made, who.manager, Role.PROJECT_MANAGER))
    at.rest()
    assert at.one(Plan).stage == "roadmap"
    assert needed(at, made) == [f"{TITLE}: the decision of The board waits for a second person to check it."]
    checked = check(at, entered, as_person(at, made, who.lead, Role.ERB_LEAD))
    assert (checked.status, checked.outcome) == ("decided", "agreed")
    at.rest()
    assert at.one(Plan).stage == "submission"
    templates = {row.template for row in at.all(OutboxRow)}
    assert {"decision_entered", "decision_recorded"} <= templates
    proved(at)


def test_who_entered_it_does_not_check_it_and_neither_does_a_key_without_a_person(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    entered = enter(at, made, manager)
    with pytest.raises(NotAllowed, match="You entered this decision"):
        check(at, entered, manager)
    with pytest.raises(NotAllowed, match="a named person with a key of their own"):
        check(at, entered, as_team(at, made))
    by_key = enter(at, made, as_team(at, made), reference="Minute 8")
    with pytest.raises(NotAllowed, match="a named person with a key of their own"):
        check(at, by_key, as_team(at, made))
    assert check(at, by_key, manager).status == "decided"
    assert {row.by for row in at.all(DecisionCheck)} == {f"person:{who.manager}"}


def test_the_second_of_two_who_check_is_told_that_it_is_done(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    entered = enter(at, made, as_team(at, made))
    check(at, entered, as_person(at, made, who.lead, Role.ERB_LEAD))
    with pytest.raises(Refused, match="Somebody checked it already, on 2026-11-02"):
        check(at, entered, as_person(at, made, who.manager, Role.PROJECT_MANAGER), "The date is another.")
    assert len(at.all(DecisionCheck)) == 1
    assert at.one(SignOff).status == "decided"


def test_a_question_about_an_entry_is_answered_by_a_new_entry(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    lead = as_person(at, made, who.lead, Role.ERB_LEAD)
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    first = enter(at, made, manager)
    with pytest.raises(
        Faulty, match="corrects: name a decision of this kind about which there is a question"
    ):
        enter(at, made, manager, corrects=first.id)
    check(at, first, lead, "The minute says 28 October.")
    assert needed(at, made) == [
        f"{TITLE}: a question is open about the decision of The board; it is entered anew."
    ]
    second = enter(at, made, manager, corrects=first.id, reference="Minute 7a")
    check(at, second, lead)
    assert (second.corrects, [row.status for row in at.all(SignOff, SignOff.id == first.id)]) == (
        first.id,
        ["questioned"],
    )
    words = {row.words for row in at.all(DecisionCheck)}
    assert words == {"The minute says 28 October.", None}
    assert not any("28 October" in row.payload for row in at.all(EventRow))
    assert needed(at, made) == []
    proved(at)


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        ("agreed", []),
        ("agreed_with_changes", []),
        ("not_agreed", ["The board's agreement to the roadmap: The board did not agree."]),
        ("returned", ["The board's agreement to the roadmap: The board asks for changes."]),
    ],
)
def test_only_a_decision_in_favour_lets_a_plan_go_on(
    at_sqlite: Working, outcome: str, left: list[str]
) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    who = deciders(at.world, made)
    check(at, enter(at, made, as_team(at, made), outcome=outcome), as_person(at, made, who.lead))
    assert needed(at, made) == left


def test_everything_that_a_minute_cannot_be_is_told_at_once(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    other = builders.scene(at.world, "southshire", 2)
    with pytest.raises(Faulty) as faulty:
        enter(
            at,
            made,
            as_team(at, made),
            body=" ",
            reference="",
            on=date(2026, 11, 3),
            version="b" * 64,
            file_id="nothing",
            meeting_id="nothing",
            corrects="nothing",
            present=[Present("Bo", person_id=other.manager), Present("Cy", interest="My firm trains them.")],
        )
    assert [fault.split(":")[0] for fault in faulty.value.faults] == [
        *("body", "reference", "on", "version", "file", "meeting", "corrects"),
        *("present.0.person", "present.1"),
    ]
    assert "Cy has an interest and is not said to have left." in faulty.value.faults[-1]
    assert at.all(SignOff) == []
    assert at.all(Attendance) == []


def test_who_was_present_and_left_is_kept_out_of_the_chain_and_proved(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        minute = files.keep(
            session,
            as_team(at, made),
            plan,
            name="m7.pdf",
            media_type="application/pdf",
            content=b"%PDF-1.7\n%%EOF",
        )
    row = enter(
        at,
        made,
        as_team(at, made),
        file_id=minute.id,
        note="Subject to the budget.",
        present=[
            Present("Bo Board", person_id=who.member),
            Present("Cy Chair", who.other_member, "Governor of the college.", left=True),
        ],
    )
    there = {each.name: (each.person_id, each.interest, each.left_room) for each in at.all(Attendance)}
    assert there == {
        "Bo Board": (who.member, "", False),
        "Cy Chair": (who.other_member, "Governor of the college.", True),
    }
    assert row.file_id == minute.id
    for secret in ("Bo Board", "Governor", "budget"):
        assert not any(secret in event.payload for event in at.all(EventRow))
    proved(at)
    with at.world.database.transaction() as session:
        found = session.get_one(Attendance, at.all(Attendance)[0].id)
        found.left_room = not found.left_room
    with at.world.database.reading() as session:
        assert any("left_room is not what its events say" in fault for fault in chain.verify(session).faults)


def test_a_decision_is_on_a_version_that_can_be_shown_years_later(at: Working) -> None:
    made = builders.scene(at.world)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        asked = sign_offs.ask(session, as_team(at, made), plan, "roadmap", authors=[made.manager])
    with at.world.database.transaction() as session:
        edit(session, as_team(at, made), made, "A1", "Open two courses")
    row = enter(at, made, as_team(at, made), version=asked.version)
    now = enter(at, made, as_team(at, made))
    assert row.version == asked.version != now.version
    kept = {each.id: each.content or "" for each in at.all(PlanVersion)}
    assert "Open a course (A1)" in kept[row.version]
    assert "Open two courses" in kept[now.version]


def test_people_do_not_record_a_decision_in_one_step(at_sqlite: Working) -> None:
    at, made = at_sqlite, builders.scene(at_sqlite.world)
    for when in (as_team(at, made), as_person(at, made, made.manager, Role.PROJECT_MANAGER)):
        with at.world.database.transaction() as session:
            plan = session.get_one(Plan, made.plan)
            with pytest.raises(NotAllowed, match="entered by one person and checked by another"):
                sign_offs.record_decision(
                    session, when, plan, "roadmap", body="The board", on=when.today, reference="Minute 7"
                )
    assert at.all(SignOff) == []


def test_what_was_asked_stays_due_until_the_decision_is_checked(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        sign_offs.ask(session, as_team(at, made), plan, "roadmap", date(2026, 11, 20), [made.manager])

    def waited_for() -> list[DeadlineStatus]:
        return [row.status for row in at.all(Deadline) if row.kind == "signature"]

    entered = enter(at, made, as_team(at, made))
    at.rest()
    assert waited_for() == [DeadlineStatus.OPEN]
    check(at, entered, as_person(at, made, who.lead))
    at.rest()
    assert waited_for() == [DeadlineStatus.MET]
