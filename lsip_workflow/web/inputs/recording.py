"""Inputs by which an answer that was heard is recorded for a provider: in a few words, or of its own kind."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import Response

from lsip_workflow.model import HeardHow, Request
from lsip_workflow.rules.responses import (
    AnsweredElsewhere,
    AnyForm,
    DoesNotApply,
    MoreTime,
    NotForMe,
    ResponseForm,
    WillNotCommit,
)
from lsip_workflow.store import awaiting, queries
from lsip_workflow.web.api import answers, plans
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Form, Line, Said
from lsip_workflow.web.forms.answers import ContactForm
from lsip_workflow.web.inputs.requests import COPY, FILES, HEARD, back
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.once import Submission, Submitted

NOT_NOTED = "not noted"


class HeardForm(Form):
    """What was heard in a few words: the reply itself, or a call that is no reply yet."""

    what: Literal["reply", "call"]
    heard_how: HeardHow
    with_whom: Line | None = None
    said: Said


def record(submitted: Submission, request_id: str, form: AnyForm) -> Response:
    """The answer recorded for a provider, by whoever runs the plan."""
    sender = submitted.sender
    return plans.submit_response(sender.world, sender.actor, request_id, form, sender.key)


def record_heard(submitted: Submitted, request_id: Id, form: HeardForm) -> Response:
    """A reply is recorded as the provider's answer; a call is noted, and ends nothing."""
    if form.what == "reply":
        return record(submitted, request_id, ResponseForm(comment=form.said, heard_how=form.heard_how.value))
    today = submitted.sender.world.today()
    whom = form.with_whom or NOT_NOTED
    said = {"how": form.heard_how, "on": today.isoformat(), "with_whom": whom, "said": form.said}
    note = ContactForm.model_validate(said)
    return answers.record_contact(submitted, request_id, note)


def record_answer(submitted: Submitted, request_id: Id, form: ResponseForm) -> Response:
    """An answer, action by action."""
    return record(submitted, request_id, form)


def record_more_time(submitted: Submitted, request_id: Id, form: MoreTime) -> Response:
    """That time is needed."""
    return record(submitted, request_id, form)


def record_not_for_me(submitted: Submitted, request_id: Id, form: NotForMe) -> Response:
    """That somebody else is the one to ask."""
    return record(submitted, request_id, form)


def record_does_not_apply(submitted: Submitted, request_id: Id, form: DoesNotApply) -> Response:
    """That it does not apply."""
    return record(submitted, request_id, form)


def record_elsewhere(submitted: Submitted, request_id: Id, form: AnsweredElsewhere) -> Response:
    """That it is answered elsewhere."""
    return record(submitted, request_id, form)


def record_will_not_commit(submitted: Submitted, request_id: Id, form: WillNotCommit) -> Response:
    """That the provider commits to nothing of it."""
    return record(submitted, request_id, form)


def _contact(place: Place) -> Mapping[str, Any]:
    """Who answers for the provider that was asked, as the one who was spoken to."""
    asked = place.row(Request, "request_id")
    found = awaiting.contacts(place.session, {asked.provider_id}, place.world.today())
    name, _ = found.get((place.this_plan.area_id, asked.provider_id), ("", ""))
    return {"with_whom": name}


def actions(place: Place) -> list[Choice]:
    """The actions of the plan."""
    found = queries.action_codes(place.session, place.this_plan.id)
    return [Choice(code, f"{code}: {row.title}") for code, row in sorted(found.items())]


RECORDED = "Recorded. The provider gets a copy, and can put it right."
WHY = Asked("Why, in their words?", long=True)
COMMITMENTS = [
    Choice("firm", "A firm commitment"),
    Choice("in_principle", "Yes in principle"),
    Choice("declined", "Cannot take part"),
]
ANSWERS = Asked(
    "What they said of each action",
    of={
        "action": Asked("Action", choices=actions),
        "commitment": Asked("They say", choices=COMMITMENTS),
        "alternative": Asked("What they could do instead", long=True),
        "risk": Asked("What is left open without them", long=True),
        "comment": Asked("In their words", long=True),
    },
)


def recording(key: str, title: str, send: Any, asked: Mapping[str, Asked]) -> Input:
    """An input by which an answer is recorded for a provider."""
    return Input(
        key=key,
        title=title,
        send=send,
        done=RECORDED,
        asked={**asked, "heard_how": HEARD, "files": FILES},
        back=back,
        intro=COPY,
        button="Record it",
    )


INPUTS = (
    Input(
        key="record-heard",
        title="Record a reply or a call",
        send=record_heard,
        done="Saved. They get a copy, and can put it right.",
        asked={
            "what": Asked(
                "What was it?",
                choices=[Choice("reply", "Their reply"), Choice("call", "A call, no reply yet")],
            ),
            "said": Asked("What did they say?", long=True),
            "heard_how": HEARD,
            "with_whom": Asked("Whom did you speak to?", "It is kept with a call."),
        },
        begins=_contact,
        back=back,
        intro="A reply ends the reminders; a call ends nothing. " + COPY,
    ),
    recording(
        "record-answer",
        "Record their answer",
        record_answer,
        {
            "answers": ANSWERS,
            "current_provision": Asked("What they offer now", long=True),
            "planned_changes": Asked("What they plan to change", long=True),
            "comment": Asked("Anything else they said", long=True),
        },
    ),
    recording(
        "record-more-time",
        "They need more time",
        record_more_time,
        {"until": Asked("Until which day?", "The date moves there, and reminders with it."), "because": WHY},
    ),
    recording(
        "record-not-for-me",
        "Somebody else is the one to ask",
        record_not_for_me,
        {"pass_to": Asked("Whom should we ask?", "A name, an address or a role.")},
    ),
    recording("record-does-not-apply", "It does not apply to them", record_does_not_apply, {"because": WHY}),
    recording(
        "record-elsewhere",
        "It is answered already, elsewhere",
        record_elsewhere,
        {"link": Asked("The address of the page", "It begins with https://.")},
    ),
    recording(
        "record-will-not-commit",
        "They will not commit to this",
        record_will_not_commit,
        {"because": WHY, "what_would_help": Asked("What would help?", long=True)},
    ),
)
