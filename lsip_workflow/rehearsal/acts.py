"""What each line of a scenario does: a call of the journeys that the pages and the API use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from lsip_workflow import rulebook as rb
from lsip_workflow.demonstration.past import at_rest
from lsip_workflow.journeys import (
    areas,
    authorities,
    cycles,
    deadlines,
    designations,
    plans,
    requests,
    responses,
    sign_offs,
)
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    AnswerKind,
    Area,
    AuthorityAnswer,
    Deadline,
    Organisation,
    Person,
    Plan,
    Request,
    Role,
)
from lsip_workflow.model import ProviderClass as Class
from lsip_workflow.rehearsal import scenario as sc
from lsip_workflow.rehearsal.cast import Cast, actor
from lsip_workflow.rehearsal.supply import INVENTED, Supplier, decide, publish
from lsip_workflow.rules import permissions
from lsip_workflow.rules.lifecycle import blockers
from lsip_workflow.rules.responses import FORMS
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import life, queries
from lsip_workflow.store.record import Occasion

OTHERS: dict[AnswerKind, dict[str, str]] = {
    AnswerKind.ANSWER: {"comment": INVENTED},
    AnswerKind.MORE_TIME: {"because": INVENTED},
    AnswerKind.NOT_FOR_ME: {"pass_to": "A colleague, invented for this rehearsal"},
    AnswerKind.DOES_NOT_APPLY: {"because": INVENTED},
    AnswerKind.ANSWERED_ELSEWHERE: {"link": "https://rehearsal.example/answer"},
    AnswerKind.WILL_NOT_COMMIT: {"because": INVENTED, "what_would_help": INVENTED},
}


@dataclass(frozen=True)
class Play:
    """What an act needs: the transaction that is open, who is in it, and the instant."""

    session: Session
    runtime: Runtime
    cast: Cast
    now: datetime

    @property
    def at(self) -> Occasion:
        """This instant, with the rehearsal as whoever acts where no person does."""
        return Occasion(permissions.command("rehearsal"), self.now, self.runtime.books)

    def by(self, area: Area, role: Role) -> Occasion:
        """This instant, with an invented person of the area's team as whoever acts."""
        who = self.cast.actor(self.session, area.id, role)
        return Occasion(who, self.now, self.runtime.books)

    def plan(self, area: Area, cycle: str | None) -> Plan:
        """The plan of an area for a cycle, or the one that was opened last. Raises Faulty."""
        query = select(Plan).where(Plan.area_id == area.id).order_by(col(Plan.cycle).desc())
        found = self.session.exec(query.where(Plan.cycle == cycle) if cycle else query).first()
        if found is None:
            raise Faulty(["plan: no plan is open here."])
        return found

    def rest(self, plan: Plan) -> None:
        """Do all that the plan's events cause, as the relay would."""
        at_rest(self.session, self.at, plan, self.runtime.calendar)


def plan_id(area: str, cycle: str) -> str:
    """A plan's id: its area's, and the year in which its cycle begins."""
    return f"{area}-{cycle[:4]}"


def _designate(play: Play, line: sc.Designate, area: Area) -> None:
    """Record the notice; where another was designated before, it says as well that this is over."""
    session, at, source = play.session, play.at, line.source or INVENTED
    erb = play.cast.erb(session, at, area, line.erb)
    held = life.designated(session, area.id, at.today)
    if held is not None:
        designations.remove(session, at, held, on=at.today, reference=source)
    designations.designate(session, at, area, erb, on=at.today, reference=source)


def _open(play: Play, line: sc.Open, area: Area) -> None:
    session, at = play.session, play.at
    erb = _holder(play, line, area)
    play.cast.team(session, at, area, erb)
    opening: dict[str, Any] = {"erb": erb, "cycle": line.cycle, "edition": line.edition}
    opening["plan_id"] = plan_id(area.id, line.cycle)
    if line.replaces:
        before = _before(play, area)
        plan = cycles.open_next(session, at, replaces=before, area=area, stage=line.stage, **opening)
    elif line.stage:
        plan = plans.open_plan(session, at, area=area, stage=line.stage, **opening)
    else:
        plan = designations.open_plan(session, at, area, **opening)
    play.cast.add_providers(session, at, plan, area)


def _holder(play: Play, line: sc.Open, area: Area) -> Organisation:
    """The body that is designated; else the one that the line or a source names."""
    held = life.designated(play.session, area.id, play.at.today)
    if held is not None:
        return play.session.get_one(Organisation, held.erb_id)
    return play.cast.erb(play.session, play.at, area, line.erb)


def _before(play: Play, area: Area) -> list[Plan]:
    """The last plan of the area, and of each area that it came from."""
    slugs = (area.id, *play.runtime.reference.area(area.id).predecessors)
    found = (
        play.session.exec(select(Plan).where(Plan.area_id == slug).order_by(col(Plan.cycle).desc())).first()
        for slug in slugs
    )
    return [plan for plan in found if plan is not None]


def _reach(play: Play, line: sc.Reach, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    at = play.by(area, Role.PROJECT_MANAGER)
    book = at.book_of(plan)
    stages = [rule.key for rule in book.stages]
    # It may go past by itself: where no authority is to be asked, nobody waits for one.
    while stages.index(plan.stage) < stages.index(line.stage):
        left = plan.stage
        conditions = {rule.key: rule for rule in book.conditions}
        needed = [b.code for b in blockers(queries.dossier(play.session, plan), book, at.today)]
        supplier = Supplier(play.session, at, plan, play.cast, play.runtime.reference)
        # What is submitted is submitted last, when nothing else is needed.
        needed.sort(key=lambda code: isinstance(conditions[code], rb.Submitted))
        for code in dict.fromkeys(needed):
            supplier.supply(conditions[code])
        play.rest(plan)
        if plan.stage == left:
            _give_up(play, plan, line.stage)


def _give_up(play: Play, plan: Plan, stage: str) -> None:
    book = play.at.book_of(plan)
    needed = [b.text for b in blockers(queries.dossier(play.session, plan), book, play.at.today)]
    raise Faulty(needed or [f"stage: from {plan.stage} nothing leads to {stage}."])


def _ask(play: Play, line: sc.Ask, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    for word in line.providers:
        provider = play.cast.provider(play.session, play.at, area.id, Class(word))
        at = play.by(area, Role.PROJECT_MANAGER)
        requests.ask(play.session, at, plan, provider, title=line.title, due=line.due, text=INVENTED)


def _answer(play: Play, line: sc.Answers, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    for word in line.providers:
        provider = play.cast.provider(play.session, play.at, area.id, Class(word))
        person = play.session.get_one(Person, f"{provider.id}-{Role.PROVIDER_RESPONDENT}")
        said: dict[str, Any] = {"kind": line.kind, **OTHERS[line.kind]}
        form = FORMS[line.kind].model_validate(said | ({"until": line.until} if line.until else {}))
        at = Occasion(actor(play.session, person), play.now, play.runtime.books)
        key = f"rehearsal:{plan.id}:{play.now.isoformat()}"
        responses.submit(play.session, at, _asked(play, plan, provider).id, form, key)


def _asked(play: Play, plan: Plan, provider: Organisation) -> Request:
    query = (
        select(Request)
        .where(Request.plan_id == plan.id, Request.provider_id == provider.id)
        .order_by(col(Request.sent_at).desc())
    )
    found = play.session.exec(query).first()
    if found is None:
        raise Faulty([f"providers: {provider.name} was asked nothing."])
    return found


def _ask_sign_off(play: Play, line: sc.AskSignature, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    at = play.by(area, Role.PROJECT_MANAGER)
    sign_offs.ask(play.session, at, plan, line.sign_off, line.due)


def _decide(play: Play, line: sc.Decide, area: Area) -> None:
    entered, checked = play.by(area, Role.PROJECT_MANAGER), play.by(area, Role.ERB_LEAD)
    decide(play.session, entered, checked, play.plan(area, line.cycle), line.sign_off, line.body)


def _move(play: Play, line: sc.Move, area: Area) -> None:
    deadlines.move(play.session, *_date(play, area, line.cycle, line.date), line.due, line.reason)


def _suspend(play: Play, line: sc.Suspend, area: Area) -> None:
    deadlines.suspend(play.session, *_date(play, area, line.cycle, line.date), line.reason)


def _resume(play: Play, line: sc.Resume, area: Area) -> None:
    deadlines.resume(play.session, *_date(play, area, line.cycle, line.date), line.due)


def _date(play: Play, area: Area, cycle: str | None, key: str) -> tuple[Occasion, Deadline]:
    plan = play.plan(area, cycle)
    found = queries.deadline_of(play.session, plan.id, "rulebook", key)
    if found is None:
        raise Faulty([f"date: {key} is not open: the plan is not in its stage."])
    return play.by(area, Role.PROJECT_MANAGER), found


def _publish(play: Play, line: sc.Publish, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    at = play.by(area, Role.PROJECT_MANAGER)
    if line.document == "progress_report":
        Supplier(play.session, at, plan, play.cast, play.runtime.reference).report()
    publish(play.session, at, plan, line.document)
    play.rest(plan)
    if line.meets:
        deadlines.close(play.session, *_date(play, area, line.cycle, line.meets))


def _authority(play: Play, line: sc.Authority, area: Area) -> None:
    there = play.runtime.reference.authorities_of(area.id, line.on)
    # A single council with adult education powers is no strategic authority of the Act's tests.
    found = [body.key for body in there if body.kind != "single_council"]
    for key in [line.authority] if line.authority else found:
        authority = play.cast.authority(play.session, play.at, key)
        at = play.by(area, Role.PROJECT_MANAGER)
        authorities.note(play.session, at, play.plan(area, line.cycle), authority)


def _authority_answer(play: Play, line: sc.AuthorityAnswers, area: Area) -> None:
    plan = play.plan(area, line.cycle)
    query = select(AuthorityAnswer).where(
        AuthorityAnswer.plan_id == plan.id, AuthorityAnswer.organisation_id == line.authority
    )
    row = play.session.exec(query).first()
    if row is None:
        raise Faulty([f"authority: {line.authority} is not noted in the plan."])
    at = play.by(area, Role.PROJECT_MANAGER)
    reasons = INVENTED if line.answer == "not_agreed" else ""
    authorities.answer(
        play.session,
        at,
        row,
        answer=line.answer,
        on=at.today,
        its_reasons=reasons,
        our_reasons=reasons,
    )


def _go_on(play: Play, line: sc.GoOn, area: Area) -> None:
    at = play.by(area, Role.ERB_LEAD)
    plans.accept_condition(play.session, at, play.plan(area, line.cycle), line.condition, line.reason)


Act = Callable[[Play, Any, Area], None]
ACTS: dict[type[sc.Line], Act] = {
    sc.Designate: _designate,
    sc.Open: _open,
    sc.Reach: _reach,
    sc.Ask: _ask,
    sc.Answers: _answer,
    sc.AskSignature: _ask_sign_off,
    sc.Decide: _decide,
    sc.Move: _move,
    sc.Suspend: _suspend,
    sc.Resume: _resume,
    sc.Publish: _publish,
    sc.Authority: _authority,
    sc.AuthorityAnswers: _authority_answer,
    sc.GoOn: _go_on,
}


def change_areas(play: Play, line: sc.ChangeAreas) -> list[str]:
    """Take in what the reference data know to change that day; the areas that it touches. Raises Faulty."""
    changes = areas.take_in(play.session, play.at, play.runtime.reference, line.on)
    return sorted({change.area for change in changes})
