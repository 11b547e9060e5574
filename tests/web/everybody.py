"""A person of each role, of the plan's own area and of another, in a world with something of everything."""

import atexit
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.adopt import template
from lsip_workflow.journeys import (
    branding,
    carry_over,
    cycles,
    drafts,
    first_run,
    handed,
    people,
    plans,
    releases,
    responses,
    saved_answers,
    sign_in,
)
from lsip_workflow.model import (
    Area,
    CarryOverChoice,
    CarryOverPart,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Person,
    Plan,
    ProgressReport,
    Role,
)
from lsip_workflow.outbox import door
from lsip_workflow.rules.carry_over import Choice, Into
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime
from lsip_workflow.store.record import Occasion, record
from lsip_workflow.web import visitor
from tests import builders
from tests.builders import Scene
from tests.conftest import make_world
from tests.journeys.everything import now, with_everything
from tests.journeys.working import Clock
from tests.web.named import ids

TEAM = (Role.PROJECT_MANAGER, Role.ERB_LEAD, Role.BOARD_MEMBER, Role.AUDITOR, Role.ADMINISTRATOR)
OF_PROVIDER = (
    *(Role.PROVIDER_RESPONDENT, Role.PROVIDER_DEPUTY),
    *(Role.PROVIDER_CONFIRMER, Role.PROVIDER_COLLEAGUE),
)
ELSEWHERE = "everybody@elsewhere.example"  # every role in one sitting
OTHER_AREA, OTHER_PLAN = "northshire", "northshire-2026"


@dataclass(frozen=True)
class Everyone:
    """The world, what its addresses name, an e-mail address of each role here, and one of all elsewhere."""

    world: Runtime
    made: Scene
    ids: dict[str, str]
    here: dict[Role, str]
    elsewhere: str


def everyone(folder: Path) -> Everyone:
    """Everything of a plan, and everybody who could look at it or at another; the clock stands still.

    Made once in a process, and copied: every one has a world of their own.
    """
    kept, made = _once()
    copytree(kept, folder, dirs_exist_ok=True)
    world = make_world(folder, "")
    world.__dict__["now"] = Clock(made.world.now())
    return replace(made, world=world)


@cache
def _once() -> tuple[Path, Everyone]:
    folder = Path(mkdtemp(prefix="lsip-everyone-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    made = _everyone(folder)
    made.world.database.close()
    return folder, made


def _everyone(folder: Path) -> Everyone:
    at, made = with_everything(folder)
    world = at.world
    world.__dict__["now"] = at.clock
    with world.database.transaction() as session:
        when = now(at)
        here = _bodies(session, session.get_one(Plan, made.plan), made.provider)
        rival = session.exec(select(Organisation).where(Organisation.ukprn == builders.ukprn(1))).one()
        there = _bodies(session, session.get_one(Plan, OTHER_PLAN), rival.id)
        for bodies in (here, there):
            bodies[Role.DEPARTMENT_READER] = _ministry(session, when, world)
        own = _all_roles(session, when, made.area, here, "{}@here.example")
        _all_roles(session, when, OTHER_AREA, there, ELSEWHERE)
    with world.database.transaction() as session:
        more = _of_the_pages(session, now(at), world, made, own)
    named = ids(at, made)
    more["/sign-offs sign_off_id"] = named["asked"]
    return Everyone(world, made, named | more, own, ELSEWHERE)


def _of_the_pages(
    session: Session, when: Occasion, world: Runtime, made: Scene, own: dict[Role, str]
) -> dict[str, str]:
    """What only pages name: an answer begun, a workbook handed in, a message that was sent, a link."""
    plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
    answering = _acting(session, when, world, own[Role.PROVIDER_RESPONDENT])
    asked, answered = (
        builders.ask(session, when, plan, provider, title)
        for title in ("What else you can offer", "Your plans")
    )
    key = saved_answers.start(session, answering, asked.id).key
    saved_answers.save(session, answering, asked.id, key, "kind", {"kind": "answer"}, 0)
    form = ResponseForm.model_validate({"comment": "Twelve places more."})
    receipt = responses.submit(session, answering, answered.id, form, "everybody")
    managing = _acting(session, when, world, own[Role.PROJECT_MANAGER])
    workbook = handed.hand_in(session, managing, name="plan.xlsx", content=template())
    link = sign_in.make_link(session, when.now, when.today, own[Role.PROJECT_MANAGER])
    branding.change(session, managing, session.get_one(Organisation, made.erb), colour="#5b2a6e")
    report = ProgressReport(plan_id=plan.id, rule="progress-report", number=9, opened_on=when.today)
    opened = events.ReportOpened(plan=plan.id, on=when.today, report=report.id, rule=report.rule)
    record(session, when, opened, report)
    given = releases.release(session, when, plan, audience="public", title="The plan, for everybody")
    manager = session.get_one(Person, made.manager)
    waiting = drafts.draft(session, when, plan, key="d", template="reminders", why="It is due.", to=manager)
    about = select(OutboxRow).where(OutboxRow.plan_id == plan.id, col(OutboxRow.person_id).is_not(None))
    message = session.exec(about.order_by(OutboxRow.id)).first()
    part = _proposed(session, when, plan)
    assert link is not None
    assert message is not None
    return {
        "request_id": asked.id,
        "part": "comment",
        "report_id": report.id,
        "part_id": part,
        "draft_id": waiting.id,
        "/asked answer_id": json.loads(receipt.text)["response"],
        "/asked sent": answered.id,
        "/public release_id": given.id,
        "workbook_id": workbook.id,
        "token": door.token(world.secret, link.id),
        "word": first_run.word(world.secret),
        "organisation_id": made.erb,
        "erb_id": made.erb,
        "message_id": message.id,
    }


def _proposed(session: Session, when: Occasion, plan: Plan) -> str:
    """An action of an earlier plan of the area, another body's, that is proposed to this one."""
    area, erb = session.get_one(Area, plan.area_id), session.get_one(Plan, OTHER_PLAN).erb_id
    earlier = plans.open_plan(
        session, when, plan_id="southshire-2023", area=area, erb=session.get_one(Organisation, erb),
        cycle="2023-26", edition=builders.EDITION, stage="progress_reporting", on=when.today, example=True,
    )  # fmt: skip
    plans.record_action(session, when, builders.action(earlier, "A9", erb))
    cycles.name_replaced(session, when, plan, earlier)
    choice = Choice("A9", CarryOverChoice.KEPT, into=(Into(plan.id),))
    carry_over.decide(session, when, earlier, [choice])
    return session.exec(select(CarryOverPart.id).where(CarryOverPart.plan_id == plan.id)).one()


def _acting(session: Session, when: Occasion, world: Runtime, address: str) -> Occasion:
    actor = next(iter(visitor.hats_of(session, visitor.people_of(session, address), world)))
    return replace(when, actor=actor)


def _bodies(session: Session, plan: Plan, provider_id: str) -> dict[Role, Organisation]:
    erb, provider = session.get_one(Organisation, plan.erb_id), session.get_one(Organisation, provider_id)
    kind = select(Organisation).where(Organisation.kind == OrganisationKind.STRATEGIC_AUTHORITY)
    authority = session.exec(kind.order_by(col(Organisation.name))).first() or erb
    return (
        dict.fromkeys(TEAM, erb) | dict.fromkeys(OF_PROVIDER, provider) | {Role.AUTHORITY_OFFICER: authority}
    )


def _ministry(session: Session, when: Occasion, world: Runtime) -> Organisation:
    there = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.DEPARTMENT)).first()
    if there is not None:
        return there
    row = Organisation(kind=OrganisationKind.DEPARTMENT, name="A department (example)", example=True)
    return people.record_organisation(session, when, row, world.reference, demonstration=True)


def _all_roles(
    session: Session, when: Occasion, area_id: str, bodies: dict[Role, Organisation], address: str
) -> dict[Role, str]:
    found = {}
    for role, body in bodies.items():
        found[role] = address.format(role.value.replace("_", "."))
        person = builders.person(session, when, body, role.value.replace("_", " ").title(), found[role])
        people.grant_role(session, when, person, session.get_one(Area, area_id), role, date(2026, 1, 1))
    return found
