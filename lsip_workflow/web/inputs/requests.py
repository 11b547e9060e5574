"""Inputs of the ERB's side of a request: what was heard, questions, thanks, reminders by hand, marks."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import Response

from lsip_workflow.model import HeardHow
from lsip_workflow.rules.responses import (
    AnsweredElsewhere,
    AnyForm,
    DoesNotApply,
    MoreTime,
    NotForMe,
    ResponseForm,
    WillNotCommit,
)
from lsip_workflow.store import queries
from lsip_workflow.web import saying
from lsip_workflow.web.api import answers, decisions, holding, plans, reminders
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms import Form, Said
from lsip_workflow.web.forms.answers import ContactForm
from lsip_workflow.web.inputs.choices import words
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place
from lsip_workflow.web.once import Submission, Submitted

COPY = "They get a copy, and can put it right."
HEARD = Asked("How did you hear it?", choices=words(saying.HEARD))
FILES = Asked("Files that came with it", "Such as a letter or a message.", file=True)
NOT_NOTED = "not noted"


class HeardForm(Form):
    """What was heard in a few words: the reply itself, or a call that is no reply yet."""

    what: Literal["reply", "call"]
    heard_how: HeardHow
    said: Said


def back(place: Place, _answered: Mapping[str, Any]) -> str:
    """Back to where the input was found: the week, the request, or the list of them."""
    plan = place.subject.get("plan_id", "")
    if place.subject.get("back") == "monday":
        return "/"
    if place.subject.get("back") == "dates" and "deadline_id" in place.subject:
        return f"/plans/{plan}/dates/{place.subject['deadline_id']}"
    if "request_id" in place.subject:
        return f"/plans/{plan}/requests/{place.subject['request_id']}"
    return f"/plans/{plan}/requests"


def record(submitted: Submission, request_id: str, form: AnyForm) -> Response:
    """The answer recorded for a provider, by whoever runs the plan."""
    sender = submitted.sender
    return plans.submit_response(sender.world, sender.actor, request_id, form, sender.key)


def record_heard(submitted: Submitted, request_id: Id, form: HeardForm) -> Response:
    """A reply is recorded as the provider's answer; a call is noted, and ends nothing."""
    if form.what == "reply":
        return record(submitted, request_id, ResponseForm(comment=form.said, heard_how=form.heard_how.value))
    today = submitted.sender.world.today()
    said = {"how": form.heard_how, "on": today.isoformat(), "with_whom": NOT_NOTED, "said": form.said}
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
        asked={"heard_how": HEARD, "files": FILES, **asked},
        back=back,
        intro=COPY,
        button="Record it",
    )


HELD = {code: f"{why[:1].upper()}{why[1:]}" for code, why in saying.HELD.items()}
THE_DRAFT = "Its text, and whom it goes to, stand on the page “Waiting for you to send”."
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
            "heard_how": HEARD,
            "said": Asked("What did they say?", long=True),
        },
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
    Input(
        key="note-call",
        title="Note a call, a letter or a promise",
        send=answers.record_contact,
        done="Noted. They get a copy, and can put it right.",
        asked={
            "how": HEARD,
            "on": Asked("On which day?"),
            "with_whom": Asked("With whom?", "A name or their role."),
            "said": Asked("What was said?", long=True),
            "promised_for": Asked("Promised for", "If they named a day. To make it count, change the date."),
            "files": FILES,
        },
        back=back,
        begins=lambda place: {"on": place.world.today().isoformat(), "how": "telephone"},
        intro="It ends nothing and moves no date. " + COPY,
    ),
    Input(
        key="ask-about-answer",
        title="Ask a question about their answer",
        send=answers.ask,
        done="Asked. The question stands beside their answer, and they get a message.",
        asked={
            "text": Asked("What would you like to know?", long=True),
            "due": Asked("By when would a reply help?"),
        },
        back=back,
        button="Ask",
    ),
    Input(
        key="record-reply",
        title="Record their reply to a question",
        send=answers.reply,
        done="Recorded beside the question.",
        asked={"reply": Asked("What did they say?", long=True), "heard_how": HEARD, "files": FILES},
        back=back,
    ),
    Input(
        key="withdraw-question",
        title="This question is not needed any more",
        send=answers.withdraw,
        done="The question is not needed any more.",
        back=back,
        button="Say that it is not needed",
    ),
    Input(
        key="accept-answer",
        title="Thank them for their answer",
        send=answers.accept,
        done="Thanked. Nothing more is asked about this answer.",
        back=back,
        button="Send our thanks",
        intro="Nothing more is then asked about this answer, and open questions end. They get a message.",
    ),
    Input(
        key="request-not-needed",
        title="An answer is not needed any more",
        send=decisions.withdraw,
        done="The answer is not needed any more; its reminders have ended.",
        back=back,
        button="Say that it is not needed",
        intro="The date closes and reminders end, and so do open questions. An answer that has come stays.",
        warning=True,
    ),
    Input(
        key="hold-reminders",
        title="Hold the reminders of a date",
        send=holding.hold,
        done="On hold: nobody is reminded of it until that day. The date itself stands.",
        asked={
            "until": Asked("Until which day?", "They go again from this day; name today to end a hold."),
            "reason": Asked("Why?", choices=words(HELD)),
        },
        back=back,
        button="Hold them",
    ),
    Input(
        key="send-reminder",
        title="Send a reminder now",
        send=holding.remind,
        done="The reminder goes within a minute, and not a second time by itself.",
        back=back,
        button="Send it now",
        intro="It goes today to whoever is to be reminded of this date.",
    ),
    Input(
        key="send-draft",
        title="Send this message",
        send=reminders.send_draft,
        done="It goes within a minute.",
        back="/messages/drafts",
        button="Send it",
        intro=THE_DRAFT,
    ),
    Input(
        key="discard-draft",
        title="Do not send this message",
        send=reminders.discard_draft,
        done="It is not sent.",
        back="/messages/drafts",
        button="Do not send it",
        intro=THE_DRAFT,
    ),
    Input(
        key="mark-seen",
        title="Mark what changed as read",
        send=holding.look,
        done="Marked as read.",
        asked={"at": Asked("", hidden=True)},
        back="/",
    ),
)
