"""What an input is about, by name: of every part of its address, for whoever opens it.

Each name is read as narrowly as the endpoint itself admits: another plan's or another provider's things do
not exist here either (NotYours).
"""

from collections.abc import Callable
from typing import Any

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
    Consideration,
    ConsultationComment,
    Deadline,
    DesignationTerms,
    DutyAct,
    Engagement,
    Evidence,
    Feedback,
    FeedbackPoint,
    Finding,
    Meeting,
    Plan,
    PlanProvider,
    ProgressReport,
    Question,
    Request,
    Response,
    SectionComment,
    SignOff,
    SkillsNeed,
)
from lsip_workflow.rules.deadlines import when
from lsip_workflow.rules.permissions import NotYours, in_team
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.inputs import about_people
from lsip_workflow.web.inputs.about_rows import name_of, own, row_of, short
from lsip_workflow.web.inputs.shape import Input, Place
from lsip_workflow.web.views.versions import called

PLACES = ("plan_id", "area_id")


def about(given: Input, place: Place) -> str:
    """What an input is about within its plan or area; empty where that is no one thing. Raises NotYours."""
    parts = [part for part in given.parts if part not in PLACES]
    # A code is of a priority or of an action: no address says which, the input does.
    of_priority = {"code": _priority} if "priority" in given.key else {}
    named = [(NAMES | of_priority)[part] for part in parts if part in NAMES]
    return ", ".join(name(place) for name in named)


def _asked(place: Place, row: Request) -> str:
    return f"{name_of(place, row.provider_id)}: {row.title}"


def _request(place: Place) -> str:
    return _asked(place, row_of(place, Request, "request_id"))


def _response(place: Place) -> str:
    return _asked(place, place.session.get_one(Request, row_of(place, Response, "response_id").request_id))


def _question(place: Place) -> str:
    row = row_of(place, Question, "question_id")
    return f"{_asked(place, place.session.get_one(Request, row.request_id))}. “{short(row.ask)}”"


def _date(place: Place) -> str:
    """A date of a plan, or of an area itself."""
    row = row_of(place, Deadline, "deadline_id" if place.plan is not None else "date_id")
    whose = f"{name_of(place, row.organisation_id)}: " if row.organisation_id else ""
    return f"{whose}{row.title}, {when(row)}"


def _priority(place: Place) -> str:
    row: Any = corrections.find(place.session, place.this_plan, "priority", place.subject["code"])
    return f"{row.code} {row.title}"


def _action(place: Place) -> str:
    row: Any = corrections.find(place.session, place.this_plan, "action", place.subject["code"])
    return f"{row.code} {row.title}"


def _carried(place: Place) -> str:
    part = row_of(place, CarryOverPart, "part_id")
    action = place.session.get_one(Action, place.session.get_one(CarryOver, part.carry_over_id).action_id)
    plan = place.session.get_one(Plan, action.plan_id)
    area = place.session.get_one(Area, plan.area_id).name
    return f"{action.code} {action.title}, from {area}, {plan.cycle}"


def _condition(place: Place) -> str:
    book = place.world.books[place.this_plan.edition]
    named = (row.title for row in book.conditions if row.key == place.subject["key"])
    return next(named, "")


def _considered(place: Place) -> str:
    return saying.sentence(saying.TESTS[row_of(place, Consideration, "consideration_id").test])


def _provider(place: Place) -> str:
    row = queries.organisation(place.session, place.subject["ukprn"])
    if row is None or place.session.get(PlanProvider, (place.this_plan.id, row.id)) is None:
        raise NotYours
    return row.name


def _authority(place: Place) -> str:
    return name_of(place, row_of(place, AuthorityAnswer, "answer_id").organisation_id)


def _barrier_asked(place: Place) -> str:
    row = row_of(place, BarrierAsk, "ask_id")
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
    return name_of(place, row_of(place, ConsultationComment, "comment_id").organisation_id)


def _section_comment(place: Place) -> str:
    row = row_of(place, SectionComment, "section_comment_id")
    return f"{name_of(place, row.organisation_id)}, {called(row.section)}"


def _sign_off(place: Place) -> str:
    row = row_of(place, SignOff, "sign_off_id")
    title = place.world.books[place.this_plan.edition].sign_off(row.rule).title
    return ", ".join(name for name in (title, row.body, row.reference) if name)


def _meeting(place: Place) -> str:
    row = row_of(place, Meeting, "meeting_id")
    return f"{row.body}, {saying.day(row.held_on)}"


def _point(place: Place) -> str:
    row = row_of(place, FeedbackPoint, "point_id")
    letter = place.session.get_one(Feedback, row.feedback_id).reference
    return f"{letter or 'The letter'}, point {row.number}"


def _release(place: Place) -> str:
    row = releases.one_to_me(place.session, place.actor, place.subject["release_id"])
    if place.plan is not None and row.plan_id != place.plan.id:
        raise NotYours
    return row.title or "What was released"


def _report(place: Place) -> str:
    row = row_of(place, ProgressReport, "report_id")
    due = place.session.get(Deadline, row.deadline_id) if row.deadline_id else None
    return due.title if due else f"Progress report {row.number}"


def _act(place: Place) -> str:
    row = row_of(place, DutyAct, "act_id")
    if place.actor.organisation_kind == "provider" and row.organisation_id != place.actor.organisation_id:
        raise NotYours
    return f"{saying.sentence(saying.ACTS.get(row.act, row.act))}, {saying.day(row.on)}"


NAMES: dict[str, Callable[[Place], str]] = {
    "act_id": _act,
    "answer_id": _authority,
    "ask_id": _barrier_asked,
    "barrier_id": own(Barrier, "barrier_id", "title"),
    "code": _action,
    "comment_id": _comment,
    "consideration_id": _considered,
    "correction_id": about_people.correction,
    "date_id": _date,
    "deadline_id": _date,
    "delegation_id": about_people.delegation,
    "draft_id": about_people.draft,
    "engagement_id": own(Engagement, "engagement_id", "title"),
    "event_id": about_people.event,
    "evidence_id": own(Evidence, "evidence_id", "title"),
    "finding_id": own(Finding, "finding_id", "says"),
    "interest_id": about_people.interest,
    "key": _condition,
    "meeting_id": _meeting,
    "need_id": own(SkillsNeed, "need_id", "occupation"),
    "notice_id": about_people.notice,
    "organisation_id": about_people.organisation,
    "part_id": _carried,
    "person_id": about_people.person,
    "point_id": _point,
    "question_id": _question,
    "release_id": _release,
    "report_id": _report,
    "request_id": _request,
    "response_id": _response,
    "role_id": about_people.role,
    "round_id": _round,
    "section_comment_id": _section_comment,
    "sign_off_id": _sign_off,
    "terms_id": own(DesignationTerms, "terms_id", "title"),
    "ukprn": _provider,
}
"""By the part of an address; a test holds that no input has another."""
