"""The same thing done at once from two places: one wins, and the other is told what changed meanwhile."""

from collections.abc import Callable
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, select

from lsip_workflow.journeys import (
    adoption_undone,
    carried_in,
    content,
    corrections,
    cycles,
    decisions,
    questions,
    reminders,
    sign_offs,
    versions,
)
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Area,
    CarryOverPart,
    DecisionCheck,
    Handover,
    HeardHow,
    Organisation,
    Person,
    Plan,
    Question,
    Role,
    SignOff,
)
from lsip_workflow.store.record import Occasion
from tests import builders, workbooks
from tests.journeys.about_answers import ask_about
from tests.journeys.adopting import adopt
from tests.journeys.deciding import STATEMENTS, as_person, deciders
from tests.journeys.relaying import answer
from tests.journeys.researching import proved
from tests.journeys.test_carry_over import GREATER, OTHER, SOMERSET, decide, part_of, split
from tests.journeys.test_life_races import together
from tests.journeys.test_reminders_started import hold, looked
from tests.journeys.two_cycles import acting, devon
from tests.journeys.working import Working

Work = Callable[[Session, Occasion], Any]


def twice(at: Working, first: Work, second: Work, *who: Occasion) -> list[str]:
    """Both at once, each in a transaction of its own: "done", or what the one that came second was told."""
    ready = Barrier(2)
    occasions = who or (builders.occasion(at.world, at.clock()),) * 2

    def one(work: Work, when: Occasion) -> str:
        ready.wait(20)
        try:
            with at.world.database.transaction() as session:
                work(session, when)
        except Refused as refused:
            return refused.reasons[0].text
        except Faulty as faulty:
            return faulty.faults[0]
        return "done"

    return together(lambda: one(first, occasions[0]), lambda: one(second, occasions[-1]))


def told(came_to: list[str]) -> str:
    """What the other one was told, where one of two was done."""
    assert came_to.count("done") == 1, came_to
    return next(text for text in came_to if text != "done")


def test_one_person_signing_twice_at_once_signs_once(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        sign_offs.ask(session, builders.occasion(at.world), plan, "roadmap", authors=[made.manager])
        version = versions.version_of(session, plan)

    def sign(session: Session, when: Occasion) -> None:
        plan, person = session.get_one(Plan, made.plan), session.get_one(Person, who.member)
        sign_offs.sign(session, when, plan, "roadmap", person, version, STATEMENTS)

    member = as_person(at, made, who.member, Role.BOARD_MEMBER)
    said = told(twice(at, sign, sign, member))
    assert said == f"You signed this version on {at.clock().date()}; once is enough."
    assert [row.status for row in at.all(SignOff)].count("signed") == 1
    at.rest()
    proved(at)


def test_a_signature_and_a_change_at_once_never_sign_what_was_not_read(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        sign_offs.ask(session, builders.occasion(at.world), plan, "roadmap", authors=[made.manager])
        version = versions.version_of(session, plan)

    def sign(session: Session, when: Occasion) -> None:
        plan, person = session.get_one(Plan, made.plan), session.get_one(Person, who.member)
        sign_offs.sign(session, when, plan, "roadmap", person, version, STATEMENTS)

    def change(session: Session, when: Occasion) -> None:
        row = session.exec(select(Action).where(Action.code == "A1")).one()
        corrections.put(corrections.take(session, row), {"title": "Open another course"})
        content.record_action(session, when, row, changed=("title",))

    came_to = twice(at, sign, change, as_person(at, made, who.member, Role.BOARD_MEMBER),
                    builders.occasion(at.world, at.clock()))  # fmt: skip
    signed = [row for row in at.all(SignOff) if row.status == "signed"]
    if signed:
        assert came_to == ["done", "done"]
        assert signed[0].version == version
    else:
        assert told(came_to).startswith("The plan has changed since that version")
    proved(at)


def test_two_who_check_one_decision_at_once_check_it_once(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)
    minute = decisions.Minute(body="The board", on=at.clock().date(), reference="Minute 1")
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        entered = decisions.enter(session, builders.occasion(at.world), plan, "roadmap", minute)

    def check(session: Session, when: Occasion) -> None:
        decisions.check(session, when, session.get_one(SignOff, entered.id))

    def question(session: Session, when: Occasion) -> None:
        decisions.check(session, when, session.get_one(SignOff, entered.id), "Is this the right day?")

    lead = as_person(at, made, who.lead, Role.ERB_LEAD)
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    said = told(twice(at, check, question, lead, manager))
    looked_at = at.one(DecisionCheck)
    did = "checked it" if looked_at.agrees else "asked a question about it"
    assert said == f"Somebody {did} already, on {at.clock().date()}; there is nothing more to do."
    assert at.one(SignOff).status == ("decided" if looked_at.agrees else "questioned")
    proved(at)


def test_what_is_proposed_is_taken_over_or_declined_and_never_both(at: Working) -> None:
    devon(at.world)
    decide(at.world, split("A1"))
    part = part_of(at.world, "A1")

    def accept(session: Session, when: Occasion) -> None:
        carried_in.accept(session, when, session.get_one(Plan, SOMERSET), part)

    def decline(session: Session, when: Occasion) -> None:
        carried_in.decline(session, when, session.get_one(Plan, SOMERSET), part, "Not in Somerset.")

    said = told(twice(at, accept, decline, acting(at.world, *OTHER)))
    row = next(one for one in at.all(CarryOverPart) if one.id == part)
    if row.answer == "accepted":
        assert said == "This was taken over already; take the action out with a reason instead."
    else:
        assert said == "This was not taken over before. Ask its ERB to propose it again."
    taken_over = [action for action in at.all(Action) if action.plan_id == SOMERSET]
    assert len(taken_over) == (row.answer == "accepted")
    proved(at)


def test_the_same_choice_made_twice_at_once_is_one_action_in_the_plan_that_follows(at: Working) -> None:
    devon(at.world)
    works = [lambda: str(len(decide(at.world, split("A1"))))] * 2
    assert together(*works) == ["2", "2"]
    assert [row.code for row in at.all(Action) if row.plan_id == GREATER] == ["A1"]
    assert len(at.all(CarryOverPart)) == 2
    proved(at)


def test_a_plan_handed_over_twice_at_once_is_handed_over_once(at: Working) -> None:
    devon(at.world)

    def hand(session: Session, when: Occasion) -> None:
        plan, area = session.get_one(Plan, GREATER), session.get_one(Area, "greater-devon")
        erb = session.get_one(Organisation, "somerset-chamber")
        cycles.hand_over(session, when, plan, area, erb, date(2026, 3, 1))

    at.clock.now = builders.NOW
    assert twice(at, hand, hand) == ["done", "done"]
    at.one(Handover)
    assert at.events(f"plan:{GREATER}").count("handover.recorded") == 1
    proved(at)


def test_reminders_started_by_two_at_once_are_started_once(at: Working) -> None:
    made = builders.scene(at.world)
    hold(at, made)
    seen = reminders.reference(looked(at, made.plan))

    def start(session: Session, when: Occasion) -> None:
        reminders.start(session, when, at.world.calendar, session.get_one(Plan, made.plan), seen)

    assert told(twice(at, start, start)) == "The reminders of this plan run already."
    assert at.events(f"plan:{made.plan}").count("reminders.started") == 1


def test_two_corrections_at_once_are_one_and_the_other_is_told_which_fields_changed(at: Working) -> None:
    made = builders.scene(at.world)
    who = deciders(at.world, made)

    def correct(title: str) -> Work:
        def work(session: Session, when: Occasion) -> None:
            row = session.exec(select(Action).where(Action.code == "A1")).one()
            changed = corrections.put(corrections.take(session, row, as_of=1), {"title": title})
            content.record_action(session, when, row, changed=changed)

        return work

    lead = as_person(at, made, who.lead, Role.ERB_LEAD)
    manager = as_person(at, made, who.manager, Role.PROJECT_MANAGER)
    said = told(twice(at, correct("One course"), correct("Two courses"), lead, manager))
    (row,) = [one for one in at.all(Action) if one.code == "A1"]
    winner = "Lee Lead" if row.title == "One course" else "Mo Northshire"
    assert said == (
        f"Action A1 was changed on 2 November 2026 at 9:00am by {winner} (title). Read it again, and send "
        "your change with “as_of”: 2."
    )
    assert row.version == 2
    proved(at)


def test_a_question_answered_and_withdrawn_at_once_ends_once(at: Working) -> None:
    made = builders.scene(at.world)
    answer(at, made, "k1")
    key = ask_about(at, made)

    def reply(session: Session, when: Occasion) -> None:
        plan, row = session.get_one(Plan, made.plan), session.get_one(Question, key)
        questions.reply(session, when, plan, row, text="Yes.", heard_how=HeardHow.EMAIL)

    def withdraw(session: Session, when: Occasion) -> None:
        questions.withdraw(session, when, session.get_one(Question, key))

    came_to = twice(at, reply, withdraw)
    assert came_to in (["done", "done"], ["done", "question: this question is not needed any more."])
    stream = at.events(f"plan:{made.plan}")
    assert stream.count("question.answered") + stream.count("question.withdrawn") == 1
    proved(at)


@pytest.mark.parametrize("second", ["undo", "start reminders"])
def test_a_taking_over_is_undone_once_whatever_else_is_done_with_it(at: Working, second: str) -> None:
    plan = adopt(at, workbooks.workbook())
    seen = reminders.reference(looked(at, plan.id))

    def undo(session: Session, when: Occasion) -> None:
        adoption_undone.undo(session, when, session.get_one(Plan, plan.id))

    def start(session: Session, when: Occasion) -> None:
        reminders.start(session, when, at.world.calendar, session.get_one(Plan, plan.id), seen)

    came_to = twice(at, undo, undo if second == "undo" else start)
    if second == "undo":
        assert told(came_to) == "plan: this was undone on 2 November 2026 already."
    at.rest()
    stream = at.events(f"plan:{plan.id}")
    assert stream.count("adoption.undone") == 1
    if stream.count("reminders.started"):
        assert stream.index("reminders.started") < stream.index("adoption.undone")
    proved(at)
