"""Two plans at once: the old one is valid until it is replaced, part by part; handing over."""

from datetime import date

import pytest

from lsip_workflow.journeys import carry_over, cycles
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Area, CarryOverChoice, Organisation, Plan, Role
from lsip_workflow.rules import permissions
from lsip_workflow.rules.carry_over import Choice, Into
from lsip_workflow.rules.validity import sentence
from lsip_workflow.store import chain
from tests.journeys import two_cycles
from tests.journeys.two_cycles import acting, at, devon, team
from tests.journeys.working import Working


def said(world_at: Working, plan: str, day: date) -> str:
    with world_at.world.database.reading() as session:
        found = cycles.validity(session, session.get_one(Plan, plan), day)
        return sentence(found, lambda slug: session.get_one(Area, slug).name)


def publish(world_at: Working, plan: str, on: date) -> None:
    with world_at.world.database.transaction() as session:
        two_cycles.publish(session, world_at.world, session.get_one(Plan, plan), on)


def test_the_old_plan_of_a_divided_area_is_valid_for_the_part_whose_new_plan_is_not_published(
    at: Working,
) -> None:
    made = devon(at.world)
    (old,), (greater, somerset) = made.old, made.new
    before = date(2026, 1, 1)
    assert said(at, old, before) == "Valid since 10 August 2023, until its replacement is published."
    assert said(at, greater, before).startswith("The publication of this plan is not recorded here.")
    publish(at, greater, date(2026, 2, 16))
    assert (
        said(at, old, date(2026, 2, 15)) == "Valid since 10 August 2023, until its replacement is published."
    )
    assert said(at, old, date(2026, 2, 16)) == (
        "Valid since 10 August 2023: for Greater Devon it was replaced on 16 February 2026; for Somerset it "
        "stays valid until its replacement is published."
    )
    publish(at, somerset, date(2026, 2, 28))
    assert said(at, old, date(2026, 2, 28)) == (
        "Valid from 10 August 2023 until its replacement was published on 28 February 2026."
    )
    assert said(at, old, date(2023, 8, 9)) == (
        "This plan was published on 10 August 2023; on 9 August 2023 it was not yet."
    )
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_one_new_plan_replaces_the_plans_of_areas_that_were_joined(at_sqlite: Working) -> None:
    world = at_sqlite.world
    with world.database.transaction() as session:
        old = [
            two_cycles.old_plan(session, world, "north-east-2023", "first-chamber"),
            two_cycles.old_plan(session, world, "north-of-tyne", "second-chamber"),
        ]
        two_cycles.take_in(session, world)
        new = two_cycles.new_plan(session, world, "north-east", "third-body", old)
        assert [row.id for row in cycles.replaces(session, new.id)] == [row.id for row in old]
        two_cycles.publish(session, world, new, date(2026, 2, 2))
        for row in old:
            found = cycles.validity(session, row, date(2026, 2, 2))
            assert (found.valid, found.until) == (False, date(2026, 2, 2))


def test_a_plan_that_was_not_named_does_not_end_the_old_one(at_sqlite: Working) -> None:
    world = at_sqlite.world
    with world.database.transaction() as session:
        old = two_cycles.old_plan(session, world, "dorset", "dorset-chamber")
        new = two_cycles.new_plan(session, world, "dorset", "dorset-chamber", [])
        two_cycles.publish(session, world, new, date(2026, 2, 2))
        assert cycles.validity(session, old, date(2026, 3, 1)).whole
        cycles.name_replaced(session, two_cycles.at(world), new, old)
        assert not cycles.validity(session, old, date(2026, 3, 1)).valid


def test_naming_what_is_replaced_twice_is_once_and_a_ring_or_another_area_is_a_fault(
    at_sqlite: Working,
) -> None:
    world = at_sqlite.world
    made = devon(world)
    stored = at_sqlite.events()
    with world.database.transaction() as session:
        old, greater = session.get_one(Plan, made.old[0]), session.get_one(Plan, made.new[0])
        cycles.name_replaced(session, at(world), greater, old)
        for plan, replaced, fault in (
            (old, greater, "replaces this plan already"),
            (greater, greater, "does not replace itself"),
            (greater, session.get_one(Plan, made.new[1]), "is of another area"),
        ):
            with pytest.raises(Faulty, match=fault):
                cycles.name_replaced(session, at(world), plan, replaced)
    assert at_sqlite.events() == stored


def test_another_erb_reads_the_old_plan_from_its_handing_over_and_nobody_else_does(at: Working) -> None:
    world = at.world
    with world.database.transaction() as session:
        old = two_cycles.old_plan(session, world, "heart-of-the-south-west", "devon-chamber")
        two_cycles.take_in(session, world)
        new = two_cycles.new_plan(session, world, "somerset", "somerset-chamber", [])
        them = team("somerset-chamber", "somerset")
        assert not cycles.may_read(session, them, old)
        with pytest.raises(Faulty, match="that you can see"):
            cycles.name_replaced(session, acting(world, "somerset-chamber", "somerset"), new, old)
        area, erb = session.get_one(Area, "somerset"), session.get_one(Organisation, "somerset-chamber")
        for _ in range(2):
            cycles.hand_over(session, two_cycles.at(world), old, area, erb, date(2025, 10, 1))
        assert cycles.may_read(session, them, old)
        for stranger in (
            team("somerset-chamber", "gloucestershire"),
            team("other-chamber", "somerset"),
            team("other-chamber", "heart-of-the-south-west"),
        ):
            assert not cycles.may_read(session, stranger, old)
        assert cycles.may_read(session, team("devon-chamber", "heart-of-the-south-west"), old)
        cycles.name_replaced(session, acting(world, "somerset-chamber", "somerset"), new, old)
    assert at.events(f"plan:{old.id}").count("handover.recorded") == 1


def test_a_handing_over_that_cannot_be_says_every_fault(at_sqlite: Working) -> None:
    world = at_sqlite.world
    made = devon(world)
    with world.database.transaction() as session:
        old = session.get_one(Plan, made.old[0])
        session.add(Area(id="dorset", name="Dorset"))
        session.flush()
        with pytest.raises(Faulty) as found:
            cycles.hand_over(
                session,
                two_cycles.at(world),
                old,
                session.get_one(Area, "dorset"),
                session.get_one(Organisation, "devon-chamber"),
                date(2026, 3, 3),
            )
    assert [fault.partition(":")[0] for fault in found.value.faults] == ["to", "area", "on"]


def test_where_an_area_passes_to_another_erb_the_old_plan_stays_with_the_one_that_made_it(
    at: Working,
) -> None:
    world = at.world
    person = permissions.Actor(
        permissions.ActorKind.PERSON,
        "mo",
        "next-body",
        "erb",
        frozenset({"dorset"}),
        frozenset({("dorset", Role.PROJECT_MANAGER)}),
    )
    theirs = team("next-body", "dorset")
    with world.database.transaction() as session:
        old = two_cycles.old_plan(session, world, "dorset", "dorset-chamber")
        new = two_cycles.new_plan(session, world, "dorset", "next-body", [old])
        ours = team("dorset-chamber", "dorset")
        assert (new.erb_id, old.erb_id) == ("next-body", "dorset-chamber")
        assert cycles.may_read(session, ours, old)
        assert not cycles.may_read(session, ours, new)
        assert not any(cycles.may_read(session, actor, old) for actor in (theirs, person))
        area, erb = session.get_one(Area, "dorset"), session.get_one(Organisation, "next-body")
        cycles.hand_over(session, two_cycles.at(world), old, area, erb, date(2026, 3, 2))
        assert all(cycles.chooses(session, actor, old) for actor in (theirs, person, ours))
        kept = Choice("A1", CarryOverChoice.KEPT, (Into(new.id),))
        found = carry_over.decide(session, acting(world, "next-body", "dorset"), old, [kept])
        assert [one.standing for one in found[0].placed] == ["taken over"]
        (other,) = carry_over.decide(
            session,
            acting(world, "dorset-chamber", "dorset"),
            old,
            [Choice("A2", CarryOverChoice.KEPT, (Into(new.id),))],
        )[1].placed
        assert other.standing == "proposed", "the old body does not write into the plan of the next"
        assert chain.verify(session).faults == []
