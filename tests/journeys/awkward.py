"""Situations in which journeys are begun at the wrong time, and the journeys: by the team, as at the edge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from lsip_workflow.journeys import (
    consultation,
    content,
    decisions,
    designations,
    people,
    plans,
    providers,
    questions,
    requests,
    responses,
    submission,
)
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Area,
    Deadline,
    Designation,
    Organisation,
    OrganisationKind,
    Plan,
    Request,
    Response,
)
from lsip_workflow.rules.permissions import NotAllowed, NotYours, require_open
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store.record import Occasion, lock
from lsip_workflow.web.access import actor_of
from lsip_workflow.web.admitting import writable
from tests import builders, workbooks
from tests.journeys import two_cycles
from tests.journeys.adopting import adopt, undo
from tests.journeys.working import Working

LEAP_DAY = datetime(2028, 2, 29, 9, 0, tzinfo=UTC)
FORM = ResponseForm(answers=(), comment="We can host it.", heard_how="email")
Journey = Callable[[Session, Occasion, Plan], Any]


@dataclass(frozen=True)
class Place:
    """The plan, and the key of its ERB."""

    plan: str
    key: str


def place(at: Working) -> Place:
    """A plan with a provider, an answer and a request that is open; its ERB is designated."""
    made = builders.scene(at.world)
    when = builders.occasion(at.world, at.clock())
    with at.world.database.transaction() as session:
        area, erb = session.get_one(Area, made.area), session.get_one(Organisation, made.erb)
        designations.designate(session, when, area, erb, on=date(2025, 10, 1), reference="Notice 1")
        plan, provider = session.get_one(Plan, made.plan), session.get_one(Organisation, made.provider)
        responses.submit(session, when, made.request, FORM, "first")
        builders.ask(session, when, plan, provider, "What else you can offer")
    return Place(made.plan, made.erb_key)


def leap_day(at: Working) -> Place:
    at.clock.now = LEAP_DAY
    return place(at)


def removed_designation(at: Working) -> Place:
    made = place(at)
    with at.world.database.transaction() as session:
        held = session.exec(select(Designation)).one()
        when = builders.occasion(at.world, at.clock())
        designations.remove(session, when, held, on=when.today, reference="Notice 2")
    return made


def ended_area(at: Working) -> Place:
    """The plan of an area that was divided, with an answer and a request that was open on that day."""
    at.clock.now = two_cycles.AFTER
    made, when = two_cycles.devon(at.world), two_cycles.at(at.world)
    with at.world.database.transaction() as session:
        plan, erb = session.get_one(Plan, made.old[0]), session.get_one(Organisation, "devon-chamber")
        area = session.get_one(Area, plan.area_id)
        designations.designate(session, when, area, erb, on=date(2022, 10, 1), reference="Notice 1")
        row = Organisation(
            kind=OrganisationKind.PROVIDER, name="A college", ukprn=builders.ukprn(1), example=True
        )
        provider = people.record_organisation(session, when, row, at.world.reference, demonstration=True)
        plans.add_provider(session, when, plan, provider, reason="A person added it.")
        asked = builders.ask(session, when, plan, provider)
        responses.submit(session, when, asked.id, FORM, "first")
        builders.ask(session, when, plan, provider, "What else you can offer")
        return Place(plan.id, people.issue_key(session, when, erb))


def withdrawn_provider(at: Working) -> Place:
    made = place(at)
    with at.world.database.transaction() as session:
        plan, when = session.get_one(Plan, made.plan), builders.occasion(at.world, at.clock())
        provider = session.exec(select(Organisation).where(Organisation.kind == "provider")).one()
        providers.remove_provider(session, when, plan, provider, "It closed.")
    return made


def undone_plan(at: Working) -> Place:
    plan = adopt(at, workbooks.workbook())
    with at.world.database.transaction() as session:
        erb = session.get_one(Organisation, plan.erb_id)
        key = people.issue_key(session, builders.occasion(at.world), erb, session.get_one(Area, plan.area_id))
    undo(at, plan)
    return Place(plan.id, key)


def attempt(at: Working, made: Place, journey: Journey) -> str:
    """What the ERB's own key is told when it tries, as at the edge; "done" when it is done."""
    with at.world.database.reading() as session:
        actor = actor_of(session, made.key, at.clock().date())
    if actor is None:
        return "401"
    try:
        with at.world.database.transaction() as session:
            plan = writable(session, actor, made.plan)
            require_open(actor, plan.area_id)
            lock(session, f"plan:{plan.id}", plan)
            got = journey(session, Occasion(actor, at.clock(), at.world.books), plan)
    except NotYours:
        return "404"
    except (NotAllowed, Faulty) as refusal:
        return str(refusal)
    except Refused as refused:
        return refused.reasons[0].text
    return got if isinstance(got, str) else "done"


def _provider(session: Session, plan: Plan) -> Organisation:
    rows = session.exec(select(Organisation).where(Organisation.kind == "provider").order_by(Organisation.id))
    return next(iter(rows.all()), None) or session.get_one(Organisation, plan.erb_id)


def ask(session: Session, when: Occasion, plan: Plan) -> None:
    due = when.today + timedelta(days=366)
    requests.ask(session, when, plan, _provider(session, plan), title="More", due=due)


def answer_for_them(session: Session, when: Occasion, plan: Plan) -> None:
    open_one = session.exec(select(Request).where(Request.title == "What else you can offer")).one()
    responses.submit(session, when, open_one.id, FORM, "second")


def ask_about_an_answer(session: Session, when: Occasion, plan: Plan) -> None:
    first = select(Response).join(Request, Response.request_id == Request.id)  # type: ignore[arg-type]
    row = session.exec(first.where(Request.title != "What else you can offer")).one()
    questions.ask(session, when, plan, row, text="By when?", due=when.today)


def record_an_action(session: Session, when: Occasion, plan: Plan) -> None:
    content.record_action(session, when, builders.action(plan, "A9", plan.erb_id))


def consult(session: Session, when: Occasion, plan: Plan) -> str:
    party = [_provider(session, plan)]
    row = consultation.open_round(
        session, when, plan, title="The draft", parties=party, until=when.today + timedelta(days=366)
    )
    return f"until {session.exec(select(Deadline).where(Deadline.subject == row.id)).one().due}"


def enter_a_decision(session: Session, when: Occasion, plan: Plan) -> None:
    minute = decisions.Minute(body="The board", on=when.today, reference="Minute 1")
    decisions.enter(session, when, plan, "roadmap", minute)


def submit(session: Session, when: Occasion, plan: Plan) -> None:
    submission.submit(session, when, plan, addressee="DfE", on=when.today, reference="L1")


def open_the_next_plan(session: Session, when: Occasion, plan: Plan) -> str:
    area, erb = session.get_one(Area, plan.area_id), session.get_one(Organisation, plan.erb_id)
    row = designations.open_plan(session, when, area, erb=erb, cycle="Next", edition="2025-joint-ownership")
    return f"since {row.stage_since}"


def publish(session: Session, when: Occasion, plan: Plan) -> None:
    plans.publish(session, when, plan, "plan", "https://a.example/", "0" * 64, when.today)


SITUATIONS = (leap_day, removed_designation, ended_area, withdrawn_provider, undone_plan)
JOURNEYS: tuple[Journey, ...] = (
    ask,
    answer_for_them,
    ask_about_an_answer,
    record_an_action,
    consult,
    enter_a_decision,
    submit,
    open_the_next_plan,
    publish,
)
