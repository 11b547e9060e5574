"""Inputs of the duty register: what the team records, and what a provider says for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from lsip_workflow.model import DutyAct, Organisation, ProviderClass
from lsip_workflow.rulebook import DutyRule
from lsip_workflow.rules.duties import Act, own_faults
from lsip_workflow.store import queries, register
from lsip_workflow.web import saying
from lsip_workflow.web.api import duties
from lsip_workflow.web.inputs.shape import Asked, Choice, Input, Place

ACTS = [
    Choice(Act.ASKED, "Something was asked of it"),
    Choice(Act.RECEIVED, "Something was received from it"),
    Choice(Act.DISCUSSED, "Something was discussed with it"),
    Choice(Act.PUBLISHED, "Something was published", "Then give the address of the page."),
]


def _of_providers(rule: DutyRule) -> bool:
    return any(isinstance(holder, ProviderClass) for holder in rule.holders)


def _duties(place: Place) -> Sequence[Choice]:
    """The duties of providers in this plan's edition."""
    book = place.world.books[place.this_plan.edition]
    return [Choice(rule.key, rule.title, rule.cite) for rule in book.duties if _of_providers(rule)]


def _providers(place: Place) -> Sequence[Choice]:
    """The providers that are part of the plan, by their names."""
    session, plan = place.session, place.this_plan
    asked = queries.providers_asked(session, plan.id)
    ids = {key for key in asked if not queries.left_plan(session, plan.id, key)}
    rows = session.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    return [Choice(row.ukprn or row.id, row.name) for row in sorted(rows, key=lambda row: row.name)]


def _own_duties(place: Place) -> Sequence[Choice]:
    """The duties on which whoever looks may say how it stands."""
    book = place.world.books[place.this_plan.edition]
    itself = place.session.get_one(Organisation, place.actor.organisation_id)
    return [
        Choice(rule.key, rule.title, rule.cite)
        for rule in book.duties
        if not own_faults(book, rule.key, itself)
    ]


def _said_before(place: Place) -> Mapping[str, Any]:
    """What this provider said last of the duty that the address names."""
    duty = place.subject.get("duty", "")
    rows = register.positions(place.session, place.this_plan, place.actor.organisation_id)
    said = next((row for row in rows if row.duty == duty), None)
    return {"duty": duty} | ({"words": said.words or "", "url": said.url or ""} if said else {})


def _line(place: Place) -> str:
    """The line that an account is put beside; nothing of a line about another."""
    row = place.session.get(DutyAct, place.subject.get("act_id", ""))
    if row is None or row.organisation_id != place.actor.organisation_id or row.plan_id != place.this_plan.id:
        return ""
    what = saying.ACTS.get(row.act, row.act)
    return f"{saying.day(row.on)}: {what}{': ' + row.about if row.about else ''}"


def _account_before(place: Place) -> Mapping[str, Any]:
    itself = place.actor.organisation_id
    lines = register.lines(place.session, place.this_plan, itself)
    line = next((line for line in lines if line.act.id == place.subject.get("act_id")), None)
    return {"words": (line.account.words or "") if line and line.account else ""}


INPUTS = (
    Input(
        "record-act",
        "Record what was done towards a duty",
        send=duties.record_act,
        done="Recorded. The provider is shown it on the next working morning.",
        back="/plans/{plan_id}/duties",
        intro="An act, by either side, and never a verdict. The provider sees it, and may put its own "
        "account beside it.",
        asked={
            "provider": Asked("Which provider?", choices=_providers),
            "duty": Asked("Towards which duty?", choices=_duties),
            "act": Asked("What was done?", choices=ACTS),
            "on": Asked("On which day?"),
            "about": Asked("What was it about?", "In a few words, such as: the curriculum plan for 2027."),
            "note": Asked("A note", "The provider reads it as well.", long=True),
            "url": Asked("Where it can be read", "The address of a page, beginning with https://"),
        },
    ),
    Input(
        "give-account",
        "Your own account",
        send=duties.give_account,
        done="Your account is stored. It is shown beside the line from now on.",
        back="/about-you",
        intro=_line,
        begins=_account_before,
        asked={"words": Asked("What do you say about this?", long=True)},
    ),
    Input(
        "state-position",
        "State your position on a duty",
        send=duties.state_position,
        done="Your position is stored, in your words.",
        back="/about-you",
        intro="Only your organisation can say this. An earlier word stays, with its day.",
        begins=_said_before,
        asked={
            "duty": Asked("On which duty?", choices=_own_duties),
            "words": Asked("How do you stand on it?", "In your own words.", long=True),
            "url": Asked("Where your document is", "Such as your accountability statement."),
            "file": Asked("Or hand in the document", file=True),
        },
    ),
)
