"""One thing that is asked of a provider: why, by when, whom to phone, and what is to be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from lsip_workflow.journeys import areas, branding, saved_answers
from lsip_workflow.journeys.confirmation import heading
from lsip_workflow.journeys.duties import CO_OPERATE_DEVELOPING, CO_OPERATE_REVIEWING
from lsip_workflow.model import (
    Area,
    Confirmation,
    Organisation,
    Plan,
    RequestStatus,
    Role,
    SourceStatus,
)
from lsip_workflow.rules import confirmation, duties
from lsip_workflow.rules.deadlines import is_past
from lsip_workflow.rules.permissions import Actor, NotAllowed
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import asked as store
from lsip_workflow.store import queries
from lsip_workflow.store.asked import Speaking
from lsip_workflow.store.owe import holders
from lsip_workflow.store.queries import Asked
from lsip_workflow.web import saying
from lsip_workflow.web.views import asked_said as said
from lsip_workflow.web.views.asked import due_in_words
from lsip_workflow.web.views.asked_said import AnswerShown, PartShown, QuestionShown

TAKES = "about ten minutes"


@dataclass(frozen=True)
class Why:
    """The sentence about the Act, with where it stands; plain where no law asks."""

    says: str
    cite: str = ""
    sourced: bool = True


@dataclass(frozen=True)
class Earlier:
    """An earlier answer to begin from."""

    id: str
    says: str


@dataclass(frozen=True)
class Confirming:
    """What is said where somebody of the provider confirms: what it is, who does, and whether it is you."""

    heading: str
    may: bool
    who: str


@dataclass(frozen=True)
class OneAsked:
    """The page."""

    id: str
    plan_id: str
    title: str
    ask: str
    area: str
    erb: str
    erb_id: str
    provider: str
    due: str
    late: bool
    standing: str
    why: Why
    takes: str
    update: bool
    contacts: Sequence[tuple[str, str, str]]
    notices: Sequence[str]
    open: bool
    answer: AnswerShown | None
    versions: Sequence[AnswerShown]
    questions: Sequence[QuestionShown]
    noted: Sequence[str]
    earlier: Sequence[Earlier]
    confirming: Confirming | None
    key: str
    version: int
    parts: Sequence[PartShown]
    to_do: int


def one_asked(session: Session, world: Runtime, asked: Asked, actor: Actor, whom: Speaking) -> OneAsked:
    """The page of one thing asked, for somebody who speaks for its provider."""
    request, plan = asked.request, asked.plan
    area = session.get_one(Area, plan.area_id)
    provider = session.get_one(Organisation, request.provider_id)
    saved = saved_answers.of(session, request.id)
    titles = said.action_titles(session, plan)
    shown = [said.answer_shown(session, row, titles) for row in said.versions(session, request.id)]
    current = next((row for row in shown if asked.current and row.id == asked.current.id), None)
    parts = said.parts(session, saved, plan) if saved else []
    return OneAsked(
        id=request.id,
        plan_id=plan.id,
        title=request.title,
        ask=request.ask or "",
        area=area.name,
        erb=branding.of(session, plan.erb_id).name,
        erb_id=plan.erb_id,
        provider=provider.name,
        due=due_in_words(asked.deadline, world.today(), world.calendar),
        late=asked.deadline is not None and is_past(asked.deadline, world.today()),
        standing=_standing(session, asked),
        why=why(world, plan, provider),
        takes=TAKES,
        update=store.is_update(session, request.id),
        contacts=contacts(session, world, plan),
        notices=_notices(session, world, plan, area),
        open=request.status is not RequestStatus.NOT_NEEDED,
        answer=current,
        versions=[row for row in shown if row is not current],
        questions=said.questions(session, plan, request.id),
        noted=said.noted(session, request.id),
        earlier=_earlier(session, whom, asked),
        confirming=_confirming(session, world, asked, actor),
        key=saved.answer.key if saved else "",
        version=saved.answer.version if saved else 0,
        parts=parts,
        to_do=sum(part.standing == "Not started" for part in parts),
    )


def why(world: Runtime, plan: Plan, provider: Organisation) -> Why:
    """Why this provider is asked: what the plan's edition says of it, and nothing that it does not say."""
    book = world.books[plan.edition]
    approved = book.stage(plan.stage).flow in ("progress-report", "review")
    key = CO_OPERATE_REVIEWING if approved else CO_OPERATE_DEVELOPING
    rule = duties.duty_of(book, key)
    if rule is None or duties.faults_of(book, key, provider):
        return Why("No law asks this of you: your part is welcome, and it is your choice.")
    what = rule.title[:1].lower() + rule.title[1:]
    return Why(
        f"The law asks the relevant providers of an area to {what}.",
        rule.cite,
        rule.status is SourceStatus.SOURCED,
    )


def contacts(session: Session, world: Runtime, plan: Plan) -> list[tuple[str, str, str]]:
    """Name, telephone and e-mail of whom to ask: a manager, or else the lead, first; then the body itself."""
    by_role = (
        holders(session, plan.area_id, role, None, world.today())
        for role in (Role.PROJECT_MANAGER, Role.ERB_LEAD)
    )
    teams = ([each for each in people if each.organisation_id == plan.erb_id] for people in by_role)
    mine = next(filter(None, teams), [])
    found = [(person.name or "", person.phone or "", person.email or "") for person in mine[:2]]
    body = branding.of(session, plan.erb_id)
    own = [(body.name, body.telephone or "", body.email or "")] if body.telephone or body.email else []
    return found + own or [(f"The team at {body.name}", "", "")]


def _standing(session: Session, asked: Asked) -> str:
    """Which kind of page it is."""
    if asked.request.status is not RequestStatus.NOT_NEEDED:
        return "open" if asked.request.status is RequestStatus.OPEN else "answered"
    left = queries.left_plan(session, asked.plan.id, asked.request.provider_id)
    return "left" if left else "not_needed"


def _notices(session: Session, world: Runtime, plan: Plan, area: Area) -> list[str]:
    found = []
    if area.ended is not None and area.ended <= world.today():
        into = areas.successors_of(session, area.id)
        names = [row.name for row in session.exec(select(Area).where(col(Area.id).in_(into)))]
        followed = f" It went into {' and '.join(sorted(names))}." if names else ""
        found.append(
            f"{area.name} is an area no longer since {saying.day(area.ended)}.{followed} What you say here "
            "still counts for this plan."
        )
    if world.books[plan.edition].stage(plan.stage).final:
        found.append("This plan is in its last stage. An answer is still taken, and the team reads it.")
    return found


def _earlier(session: Session, whom: Speaking, asked: Asked) -> list[Earlier]:
    found = []
    for seen in store.earlier_answers(session, whom, asked.request):
        if seen.answer is not None:
            other = seen.plan.id != asked.plan.id
            what = "Begin with what you offer and plan, as" if other else "Begin with your answer, as"
            told = (
                f"you told {seen.erb.name} ({seen.area.name}) on {saying.instant(seen.answer.submitted_at)}"
            )
            found.append(Earlier(seen.answer.id, f"{what} {told}, {seen.answer.reference}"))
    return found


def _confirming(session: Session, world: Runtime, asked: Asked, actor: Actor) -> Confirming | None:
    row = asked.current
    if row is None or row.confirmation is not Confirmation.SENT or not asked.plan.provider_confirms:
        return None
    people = holders(session, asked.plan.area_id, Role.PROVIDER_CONFIRMER, row.provider_id, world.today())
    others = [person for person in people if f"person:{person.id}" != row.sent_by]
    try:
        confirmation.by_sender(actor, row, frozenset(person.id for person in people))
        may = True
    except NotAllowed:
        may = False
    who = " or ".join(person.name or "a colleague" for person in others)
    return Confirming(heading(world.books[asked.plan.edition]), may, who)
