"""At once from two places: one designation, one submission, one return; the other is told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from lsip_workflow.journeys import decisions, designations, people, plans, submission
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Designation,
    Feedback,
    Organisation,
    OrganisationKind,
    Plan,
    Submission,
    Test,
)
from lsip_workflow.store import chain
from tests import builders
from tests.builders import EDITION
from tests.journeys.working import Working


def together(*works: Callable[[], str]) -> list[str]:
    """Let them all begin at once; what each came to."""
    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(lambda work: work(), works))


def bodies(at: Working, *names: str) -> list[str]:
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world)
        session.add(Area(id="north", name="North (example)"))
        return [
            people.record_organisation(
                session,
                when,
                Organisation(kind=OrganisationKind.ERB, name=name, example=True),
                at.world.reference,
                demonstration=True,
            ).id
            for name in names
        ]


def test_two_bodies_designated_at_once_are_one_designation_and_one_fault(at: Working) -> None:
    first, second = bodies(at, "A chamber (example)", "Another chamber (example)")

    def designate(erb: str) -> str:
        try:
            with at.world.database.transaction() as session:
                when = builders.occasion(at.world)
                area, body = session.get_one(Area, "north"), session.get_one(Organisation, erb)
                designations.designate(session, when, area, body, on=date(2026, 1, 1), reference="Notice")
        except Faulty as faulty:
            return faulty.faults[0][:5]
        return "designated"

    assert together(lambda: designate(first), lambda: designate(second)) == ["designated", "erb: "]
    at.one(Designation)
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def ready(at: Working) -> str:
    """A plan for which nothing but its submission is still needed."""
    (erb,) = bodies(at, "A chamber (example)")
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world)
        plan = plans.open_plan(
            session, when, plan_id="north-1", area=session.get_one(Area, "north"),
            erb=session.get_one(Organisation, erb), cycle="One", edition=EDITION, stage="submission",
        )  # fmt: skip
        for test in Test:
            plans.consider(session, when, plan, test, "Paper 7.")
        decisions.record_decision(
            session, when, plan, "submission", body="The board", on=when.today, reference="Minute 1"
        )
        return plan.id


def test_two_submissions_at_once_are_one_and_the_other_is_told_so(at: Working) -> None:
    plan = ready(at)

    def submit() -> str:
        try:
            with at.world.database.transaction() as session:
                when = builders.occasion(at.world)
                row = session.get_one(Plan, plan)
                submission.submit(
                    session, when, row, addressee="Skills England", on=when.today, reference="L1"
                )
        except Refused as refused:
            return refused.reasons[0].text
        return "submitted"

    assert together(submit, submit) == [
        "The plan is submitted already; it goes on by itself within a moment.",
        "submitted",
    ]
    at.one(Submission)


def test_a_plan_given_back_at_once_by_two_is_given_back_once(at: Working) -> None:
    plan = ready(at)
    with at.world.database.transaction() as session:
        when = builders.occasion(at.world)
        row = session.get_one(Plan, plan)
        submission.submit(session, when, row, addressee="Skills England", on=when.today, reference="L1")
    at.rest()
    assert at.one(Plan).stage == "approval"

    def give_back() -> str:
        try:
            with at.world.database.transaction() as session:
                when = builders.occasion(at.world)
                submission.take_feedback(
                    session, when, session.get_one(Plan, plan), reference="DfE 1", on=when.today,
                    points=[("needs", "More.")],
                )  # fmt: skip
        except Refused as refused:
            return refused.reasons[0].code
        return "taken"

    assert together(give_back, give_back) == ["stage", "taken"]
    at.one(Feedback)
    assert (at.one(Plan).stage, at.one(Submission).status) == ("submission", "returned")
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []
