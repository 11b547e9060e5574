"""What each kind of answer amounts to: its phrase, what happens next, and what it lacks on the day."""

from collections.abc import Mapping
from datetime import date, timedelta

from lsip_workflow.model import AnswerKind, Deadline, DeadlineStatus, HeardHow
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.rules.responses import AnyForm, MoreTime

A_YEAR = timedelta(days=366)  # the same day of next year is still within it

# Each follows the provider's name, in the history and in what ran.
DID: Mapping[AnswerKind, str] = {
    AnswerKind.ANSWER: "answered",
    AnswerKind.MORE_TIME: "asked for more time",
    AnswerKind.NOT_FOR_ME: "said that somebody else is the one to ask",
    AnswerKind.DOES_NOT_APPLY: "said that this does not apply to it",
    AnswerKind.ANSWERED_ELSEWHERE: "said where this is answered already",
    AnswerKind.WILL_NOT_COMMIT: "said that it will not commit to this",
}
NEXT: Mapping[AnswerKind, str] = {
    AnswerKind.ANSWER: (
        "Your answer is stored. It is matched to the actions of the plan, and the team of the employer "
        "representative body sees it. You may send a new version at any time."
    ),
    AnswerKind.MORE_TIME: (
        "Your wish is stored, and the date is now the day that you named: reminders follow that day only. "
        "Send your answer whenever it is ready."
    ),
    AnswerKind.NOT_FOR_ME: (
        "Your answer is stored, and reminders end. A person of the team of the employer representative body "
        "asks whom you named. You may send a new version at any time."
    ),
    AnswerKind.DOES_NOT_APPLY: (
        "Your answer is stored, and reminders end. The team of the employer representative body reads your "
        "reason. You may send a new version at any time."
    ),
    AnswerKind.ANSWERED_ELSEWHERE: (
        "Your answer is stored, and reminders end. The team of the employer representative body reads the "
        "page that you named. You may send a new version at any time."
    ),
    AnswerKind.WILL_NOT_COMMIT: (
        "Your answer is stored, and reminders end. The team of the employer representative body reads your "
        "reason and what would help. You may send a new version at any time."
    ),
}

# An answer was received; to ask for time, or to say that one is not the one to ask, is no act of a duty.
ACTS = frozenset({AnswerKind.ANSWER, AnswerKind.ANSWERED_ELSEWHERE, AnswerKind.WILL_NOT_COMMIT})

# What the provider then says of everything that was asked, also where it committed to something before.
TAKES_BACK = frozenset({AnswerKind.DOES_NOT_APPLY, AnswerKind.WILL_NOT_COMMIT})


def time_faults(form: AnyForm, deadline: Deadline | None, today: date) -> list[str]:
    """What is wrong with the day until which time is asked for, as sentences with their places."""
    if not isinstance(form, MoreTime):
        return []
    faults = []
    if deadline is not None and deadline.status in (DeadlineStatus.MET, DeadlineStatus.NOT_NEEDED):
        faults.append(
            "kind: this was answered before, so no date is waiting; send a new version when it is ready."
        )
    if form.until <= today:
        faults.append("until: name a day after today.")
    elif form.until > today + A_YEAR:
        faults.append("until: name a day within a year from today.")
    return faults


def heard_faults(form: AnyForm, actor: Actor, provider_id: str) -> list[str]:
    """Whether an answer says how it was heard, as it does when another records it for the provider."""
    return reply_faults(form.heard_how, actor, provider_id)


def reply_faults(heard_how: str | None, actor: Actor, provider_id: str) -> list[str]:
    """Whether it is said how something was heard, as it is when another records it for the provider.

    At the command line it may be said or not: an administrator stands in for providers and for teams.
    """
    if actor.everywhere:
        return []
    own = actor.organisation_id == provider_id
    if own and heard_how is not None:
        return ["heard_how: this is for whoever records an answer for you; take it out of your own."]
    if not own and heard_how is None:
        known = ", ".join(HeardHow)
        return [f"heard_how: you record this for the provider, so say how you heard it: {known}."]
    return []
