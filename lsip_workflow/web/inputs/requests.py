"""Inputs of the ERB's side of a request: what was heard, questions, thanks, reminders by hand, marks."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.journeys.confirmation import ONLY_THE_LEAD
from lsip_workflow.journeys.holding import to_whom
from lsip_workflow.model import Deadline, Role
from lsip_workflow.web import saying
from lsip_workflow.web.api import answers, decisions, holding, reminders
from lsip_workflow.web.inputs.choices import words
from lsip_workflow.web.inputs.shape import Asked, Input, Place

COPY = "They get a copy, and can put it right."
HEARD = Asked("How did you hear it?", choices=words(saying.HEARD))
FILES = Asked("Files that came with it", "Such as a letter or a message.", file=True)


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


HELD = {code: saying.sentence(why) for code, why in saying.HELD.items()}
THE_DRAFT = "Its text stands on the page “Waiting for you to send”."


def _goes_to(place: Place) -> str:
    """To whom a reminder would go now."""
    row = place.row(Deadline, "deadline_id")
    at = place.world.occasion(place.actor)
    names = to_whom(place.session, at, place.world.calendar, row)
    return f"It goes today to {', '.join(names)}." if names else "Nobody is named to remind of it."


def _not_the_lead(place: Place) -> str:
    """Why whoever is not the ERB lead could only be refused; empty for the lead."""
    return "" if place.actor.holds(place.this_plan.area_id, Role.ERB_LEAD) else ONLY_THE_LEAD


INPUTS = (
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
        key="confirm-answers",
        title="Do providers confirm their answers?",
        send=answers.switch,
        done="It is recorded. The providers of this plan find it on their pages from now on.",
        asked={"on": Asked("An answer counts once somebody of the provider has confirmed it")},
        begins=lambda place: {"on": place.this_plan.provider_confirms},
        closed=_not_the_lead,
        intro="Off at first: an answer counts as soon as it is sent. No law and no guidance asks for more, "
        "and a confirmation has no statutory form. Dates and receipts stay as they are: what waits is only "
        "that the answer counts in the plan. Where a provider has nobody else, whoever sent it confirms it, "
        "and the record says so.",
        back="/plans/{plan_id}/requests",
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
        intro=_goes_to,
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
