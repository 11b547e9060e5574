"""Inputs of a plan's way out: to the department, published, released, commented on and answered."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.journeys import section_comments as comments
from lsip_workflow.journeys import versions
from lsip_workflow.model import FeedbackPoint, Organisation, Release, SectionComment
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web import saying
from lsip_workflow.web.api import decisions, life, section_comments
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.views.versions import called

AUTHORITIES = "/plans/{plan_id}/authorities"
SUBMISSION = "/plans/{plan_id}/submission"
RELEASES = "/plans/{plan_id}/releases"
POINTS = [Choice("changed", "The plan changed"), Choice("not_changed", "The plan did not change")]
SEEN_BY = [
    Choice("board", "The board", "Its members; not what they have an interest in."),
    Choice("authorities", "The strategic authorities", "Those noted for this plan, and their officers."),
    Choice("department", "The department", "Its readers of this area."),
    Choice("parties", "The providers of the plan"),
    Choice("organisation", "One organisation", "Name it below."),
    Choice("public", "The public", "Anybody, without signing in."),
    Choice("erb_team", "The team only"),
]

TO = {
    "audience": Asked("Who may see it?", choices=SEEN_BY),
    "title": Asked("What is it called?", "Such as: The draft for the board of 12 November."),
    "organisation": Asked("If one organisation: which?", choices=chosen.organisations),
}


def _point(place: Place) -> str:
    row = place.session.get(FeedbackPoint, place.subject.get("point_id", ""))
    if row is None or row.plan_id != place.this_plan.id:
        raise NotYours
    return f"Point {row.number}{f', {row.section}' if row.section else ''}: {row.text or saying.ERASED}"


def _version(place: Place) -> dict[str, Any]:
    """The version that whoever fills this in has before them: if it changes meanwhile, they are told."""
    return {"version": versions.version_of(place.session, place.this_plan)}


def _to(place: Place) -> dict[str, Any]:
    """The audience, file or document that the address names."""
    return {name: place.subject.get(name, "") for name in ("audience", "file", "document")}


def _release(place: Place) -> Release:
    row = place.session.get(Release, place.subject.get("release_id", ""))
    if row is None or (place.plan is not None and row.plan_id != place.plan.id):
        raise NotYours
    return row


def _sections(place: Place) -> list[Choice]:
    keys = comments.sections_of(place.session, place.actor, _release(place), place.world.today())
    return [Choice(key, called(key)) for key in keys]


def _back_to_release(place: Place, _answered: Mapping[str, Any]) -> str:
    return f"/released/{place.subject['release_id']}#comments"


def _comment(place: Place) -> str:
    row = place.session.get(SectionComment, place.subject.get("section_comment_id", ""))
    if row is None or row.plan_id != place.this_plan.id:
        raise NotYours
    who = place.session.get_one(Organisation, row.organisation_id).name
    return f"{who} on {called(row.section)}: {row.words or saying.ERASED}"


INPUTS = (
    Input(
        key="record-submission",
        title="Record that the plan was submitted",
        send=life.submit,
        done="The submission is recorded, with the version that went.",
        asked={
            "addressee": Asked("To whom?", "Such as: Skills England."),
            "on": Asked("On which day?"),
            "reference": Asked("Reference of the letter or message"),
            "version": Asked("", hidden=True),
            "file": Asked("The file that went", "Hand it in here.", file=True),
            "note": Asked("Anything to note", long=True),
        },
        begins=_version,
        intro="A person submits the plan; this records it. The plan as it stands now is kept with it.",
        button="Record it",
        back=SUBMISSION,
    ),
    Input(
        key="take-in-feedback",
        title="Take in a letter of the department",
        send=life.take_feedback,
        done="The letter is taken in, point by point.",
        asked={
            "reference": Asked("Reference of the letter"),
            "on": Asked("On which day did it come?"),
            "points": Asked(
                "Its points",
                rows=2,
                of={"section": Asked("Section"), "text": Asked("What it says", long=True)},
            ),
            "gives_back": Asked("The plan comes back for changes, and is submitted again"),
            "due": Asked("By when is it wanted again?", "Only if the letter names a day."),
            "file": Asked("The letter", file=True),
        },
        begins=lambda place: {"gives_back": True},
        button="Take it in",
        back=SUBMISSION,
    ),
    Input(
        key="answer-point",
        title="Answer a point",
        send=life.answer_point,
        done="The answer is recorded.",
        asked={
            "answer": Asked("What became of it?", choices=POINTS),
            "words": Asked("What changed, or why nothing did", long=True),
        },
        intro=_point,
        back=SUBMISSION,
    ),
    Input(
        key="publish",
        title="Record that a document is published",
        send=decisions.publish,
        done="The publication is recorded.",
        asked={
            "kind": Asked("What is published?", choices=[Choice(*each) for each in saying.DOCUMENTS.items()]),
            "url": Asked("Its address", "The whole address, beginning with https://"),
            "fingerprint": Asked("Its document reference", "The SHA-256 of the file: 64 characters."),
            "on": Asked("Since which day?"),
        },
        intro="Where it can be read, and the fingerprint by which anybody can tell that it is this file.",
        back=SUBMISSION,
    ),
    Input(
        key="release",
        title="Release the plan as it stands",
        send=life.release,
        done="It is released. Those it is for see exactly this, from now on.",
        asked={
            **TO,
            "version": Asked("", hidden=True),
            "file": Asked("", hidden=True),
            "document": Asked("", hidden=True),
        },
        begins=lambda place: {"audience": _to(place)["audience"]} | _version(place),
        intro="The plan as it stands is kept whole and shown as it is now, also when it changes later. "
        "Answers of providers, reminders and notes are never part of it.",
        button="Release it",
        back=RELEASES,
    ),
    Input(
        key="release-paper",
        title="Release a file or a published document",
        send=life.release,
        done="It is released. Those it is for see exactly this, from now on.",
        asked={
            **TO,
            "version": Asked("", hidden=True),
            "file": Asked("Which file?", "Files of the team only.", choices=chosen.files),
            "document": Asked("Or which published document?", choices=chosen.documents),
        },
        begins=_to,
        intro="A file is shown whole or not at all: look through it first.",
        button="Release it",
        back=RELEASES,
    ),
    Input(
        key="end-release",
        title="Take a release back",
        send=life.end_release,
        done="It is taken back. That it was to be seen stays on record.",
        asked={"because": Asked("Why?", long=True)},
        intro=lambda place: _release(place).title,
        button="Take it back",
        warning=True,
        back=RELEASES,
    ),
    Input(
        key="comment",
        title="Comment on a section",
        send=section_comments.comment,
        done="Thank you. The team of the plan has your comment.",
        asked={
            "section": Asked("Which section?", choices=_sections),
            "words": Asked("Your comment", long=True),
        },
        begins=lambda place: {"section": place.subject.get("section", "")},
        intro=lambda place: _release(place).title,
        button="Send the comment",
        back=_back_to_release,
    ),
    Input(
        key="answer-comment-on-section",
        title="Answer a comment",
        send=section_comments.answer,
        done="The answer is recorded; the authority sees it beside its comment.",
        asked={
            "outcome": Asked("What became of it?", choices=POINTS),
            "words": Asked("What changed, or why nothing did", long=True),
        },
        intro=_comment,
        back=AUTHORITIES,
    ),
)
