"""Inputs of a plan's way out: to the department, published, released, commented on and answered."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Response
from pydantic import AfterValidator, Field, ValidationInfo

from lsip_workflow.journeys import files, versions
from lsip_workflow.journeys import section_comments as comments
from lsip_workflow.model import FeedbackPoint, Release, SectionComment
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.web import saying
from lsip_workflow.web.api import decisions, life, section_comments
from lsip_workflow.web.forms import DocumentForm
from lsip_workflow.web.forms.life import Fingerprint
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.once import Submitted
from lsip_workflow.web.views.versions import called

AUTHORITIES = "/plans/{plan_id}/authorities"
SUBMISSION = "/plans/{plan_id}/submission"
RELEASED = "It is released: those it is for see exactly this. No message goes, so please tell them."
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
    "organisation": Asked("If one organisation: which?", choices=chosen.organisations),
    "title": Asked("What is it called?", "Such as: The draft for the board of 12 November."),
}


def _or_reference(file: str, info: ValidationInfo) -> str:
    if not file and not info.data.get("fingerprint", "said, and wrong"):
        raise ValueError("hand in the file that is published, or write its document reference.")
    return file


class PublicationForm(DocumentForm):
    """What is published, by the file itself or by its document reference."""

    fingerprint: Fingerprint = ""
    file: Annotated[str, AfterValidator(_or_reference), Field(validate_default=True)] = ""


def publish(submitted: Submitted, form: PublicationForm) -> Response:
    """Record a publication; nobody has to work out the reference of a file that they can hand in."""
    with submitted.sender.world.database.reading() as session:
        plan = submitted.admit(session, submitted.actor, submitted.plan_id)
        kept = files.of_plan(session, plan, form.file).fingerprint if form.file else form.fingerprint
    told = form.model_dump(mode="json", exclude={"file"}) | {"fingerprint": kept}
    return decisions.publish(submitted, DocumentForm.model_validate(told))


def _point(place: Place) -> str:
    row = place.row(FeedbackPoint, "point_id")
    return f"{f'On “{row.section}”: ' if row.section else ''}{row.text or saying.ERASED}"


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
    row = place.row(SectionComment, "section_comment_id")
    return f"They wrote: {row.words or saying.ERASED}"


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
        send=publish,
        done="The publication is recorded.",
        asked={
            "kind": Asked("What is published?", choices=[Choice(*each) for each in saying.DOCUMENTS.items()]),
            "url": Asked("Its address", "The whole address, beginning with https://"),
            "on": Asked("Since which day?"),
            "file": Asked(
                "The file that is published", "Its document reference is taken from it.", file=True
            ),
            "fingerprint": Asked(
                "Or its document reference", "If you know it: the SHA-256 of the file, 64 characters."
            ),
        },
        intro="Where it can be read, and the reference by which anybody can tell that it is this file.",
        back=SUBMISSION,
    ),
    Input(
        key="release",
        title="Release the plan as it stands",
        send=life.release,
        done=RELEASED,
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
        done=RELEASED,
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
        button="Send the comment",
        back=_back_to_release,
    ),
    Input(
        key="answer-comment-on-section",
        title="Answer a comment",
        send=section_comments.answer,
        done="The answer is recorded. The authority is told, and sees it beside its comment.",
        asked={
            "outcome": Asked("What became of it?", choices=POINTS),
            "words": Asked("What changed, or why nothing did", long=True),
        },
        intro=_comment,
        back=AUTHORITIES,
    ),
)
