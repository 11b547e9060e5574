"""What an input is about, by name: of every part of its address, for whoever opens it.

Each name is read as narrowly as the endpoint itself admits: another plan's or another provider's things do
not exist here either (NotYours).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import SQLModel

from lsip_workflow.journeys import consultation as rounds
from lsip_workflow.journeys import corrections, releases
from lsip_workflow.model import (
    Action,
    Area,
    AuthorityAnswer,
    Barrier,
    BarrierAsk,
    CarryOver,
    CarryOverPart,
    ConflictNotice,
    Consideration,
    ConsultationComment,
    CorrectionAsk,
    Deadline,
    DesignationTerms,
    DutyAct,
    Engagement,
    EventRow,
    Evidence,
    Feedback,
    FeedbackPoint,
    Finding,
    Interest,
    Meeting,
    Organisation,
    Person,
    Plan,
    PlanProvider,
    ProgressReport,
    Question,
    Request,
    Response,
    RoleHeld,
    SectionComment,
    SignOff,
    SkillsNeed,
)
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.permissions import NotYours, in_team
from lsip_workflow.store import life, personal, queries
from lsip_workflow.store import messages as kept
from lsip_workflow.store.personal import Team
from lsip_workflow.web import saying
from lsip_workflow.web.api.delegation import seen_by
from lsip_workflow.web.inputs.shape import Input, Place
from lsip_workflow.web.views import messages
from lsip_workflow.web.views.people import ROLE_NAMES, last_day
from lsip_workflow.web.views.versions import called

Row = TypeVar("Row", bound=SQLModel)
PLACES = ("plan_id", "area_id")


LONGEST = 120


def about(given: Input, place: Place) -> str:
    """What an input is about within its plan or area; empty where that is no one thing. Raises NotYours."""
    parts = [part for part in given.parts if part not in PLACES]
    # A code is of a priority or of an action: no address says which, the input does.
    of_priority = {"code": _priority} if "priority" in given.key else {}
    named = [(NAMES | of_priority)[part] for part in parts if part in NAMES]
    return ", ".join(name(place) for name in named)


def _row(place: Place, kind: type[Row], part: str) -> Any:
    """The row that the address names, of this plan or area; of several providers, a provider's own."""
    row: Any = place.row(kind, part)
    own = getattr(row, "provider_id", place.actor.organisation_id)
    if place.actor.organisation_kind == "provider" and own != place.actor.organisation_id:
        raise NotYours
    return row


def _called(place: Place, organisation_id: str) -> str:
    return place.session.get_one(Organisation, organisation_id).name


def _short(text: str | None) -> str:
    text = " ".join((text or saying.ERASED).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _own(kind: type[SQLModel], part: str, field: str) -> Callable[[Place], str]:
    """A row called by one field of its own."""
    return lambda place: _short(getattr(_row(place, kind, part), field))


def _asked(place: Place, row: Request) -> str:
    return f"{_called(place, row.provider_id)}: {row.title}"


def _request(place: Place) -> str:
    return _asked(place, _row(place, Request, "request_id"))


def _response(place: Place) -> str:
    return _asked(place, place.session.get_one(Request, _row(place, Response, "response_id").request_id))


def _question(place: Place) -> str:
    row = _row(place, Question, "question_id")
    return f"{_asked(place, place.session.get_one(Request, row.request_id))}. “{_short(row.ask)}”"


def _date(place: Place) -> str:
    """A date of a plan, or of an area itself."""
    row = _row(place, Deadline, "deadline_id" if place.plan is not None else "date_id")
    whose = f"{_called(place, row.organisation_id)}: " if row.organisation_id else ""
    return f"{whose}{row.title}, {when(row)}"


def _priority(place: Place) -> str:
    row: Any = corrections.find(place.session, place.this_plan, "priority", place.subject["code"])
    return f"{row.code} {row.title}"


def _action(place: Place) -> str:
    row: Any = corrections.find(place.session, place.this_plan, "action", place.subject["code"])
    return f"{row.code} {row.title}"


def _carried(place: Place) -> str:
    part = _row(place, CarryOverPart, "part_id")
    action = place.session.get_one(Action, place.session.get_one(CarryOver, part.carry_over_id).action_id)
    plan = place.session.get_one(Plan, action.plan_id)
    area = place.session.get_one(Area, plan.area_id).name
    return f"{action.code} {action.title}, from {area}, {plan.cycle}"


def _condition(place: Place) -> str:
    book = place.world.books[place.this_plan.edition]
    named = (row.title for row in book.conditions if row.key == place.subject["key"])
    return next(named, "")


def _considered(place: Place) -> str:
    return saying.sentence(saying.TESTS[_row(place, Consideration, "consideration_id").test])


def _provider(place: Place) -> str:
    row = queries.organisation(place.session, place.subject["ukprn"])
    if row is None or place.session.get(PlanProvider, (place.this_plan.id, row.id)) is None:
        raise NotYours
    return row.name


def _authority(place: Place) -> str:
    return _called(place, _row(place, AuthorityAnswer, "answer_id").organisation_id)


def _barrier_asked(place: Place) -> str:
    row = _row(place, BarrierAsk, "ask_id")
    return place.session.get_one(Barrier, row.barrier_id).title


def _round(place: Place) -> str:
    """A round of comments; whoever is not of the team knows of those that were shared with them."""
    plan = place.this_plan
    row = rounds.of_plan(place.session, plan, place.subject["round_id"])
    shared = rounds.shared_with(place.session, place.actor, plan.id)
    if row not in shared and not in_team(place.actor, plan.area_id, plan.erb_id):
        raise NotYours
    return row.title


def _comment(place: Place) -> str:
    return _called(place, _row(place, ConsultationComment, "comment_id").organisation_id)


def _section_comment(place: Place) -> str:
    row = _row(place, SectionComment, "section_comment_id")
    return f"{_called(place, row.organisation_id)}, {called(row.section)}"


def _sign_off(place: Place) -> str:
    row = _row(place, SignOff, "sign_off_id")
    title = place.world.books[place.this_plan.edition].sign_off(row.rule).title
    return ", ".join(name for name in (title, row.body, row.reference) if name)


def _delegation(place: Place) -> str:
    rows = seen_by(place.session, place.actor, place.this_plan)
    row = next((row for row in rows if row.id == place.subject["delegation_id"]), None)
    if row is None:
        raise NotYours
    both = (place.session.get_one(Person, key).name for key in (row.delegate_id, row.signatory_id))
    hand, signatory = (name or saying.ERASED for name in both)
    return f"{hand} in the place of {signatory}, until {saying.day(row.until)}"


def _meeting(place: Place) -> str:
    row = _row(place, Meeting, "meeting_id")
    return f"{row.body}, {saying.day(row.held_on)}"


def _notice(place: Place) -> str:
    return f"A conflict seen on {saying.day(_row(place, ConflictNotice, 'notice_id').seen_on)}"


def _interest(place: Place) -> str:
    row = _row(place, Interest, "interest_id")
    return f"{place.session.get_one(Person, row.person_id).name or saying.ERASED}: {_short(row.words)}"


def _point(place: Place) -> str:
    row = _row(place, FeedbackPoint, "point_id")
    letter = place.session.get_one(Feedback, row.feedback_id).reference
    return f"{letter or 'The letter'}, point {row.number}"


def _release(place: Place) -> str:
    row = releases.one_to_me(place.session, place.actor, place.subject["release_id"])
    if place.plan is not None and row.plan_id != place.plan.id:
        raise NotYours
    return row.title or "What was released"


def _report(place: Place) -> str:
    row = _row(place, ProgressReport, "report_id")
    due = place.session.get(Deadline, row.deadline_id) if row.deadline_id else None
    return due.title if due else f"Progress report {row.number}"


def _act(place: Place) -> str:
    row = _row(place, DutyAct, "act_id")
    if place.actor.organisation_kind == "provider" and row.organisation_id != place.actor.organisation_id:
        raise NotYours
    return f"{saying.sentence(saying.ACTS.get(row.act, row.act))}, {saying.day(row.on)}"


def _person(place: Place) -> str:
    """Somebody whom the area knows, with their organisation."""
    key = place.subject["person_id"]
    if place.area is None or not life.knows(place.session, place.area.id, key):
        raise NotYours
    row = place.session.get_one(Person, key)
    return f"{row.name or saying.ERASED}, {_called(place, row.organisation_id)}"


def _role(place: Place) -> str:
    row = _row(place, RoleHeld, "role_id")
    name = place.session.get_one(Person, row.person_id).name or saying.ERASED
    until = f", until {saying.day(last_day(row.until))}" if row.until else ""
    return f"{name}: {ROLE_NAMES[row.role]}, since {saying.day(row.since)}{until}"


def _organisation(place: Place) -> str:
    key = place.subject["organisation_id"]
    row = life.organisation_of(place.session, place.area.id, key) if place.area is not None else None
    if row is None:
        raise NotYours
    return row.name


def _correction(place: Place) -> str:
    row = place.session.get(CorrectionAsk, place.subject["correction_id"])
    if row is None or place.area is None or not life.knows(place.session, place.area.id, row.person_id):
        raise NotYours
    return place.session.get_one(Person, row.person_id).name or saying.ERASED


def _event(place: Place) -> str:
    number = place.subject["event_id"]
    row = place.session.get(EventRow, int(number)) if number.isdecimal() and len(number) < 18 else None
    if row is None or row.stream not in personal.streams_of(place.session, Team({place.subject["area_id"]})):
        raise NotYours
    return f"{saying.sentence(saying.spoken(row.type))}, {saying.instant(row.at)}"


def _draft(place: Place) -> str:
    scope = messages.scope_of(place.session, [place.actor])
    row = kept.one(place.session, scope, place.subject["draft_id"])
    if row is None or not scope.whole(row):
        raise NotYours
    return f"{messages.to_whom(place.session, row)}: {messages.called(place.session, scope, row)}"


NAMES: dict[str, Callable[[Place], str]] = {
    "act_id": _act,
    "answer_id": _authority,
    "ask_id": _barrier_asked,
    "barrier_id": _own(Barrier, "barrier_id", "title"),
    "code": _action,
    "comment_id": _comment,
    "consideration_id": _considered,
    "correction_id": _correction,
    "date_id": _date,
    "deadline_id": _date,
    "delegation_id": _delegation,
    "draft_id": _draft,
    "engagement_id": _own(Engagement, "engagement_id", "title"),
    "event_id": _event,
    "evidence_id": _own(Evidence, "evidence_id", "title"),
    "finding_id": _own(Finding, "finding_id", "says"),
    "interest_id": _interest,
    "key": _condition,
    "meeting_id": _meeting,
    "need_id": _own(SkillsNeed, "need_id", "occupation"),
    "notice_id": _notice,
    "organisation_id": _organisation,
    "part_id": _carried,
    "person_id": _person,
    "point_id": _point,
    "question_id": _question,
    "release_id": _release,
    "report_id": _report,
    "request_id": _request,
    "response_id": _response,
    "role_id": _role,
    "round_id": _round,
    "section_comment_id": _section_comment,
    "sign_off_id": _sign_off,
    "terms_id": _own(DesignationTerms, "terms_id", "title"),
    "ukprn": _provider,
}
"""By the part of an address; a test holds that no input has another."""
