"""Carrying actions over: kept, split or closed by a person's choice; none is lost and none is doubled."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from lsip_workflow.journeys import carried_in, carry_over, plans
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    CarryOverChoice,
    CarryOverPart,
    Commitment,
    CommitmentKind,
    Organisation,
    Plan,
)
from lsip_workflow.rules.carry_over import Choice, Into, Line
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store import chain, queries
from tests.conftest import make_world
from tests.journeys import two_cycles
from tests.journeys.two_cycles import acting, devon
from tests.journeys.working import Working

KEPT, SPLIT, CLOSED = CarryOverChoice.KEPT, CarryOverChoice.SPLIT, CarryOverChoice.CLOSED
OLD, GREATER, SOMERSET = "heart-of-the-south-west-2023", "greater-devon-2026", "somerset-2026"
DEVON = ("devon-chamber", "heart-of-the-south-west", "greater-devon", "somerset")
OTHER = ("somerset-chamber", "somerset")


def kept(code: str, plan: str = GREATER, to: str = "") -> Choice:
    return Choice(code, KEPT, (Into(plan, to),))


def split(code: str) -> Choice:
    return Choice(code, SPLIT, (Into(GREATER), Into(SOMERSET)))


def closed(code: str, because: str = "It is done.") -> Choice:
    return Choice(code, CLOSED, because=because)


def decide(world: Runtime, *choices: Choice) -> dict[str, Line]:
    """As the ERB of the old plan, with its key."""
    with world.database.transaction() as session:
        plan = session.get_one(Plan, OLD)
        found = carry_over.decide(session, acting(world, *DEVON), plan, choices)
        return {line.action.code: line for line in found}


def part_of(world: Runtime, code: str, plan: str = SOMERSET) -> str:
    """The id of the proposal of an action to a plan that stands."""
    with world.database.reading() as session:
        rows = carried_in.offered(session, session.get_one(Plan, plan))
        return next(one.placed.part.id for one in rows if one.action.code == code and one.placed.live)


def accept(world: Runtime, part: str, code: str = "", plan: str = SOMERSET) -> Action:
    """As the ERB of Somerset, with its key."""
    with world.database.transaction() as session:
        return carried_in.accept(session, acting(world, *OTHER), session.get_one(Plan, plan), part, code)


def decline(world: Runtime, part: str, because: str = "The course is not in Somerset.") -> None:
    with world.database.transaction() as session:
        carried_in.decline(session, acting(world, *OTHER), session.get_one(Plan, SOMERSET), part, because)


def live(world: Runtime, plan: str) -> list[str]:
    """The codes of a plan's actions that were not taken out."""
    with world.database.reading() as session:
        rows = session.exec(select(Action).where(Action.plan_id == plan)).all()
        return sorted(row.code for row in rows if row.withdrawn_on is None)


def proves(world: Runtime) -> None:
    with world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_nobodys_choice_is_listed_as_undecided(at_sqlite: Working) -> None:
    made = devon(at_sqlite.world)
    with at_sqlite.world.database.reading() as session:
        found = carry_over.lines(session, session.get_one(Plan, made.old[0]))
    assert [(line.action.code, line.undecided, line.placed) for line in found] == [
        ("A1", True, ()),
        ("A2", True, ()),
    ]


def test_a_kept_action_goes_on_under_its_own_code_without_commitments_or_progress(at: Working) -> None:
    world = at.world
    devon(world)
    with world.database.transaction() as session:
        old = queries.action_codes(session, OLD)["A1"]
        erb = session.get_one(Organisation, "devon-chamber")
        when = two_cycles.at(world)
        plans.record_commitment(session, when, session.get_one(Plan, OLD), old, erb, CommitmentKind.FIRM)
        plans.record_progress(session, when, old, done="Twelve learners began.")
    found = decide(world, kept("A1"))
    assert not found["A1"].undecided
    assert found["A2"].undecided
    with world.database.reading() as session:
        new = queries.action_codes(session, GREATER)["A1"]
        said = session.exec(select(Commitment.id).where(Commitment.action_id == new.id)).all()
    assert (new.title, new.planned_for, new.lead_id, new.done) == (
        old.title,
        old.planned_for,
        old.lead_id,
        "",
    )
    assert said == []
    assert at.events(f"plan:{OLD}")[-2:] == ["carry_over.decided", "carry_over.proposed"]
    assert at.events(f"plan:{GREATER}")[-2:] == ["action.recorded", "carry_over.accepted"]
    proves(world)


def test_into_another_erbs_plan_it_is_proposed_and_that_erb_alone_takes_it_over(at: Working) -> None:
    world = at.world
    devon(world)
    stored = at.events(f"plan:{SOMERSET}")
    line = decide(world, split("A1"))["A1"]
    assert line.waiting
    assert live(world, SOMERSET) == []
    assert at.events(f"plan:{SOMERSET}") == stored
    part = part_of(world, "A1")
    first = accept(world, part)
    assert accept(world, part).id == first.id, "twice is once"
    assert live(world, SOMERSET) == ["A1"]
    assert first.lead_id is None, "who led it is no body of this plan"
    with world.database.transaction() as session, pytest.raises(NotYours):
        carried_in.accept(session, acting(world, *DEVON), session.get_one(Plan, GREATER), part)
    proves(world)


def test_a_code_in_use_is_a_fault_with_a_code_that_is_free(at_sqlite: Working) -> None:
    world = at_sqlite.world
    devon(world)
    decide(world, kept("A1"))
    with pytest.raises(Faulty) as said:
        decide(world, kept("A2", to="A1"))
    assert said.value.faults == (
        "choices.0.into.0.code: “A1” is in use in greater-devon-2026; “A1-2” is free.",
    )
    decide(world, kept("A2", to="A1-2"))
    assert live(world, GREATER) == ["A1", "A1-2"]
    with world.database.transaction() as session:
        plan = session.get_one(Plan, SOMERSET)
        plans.record_action(session, two_cycles.at(world), Action(plan_id=plan.id, code="A1", title="Ours"))
    decide(world, split("A1"))
    with pytest.raises(Faulty, match="“A1” is in use in this plan; “A1-2” is free"):
        accept(world, part_of(world, "A1"))
    assert accept(world, part_of(world, "A1"), "A9").code == "A9"


def test_every_fault_of_a_set_of_choices_is_said_at_once_and_nothing_is_stored(at_sqlite: Working) -> None:
    devon(at_sqlite.world)
    stored = at_sqlite.events()
    wrong = [
        kept("A7"),
        kept("A1", "dorset-2026"),
        Choice("A1", SPLIT, (Into(GREATER), Into(GREATER))),
        Choice("A2", CLOSED, (Into(GREATER),), because=" "),
        Choice("A2", KEPT),
    ]
    with pytest.raises(Faulty) as said:
        decide(at_sqlite.world, *wrong)
    assert [fault.partition(": ")[0] for fault in said.value.faults] == [
        *("choices.0.action", "choices.1.into.0.plan", "choices.2.action", "choices.2.into"),
        *("choices.3.into", "choices.3.because", "choices.4.action", "choices.4.into"),
    ]
    assert at_sqlite.events() == stored


def test_the_same_choice_again_changes_nothing(at_sqlite: Working) -> None:
    world = at_sqlite.world
    devon(world)
    decide(world, split("A1"), closed("A2"))
    stored = at_sqlite.events()
    decide(world, closed("A2"))
    decide(world, split("A1"), closed("A2"))
    assert at_sqlite.events() == stored


def test_another_choice_takes_its_place_while_nobody_worked_on_the_new_action(at: Working) -> None:
    world = at.world
    devon(world)
    decide(world, kept("A1"))
    decide(world, kept("A1", SOMERSET))
    assert live(world, GREATER) == []
    decide(world, kept("A1", to="A1-2"))
    assert live(world, GREATER) == ["A1-2"]
    with world.database.transaction() as session:
        new = queries.action_codes(session, GREATER)["A1-2"]
        plans.record_progress(session, two_cycles.at(world), new, done="A room was found.")
    with pytest.raises(Refused) as said:
        decide(world, closed("A1"))
    (reason,) = said.value.reasons
    assert "goes on in the plan greater-devon-2026 as A1-2 and has been worked on" in reason.text
    assert live(world, GREATER) == ["A1-2"]
    proves(world)


def test_what_another_erb_took_over_is_not_taken_out_from_here(at_sqlite: Working) -> None:
    world = at_sqlite.world
    devon(world)
    decide(world, kept("A1", SOMERSET))
    accept(world, part_of(world, "A1"))
    with pytest.raises(Refused, match="with its own body: ask them"):
        decide(world, closed("A1"))
    assert live(world, SOMERSET) == ["A1"]


def test_a_proposal_that_was_taken_back_or_declined_is_over_and_the_action_waits_for_a_choice(
    at: Working,
) -> None:
    world = at.world
    devon(world)
    decide(world, kept("A1", SOMERSET), kept("A2", SOMERSET))
    first, second = part_of(world, "A1"), part_of(world, "A2")
    decide(world, kept("A1"))
    with pytest.raises(Refused, match="took this proposal back"):
        accept(world, first)
    with pytest.raises(Faulty, match="because"):
        decline(world, second, " ")
    decline(world, second)
    decline(world, second)
    with pytest.raises(Refused, match="not taken over before"):
        accept(world, second)
    with world.database.reading() as session:
        line = carry_over.lines(session, session.get_one(Plan, OLD))[1]
    assert line.undecided
    assert [(one.standing, one.part.because) for one in line.placed] == [
        ("not taken over", "The course is not in Somerset.")
    ]
    decide(world, kept("A2", SOMERSET))
    accept(world, part_of(world, "A2"))
    assert (live(world, GREATER), live(world, SOMERSET)) == (["A1"], ["A2"])
    proves(world)


def test_taking_over_and_choosing_anew_at_once_is_one_of_the_two(at: Working) -> None:
    world = at.world
    devon(world)
    decide(world, kept("A1", SOMERSET))
    part = part_of(world, "A1")

    def one(act: Callable[[], object]) -> str:
        try:
            act()
        except Refused as refused:
            return refused.reasons[0].text
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, [lambda: accept(world, part), lambda: decide(world, closed("A1"))]))
    assert sorted(map(bool, said)) == [False, True], "one wins, and the other is told why it did not"
    assert live(world, SOMERSET) == ([] if said[0] else ["A1"])
    proves(world)


# What may happen, in any order: a choice for an action, or an answer of the other ERB.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2"]),
        st.sampled_from(["greater", "somerset", "split", "closed", "accept", "decline", "work"]),
    ),
    max_size=8,
)


def step(world: Runtime, code: str, what: str) -> None:
    """One step; one that cannot be is refused and changes nothing."""
    choices = {
        "greater": kept(code, to=f"{code}-g"),
        "somerset": kept(code, SOMERSET),
        "split": Choice(code, SPLIT, (Into(GREATER, f"{code}-s"), Into(SOMERSET))),
        "closed": closed(code),
    }
    try:
        if what in choices:
            decide(world, choices[what])
        elif what == "work":
            with world.database.transaction() as session:
                rows = [
                    row for row in queries.action_codes(session, GREATER).values() if row.code[:2] == code
                ]
                for row in rows:
                    if row.withdrawn_on is None:
                        plans.record_progress(session, two_cycles.at(world), row, done="Begun.")
        else:
            (accept if what == "accept" else decline)(world, part_of(world, code))
    except (Faulty, Refused, StopIteration):
        return


def neither_lost_nor_doubled(session: Session, old: str) -> None:
    """Each action of the old plan has one fate, and each new action is of one proposal that stands."""
    found = carry_over.lines(session, session.get_one(Plan, old))
    assert [line.action.code for line in found] == ["A1", "A2"]
    became: list[str] = []
    for line in found:
        into = [one.part.plan_id for one in line.live]
        assert len(set(into)) == len(into), "never twice into one plan"
        match line.chosen.choice if line.chosen else None:
            case None:
                assert line.undecided
                assert not line.placed
            case CarryOverChoice.CLOSED:
                assert not line.undecided
                assert not into
            case CarryOverChoice.KEPT:
                assert len(into) == (0 if line.undecided else 1)
            case CarryOverChoice.SPLIT:
                assert len(into) == 2 or line.undecided
        became += [one.action.id for one in line.live if one.action]
    actions: Sequence[Action] = session.exec(select(Action).where(Action.plan_id != old)).all()
    assert sorted(became) == sorted(row.id for row in actions if row.withdrawn_on is None)
    taken = [row.action_id for row in session.exec(select(CarryOverPart)) if row.action_id]
    assert len(set(taken)) == len(taken)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with the plans of two cycles, to begin from again and again."""
    folder: Path = tmp_path_factory.mktemp("two-cycles")
    world = make_world(folder, "")
    devon(world)
    world.database.close()
    return folder


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_no_action_is_lost_or_doubled_by_any_sequence_of_choices(
    prepared: Path, steps: list[tuple[str, str]]
) -> None:
    with TemporaryDirectory() as folder:
        copytree(prepared, folder, dirs_exist_ok=True)
        world = Runtime(Settings(data_dir=Path(folder), database_url="", demonstration=True))
        for code, what in steps:
            step(world, code, what)
        with world.database.reading() as session:
            neither_lost_nor_doubled(session, OLD)
        proves(world)
        world.database.close()


def test_into_a_plan_of_an_area_that_was_taken_from_the_body_an_action_is_only_proposed(at: Working) -> None:
    world = at.world
    devon(world, same_erb=True)
    when = acting(world, *DEVON)
    when = replace(when, actor=replace(when.actor, closed=frozenset({"somerset"})))
    with world.database.transaction() as session:
        carry_over.decide(session, when, session.get_one(Plan, OLD), [kept("A1", SOMERSET), kept("A2")])
    assert (live(world, SOMERSET), live(world, GREATER)) == ([], ["A2"])
    assert part_of(world, "A1")
    proves(world)
