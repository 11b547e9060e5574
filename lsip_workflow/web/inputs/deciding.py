"""Inputs of deciding: sign-offs asked for and passed on, and what bodies decided."""

from collections.abc import Mapping
from typing import Any

from lsip_workflow.journeys import decisions, versions
from lsip_workflow.rules.permissions import in_team
from lsip_workflow.web import saying
from lsip_workflow.web.api import bodies, delegation, sign_offs
from lsip_workflow.web.inputs import chosen
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place

SIGN_OFFS = "/plans/{plan_id}/sign-offs"

HOW = [
    Choice("meeting", "At a meeting", "There is a minute."),
    Choice("delegated_decision", "By a decision that the body had delegated"),
    Choice("correspondence", "By letter or e-mail"),
]
OUTCOMES = [
    Choice("agreed", "It agreed"),
    Choice("agreed_with_changes", "It agreed, with changes", "Say which below."),
    Choice("not_agreed", "It did not agree"),
    Choice("returned", "It asks for changes before it decides"),
]
MINUTE = "When and how"
PRESENT = {
    "name": Asked("Name"),
    "person": Asked("If we know them: who they are", choices=chosen.people),
    "interest": Asked("The interest that they declared, if any"),
    "left": Asked("They left for this matter"),
}


def _rule(place: Place) -> dict[str, Any]:
    return {"rule": place.subject.get("rule", "")}


def _decision(place: Place) -> dict[str, Any]:
    """A decision entered anew begins with what was entered before."""
    row = chosen.decision(place)
    if row is None:
        return _rule(place) | {"how": "meeting"}
    return {
        "rule": row.rule,
        "body": row.body,
        "on": row.decided_on,
        "reference": row.reference,
        "how": row.how or "meeting",
        "outcome": row.outcome or "agreed",
        "file": row.file_id,
        "meeting": row.meeting_id,
        "note": row.note or "",
        "corrects": row.id if row.status == "questioned" else None,
    }


def _present(place: Place) -> dict[str, Any]:
    row = chosen.decision(place)
    return {"version": versions.version_of(place.session, place.this_plan, row.rule if row else "")}


def _what_changed(place: Place) -> str:
    """What is different from what was signed, for whoever judges it."""
    row = chosen.decision(place)
    lines = versions.changes_since(place.session, place.this_plan, row.version, row.rule) if row else []
    return " ".join(lines)


def _as_entered(place: Place) -> str:
    """What the second person compares with the minute or letter."""
    row = chosen.decision(place)
    if row is None or row.decided_on is None:
        return ""
    outcome = next(each.text for each in OUTCOMES if each.value == (row.outcome or "agreed"))
    lines = [
        f"As it is entered: decided on {saying.day(row.decided_on)}. {outcome}.",
        *decisions.not_said(place.session, row),
    ]
    return " ".join(lines)


def _one_decision(place: Place, _answered: Mapping[str, Any]) -> str:
    return f"/plans/{place.this_plan.id}/decisions/{place.subject['sign_off_id']}"


def _delegations(place: Place, _answered: Mapping[str, Any]) -> str:
    """The team has a page of them; whoever signs finds their own beside what they are to decide."""
    plan = place.this_plan
    team = in_team(place.actor, plan.area_id, plan.erb_id)
    return f"/plans/{plan.id}/delegations" if team else "/sign-offs#passed-on"


def _myself(place: Place) -> dict[str, Any]:
    return {"signatory": place.actor.person_id, "rule": place.subject.get("rule", "")}


INPUTS = (
    Input(
        key="ask-for-sign-off",
        title="Ask for a sign-off",
        send=sign_offs.ask,
        done="It is asked for. Who signs finds it under “To decide”, and is told.",
        asked={
            "rule": Asked("What is to be signed?", choices=chosen.rules_of),
            "due": Asked("By when?", "They are reminded kindly. Leave it empty if no day matters."),
            "authors": Asked(
                "Who wrote it?",
                "They do not sign it. Whoever recorded part of it under their own name is added by itself.",
                choices=chosen.writers,
            ),
        },
        begins=_rule,
        intro="It is asked for as the plan stands now: this version is kept, and a later change is shown.",
        button="Ask for it",
        back=SIGN_OFFS,
    ),
    Input(
        key="it-stands",
        title="It is a correction: the sign-off stands",
        send=bodies.judge_change,
        done="It is recorded. The sign-off stands, and nobody is asked again.",
        asked={
            "version": Asked("", hidden=True),
            "words": Asked("Why is it a correction?", "Such as: a name was misspelt.", long=True),
        },
        begins=_present,
        intro=_what_changed,
        button="It stands",
        back=SIGN_OFFS,
    ),
    Input(
        key="enter-decision",
        title="Enter what a body decided",
        send=bodies.enter_decision,
        done="It is entered. It counts once somebody else has compared it with the minute or letter.",
        asked={
            "rule": Asked("What was decided?", choices=chosen.rules_of),
            "body": Asked("Which body decided?", "Such as: the board of the chamber."),
            "outcome": Asked("What was the outcome?", choices=OUTCOMES),
            "note": Asked("What else does the minute say?", "Conditions, or changes asked for.", long=True),
            "on": Asked("On which day?", under=MINUTE),
            "how": Asked("How was it decided?", choices=HOW, under=MINUTE),
            "meeting": Asked("At which recorded meeting?", choices=chosen.meetings, under=MINUTE),
            "reference": Asked(
                "Reference of the minute or letter", "Such as: minute 7 of 12 November.", under=MINUTE
            ),
            "file": Asked(
                "The minute or letter", "Hand it in here, if you have it.", file=True, under=MINUTE
            ),
            "version": Asked("", hidden=True),
            "present": Asked(
                "Who was present",
                "Whoever has an interest in it leaves for the matter. Rows that you do not need stay empty.",
                of=PRESENT,
                rows=3,
            ),
            "corrects": Asked("Does this take the place of an earlier entry?", choices=chosen.questioned),
        },
        begins=_decision,
        intro="A decision of a body is as good as a signature here: the two are equal ways.",
        button="Enter it",
        back=SIGN_OFFS,
    ),
    Input(
        key="check-decision",
        title="It is entered as the minute says",
        send=bodies.check_decision,
        done="Thank you. The decision counts from now on.",
        intro=_as_entered,
        button="Yes, it agrees",
        back=_one_decision,
    ),
    Input(
        key="question-decision",
        title="It is entered otherwise than the minute says",
        send=bodies.question_decision,
        done="Thank you. It is entered anew, and does not count until then.",
        asked={"reason": Asked("What is different?", long=True)},
        intro=_as_entered,
        back=_one_decision,
    ),
    Input(
        key="pass-on-signing",
        title="Pass on signing for some days",
        send=delegation.give,
        done="It is passed on. Both names will stand on what is signed.",
        asked={
            "signatory": Asked("Whose signature?", choices=chosen.signatories_of, settled=True),
            "delegate": Asked(
                "Who signs instead?",
                "Somebody with a role in the area, who did not write what is to be signed.",
                choices=chosen.delegates,
            ),
            "since": Asked("From which day?"),
            "until": Asked("Last day", "They still sign on this day."),
            "why": Asked("Why?", "Such as: on leave."),
            "rule": Asked("Which sign-off?", choices=chosen.rules_signed),
        },
        begins=_myself,
        intro="Only the hand that signs is passed on. Whoever wrote it or has an interest in it does not "
        "sign it in anybody's place, and nobody signs for a person who wrote it or has an interest in it.",
        button="Pass it on",
        back=_delegations,
    ),
    Input(
        key="end-delegation",
        title="End it before its time",
        send=delegation.end,
        done="It is ended. What was signed under it stands.",
        intro="From today nothing is signed under it any more.",
        button="End it",
        back=_delegations,
    ),
)
