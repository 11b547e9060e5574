"""What tests of the relay do: an answer that comes in, work that is done, work that fails."""

from collections.abc import Callable

from sqlmodel import Session

from lsip_workflow.journeys import plans, responses, sign_offs, submission
from lsip_workflow.model import (
    CommitmentKind,
    Evidence,
    Handling,
    Organisation,
    Plan,
    Priority,
    PriorityKind,
    SkillsNeed,
    Test,
)
from lsip_workflow.model.engine import EventRow
from lsip_workflow.relay import batches
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store.record import Occasion
from tests import builders
from tests.builders import ANSWER, Scene
from tests.journeys.working import Working

Handle = Callable[[Session, Occasion, EventRow], str]


def answer(at: Working, made: Scene, key: str, **form: object) -> None:
    """One more version of the provider's answer."""
    with at.world.database.transaction() as session:
        taken = ResponseForm.model_validate(form or ANSWER)
        responses.submit(session, builders.occasion(at.world, at.clock()), made.request, taken, key)


def failing(*seqs: int) -> Handle:
    """What handles a response, and fails for these events of their streams."""

    def handle(session: Session, occasion: Occasion, event: EventRow) -> str:
        outcome = responses.handle(session, occasion, event)
        if event.seq in seqs:
            raise RuntimeError(f"event {event.seq} cannot be handled")
        return outcome

    return handle


def statuses(at: Working, made: Scene) -> list[str]:
    rows = at.all(Handling, Handling.stream == f"plan:{made.plan}")
    return [row.status.value for row in sorted(rows, key=lambda row: row.seq)]


def work(at: Working, flow: str = "responses") -> list[str]:
    claimed = at.handlings(flow)
    assert claimed is not None
    return [line.outcome for line in batches.work_handlings(at.works, claimed.run_id).lines]


def fill(at: Working, made: Scene, session: Session) -> None:
    """One of everything that people put into a plan."""
    when = builders.occasion(at.world, at.clock())
    plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
    for test in Test:
        plans.consider(session, when, plan, test, "Read, and written down.")
    plans.record_evidence(session, when, Evidence(plan_id=plan.id, title="A survey", source="Chamber"))
    welder = SkillsNeed(plan_id=plan.id, occupation="Welder", soc="5213")
    need = plans.record_need(session, when, welder, at.world.reference)
    priority = Priority(plan_id=plan.id, code="P1", title="Metal", kind=PriorityKind.SECTOR, needs=[need.id])
    plans.record_priority(session, when, priority)
    action = plans.record_action(session, when, builders.action(plan, "A9", provider.id))
    plans.record_commitment(session, when, plan, action, provider, CommitmentKind.SOUGHT)
    plans.record_progress(session, when, action, no_progress_because="It has only begun.")
    plans.raise_condition(session, when, plan, "lesson-3-actions-complete")
    plans.accept_condition(session, when, plan, "submission-signed", "The chair is ill.")
    plans.publish(session, when, plan, "plan", "https://north.example/plan", "0" * 64, when.today)
    sign_offs.record_decision(
        session, when, plan, "roadmap", body="The board", on=when.today, reference="Minute 7"
    )


def give(session: Session, at: Working, plan: Plan) -> None:
    """What the gates of this stage ask for."""
    when = builders.occasion(at.world, at.clock())
    book = at.world.books[plan.edition]
    for gate in book.gates_leaving(plan.stage):
        for condition in book.conditions_of(gate.key):
            if condition.kind == "decided":
                sign_offs.record_decision(
                    session, when, plan, condition.sign_off, body="The body", on=when.today, reference="1"
                )
            elif condition.kind == "published":
                plans.publish(session, when, plan, condition.document, "https://n.example", "0", when.today)
    if plan.stage == "submission":
        submission.submit(session, when, plan, addressee="Skills England", on=when.today, reference="1")
