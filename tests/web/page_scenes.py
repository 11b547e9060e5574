"""What the tests of pages look at: a clock that stands still, and a plan that has something of everything."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.journeys import authorities, deadlines, plans, requests, responses, sign_offs
from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    CommitmentKind,
    EventRow,
    Evidence,
    Handling,
    HandlingStatus,
    OrganisationKind,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Precision,
    Priority,
    PriorityKind,
    Ring,
    Role,
    Run,
    RunPlan,
    RunStatus,
    SkillsNeed,
    Test,
)
from lsip_workflow.rules import permissions
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime, Settings
from lsip_workflow.store.record import Occasion, record
from tests import builders
from tests.builders import NOW
from tests.conftest import furnished

LATER = NOW + timedelta(days=30)
HOSTILE = "<script>alert(1)</script>\"'&\u202eesrever\u202c " + "Verylongnamewithoutaspace" * 12


class Still(Runtime):
    """A runtime whose clock stands still, thirty days after the scenes were recorded."""

    def now(self) -> datetime:
        return LATER


def still(folder: Path, *, demonstration: bool = True) -> Still:
    """A migrated runtime on SQLite, without anything of the environment."""
    settings = Settings(data_dir=folder, database_url="", demonstration=demonstration, prefect_port=4242)
    return furnished(Still(settings))


def full(world: Runtime, name: str = "northshire", number: int = 1) -> builders.Scene:
    """A plan in its roadmap stage with something of everything that its page shows."""
    scene = builders.scene(world, name, number)
    with world.database.transaction() as session:
        at = builders.occasion(world)
        plan = session.get_one(Plan, scene.plan)
        _content(session, at, world, plan)
        _answered(session, at, scene)
        _second_provider(session, at, world, plan, scene, number)
        _decisions(session, at, world, plan, session.get_one(Person, scene.manager))
        _ran(session, at, plan)
    return scene


def _content(session: Session, at: Occasion, world: Runtime, plan: Plan) -> None:
    plans.consider(session, at, plan, Test.EMPLOYER_VIEWS, "Views of 212 employers, October 2026.")
    need = SkillsNeed(plan_id=plan.id, occupation="Heat pump installer", soc="5315", level=3)
    plans.record_need(session, at, need, world.reference)
    row = Evidence(
        plan_id=plan.id, title="Employer survey", source="The ERB, October 2026", finding="Posts stay open."
    )
    plans.record_evidence(session, at, row)
    priority = Priority(
        plan_id=plan.id, code="P1", title="Retrofit", kind=PriorityKind.SECTOR, needs=[need.id]
    )
    plans.record_priority(session, at, priority)
    plans.record_action(session, at, Action(plan_id=plan.id, code="A3", title="Share workshops"))
    plans.raise_condition(session, at, plan, "lesson-3-commitments")
    plans.accept_condition(session, at, plan, "roadmap-decided", "The board meets after the summer.")


def _answered(session: Session, at: Occasion, scene: builders.Scene) -> None:
    """Two versions of one answer, the second matched to its actions."""
    actor = permissions.Actor(permissions.ActorKind.CREDENTIAL, "nobody", scene.provider, "provider")
    theirs = Occasion(actor, at.now, at.books)
    for version in ("first", "second"):
        form = ResponseForm.model_validate(builders.ANSWER | {"comment": f"Our {version} word."})
        responses.submit(session, theirs, scene.request, form, version)
    for handling in session.exec(select(Handling).where(Handling.stream == f"plan:{scene.plan}")):
        handling.status = HandlingStatus.HANDLED
    arrived = select(EventRow).where(
        EventRow.type == "response.submitted", EventRow.stream == f"plan:{scene.plan}"
    )
    latest = session.exec(arrived.order_by(col(EventRow.seq).desc())).all()[0]
    responses.handle(session, at, latest)


def _second_provider(
    session: Session, at: Occasion, world: Runtime, plan: Plan, scene: builders.Scene, number: int
) -> None:
    """One that has not answered and whose date has gone by, and one that is no longer part of the plan."""
    silent, gone = (
        builders._organisation(
            session, at, world, OrganisationKind.PROVIDER, f"{word} Institute (example)", builders.ukprn(n)
        )
        for word, n in (("Southfield", number + 20), ("Westfield", number + 40))
    )
    for provider in (silent, gone):
        plans.add_provider(session, at, plan, provider, reason="Invented.", source="Invented source")
    requests.ask(session, at, plan, silent, title="Your offer", due=date(2026, 11, 20), text="Please say.")
    record(session, at, events.ProviderRemoved(plan=plan.id, provider=gone.id))
    action = session.exec(select(Action).where(Action.plan_id == plan.id, Action.code == "A3")).one()
    plans.record_commitment(session, at, plan, action, silent, CommitmentKind.SOUGHT)


def _decisions(session: Session, at: Occasion, world: Runtime, plan: Plan, manager: Person) -> None:
    sign_offs.ask(session, at, plan, "roadmap", authors=[manager.id])
    sign_offs.record_decision(
        session, at, plan, "priorities", body="The board", on=at.today, reference="Minute 4/26"
    )
    authority = builders._organisation(
        session, at, world, OrganisationKind.STRATEGIC_AUTHORITY, "Northshire Authority (example)", None
    )
    row: AuthorityAnswer = authorities.note(session, at, plan, authority)
    row.its_reasons = "It wants more on transport."
    record(
        session,
        at,
        events.AuthorityAnswered(
            plan=plan.id, answer_row=row.id, organisation=authority.id, answer="no_reply", on=at.today
        ),
        row,
    )
    plans.publish(session, at, plan, "plan", "https://example.org/plan.pdf", "d" * 64, at.today)
    for key, due, precision, says in (
        ("plain", date(2027, 6, 30), Precision.DAY, ""),
        ("vague", date(2026, 8, 31), Precision.SEASON, "Summer 2026"),
        ("unknown", None, Precision.UNKNOWN, ""),
    ):
        deadlines.open_deadline(
            session,
            at,
            plan,
            kind="rulebook",
            subject=key,
            title=f"A {key} date",
            holder=Role.PROJECT_MANAGER,
            ladder="request",
            due=due,
            precision=precision,
            says=says,
            cite="A notice",
            sourced=key == "plain",
        )


def _ran(session: Session, at: Occasion, plan: Plan) -> None:
    run = Run(
        flow="responses",
        status=RunStatus.COMPLETED,
        prefect_run_id="11111111-2222-3333-4444-555555555555",
        began_at=at.now,
        seen_at=at.now,
        ended_at=at.now,
        says="1 handled",
    )
    other = Run(
        flow="roadmap",
        via="without Prefect",
        status=RunStatus.FAILED,
        began_at=at.now - timedelta(hours=1),
        seen_at=at.now,
        says="1 could not be processed",
    )
    session.add_all([run, other])
    session.flush()
    session.add_all(
        [
            RunPlan(run_id=run.id, plan_id=plan.id, says="matched to 2 actions"),
            RunPlan(run_id=other.id, plan_id=plan.id),
        ]
    )
    rows = session.exec(select(OutboxRow).where(OutboxRow.plan_id == plan.id)).all()
    sent = next(row for row in rows if row.person_id)
    sent.status, sent.run_id, sent.sent_at = OutboxStatus.SENT, run.id, at.now
    sent.recipient, sent.subject, sent.body = (
        "pat@northshire.example",
        "Your part: by 23 November",
        "Dear Pat,\n\nThanks.",
    )


def set_aside(world: Runtime, plan_id: str) -> None:
    """The plan's first answer could not be processed, and its stage neither."""
    with world.database.transaction() as session:
        handling = session.exec(select(Handling).where(Handling.stream == f"plan:{plan_id}")).first()
        assert handling is not None
        handling.status, handling.attempts = HandlingStatus.SET_ASIDE, 3
        handling.error = "TypeError: <b>no</b>"
        ring = session.exec(select(Ring).where(Ring.plan_id == plan_id)).one()
        ring.attempts, ring.error = 2, "TimeoutError: slow"


def standing(folder: Path, **states: str) -> None:
    """What a supervisor that is alive (this process) tells of its children."""
    rows = [
        {
            "name": name,
            "state": state,
            "since": NOW.isoformat(),
            "pid": None,
            "deaths": 0,
            "last_exit": None,
        }
        for name, state in states.items()
    ]
    (folder / "state.json").write_text(json.dumps({"supervisor": os.getpid(), "children": rows}))
