"""Progress words with their history, action by action; and what is shared of a plan, with whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from lsip_workflow.model import Action, Colour, Plan, ProgressWord, SharedThing, SharedWith, Sharing
from lsip_workflow.rules import progress_word as rules
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings, overview, progress_words, queries
from lsip_workflow.web.views.timeline import who

SHARED_WITH = {
    SharedWith.ERBS: "Other employer representative bodies",
    SharedWith.REGION: "The region",
    SharedWith.DEPARTMENT: "The department",
}
MEANS = {
    SharedWith.ERBS: "The teams of every other area.",
    SharedWith.REGION: "The teams of areas in the same region of England, and the officers of your strategic "
    "authorities.",
    SharedWith.DEPARTMENT: "The department’s readers of your area.",
}
SHARED = {
    SharedThing.STAGE: "its stage",
    SharedThing.NEXT_DATE: "its next date of the guidance",
    SharedThing.PROGRESS_WORD: "its progress word",
}


@dataclass(frozen=True)
class Said:
    """One saying of a word."""

    word: str
    on: date
    by: str
    sentence: str
    next_step: str


@dataclass(frozen=True)
class WordOf:
    """How one thing comes along: the word as it stands, what was said before, what the records suggest."""

    code: str
    """The action's code; empty for the plan itself."""
    title: str
    words: str
    tag: str
    now: Said | None
    earlier: tuple[Said, ...]
    suggested: str
    planned_for: date | None = None
    done: str = ""
    remains: str = ""


@dataclass(frozen=True)
class ProgressPage:
    """The plan, its actions by their codes, and how many of them have which word."""

    whole: WordOf
    actions: tuple[WordOf, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SharedLine:
    """What one audience is let see, and since when that is so."""

    audience: str
    name: str
    means: str
    shows: tuple[str, ...]
    decided_on: date | None


def progress_page(session: Session, world: Runtime, plan: Plan) -> ProgressPage:
    """How the plan and each of its actions come along."""
    said, today = progress_words.history(session, plan.id), world.today()
    names = listings.actors(session, {row.said_by for rows in said.values() for row in rows})
    rows = sorted(queries.action_codes(session, plan.id).values(), key=lambda row: row.code)
    newest = [said[row.id][0] for row in rows if row.id in said]
    dates = overview.open_dates(session, plan.id)
    whole = _word(said.get(None, ()), rules.of_plan(newest, dates, today), names, today, None)
    actions = tuple(
        _word(said.get(row.id, ()), rules.of_action(row, today), names, today, row) for row in rows
    )
    return ProgressPage(whole, actions, counts(actions))


def counts(actions: Sequence[WordOf]) -> tuple[tuple[str, int], ...]:
    """How many actions have which word, in the order of the words; a greyed one counts as said before."""
    order = [*map(rules.spelled, Colour), rules.SAID_LONG_AGO, rules.NOTHING_SAID]
    found = dict.fromkeys(order, 0)
    for each in actions:
        found[each.words if each.words in found else order[3]] += 1
    return tuple((word, number) for word, number in found.items() if number)


def _word(
    said: Sequence[ProgressWord],
    suggested: rules.Suggestion | None,
    names: Mapping[str, str],
    today: date,
    action: Action | None,
) -> WordOf:
    now = said[0] if said else None
    return WordOf(
        code=action.code if action else "",
        title=action.title if action else "",
        words=rules.in_words(now, today),
        tag=rules.stands(now, today) or "",
        now=_said(now, names) if now else None,
        earlier=tuple(_said(row, names) for row in said[1:]),
        suggested=str(rules.other(suggested, now, today) or ""),
        planned_for=action.planned_for if action else None,
        done=action.done if action else "",
        remains=action.remains if action else "",
    )


def _said(row: ProgressWord, names: Mapping[str, str]) -> Said:
    return Said(rules.spelled(row.word), row.said_on, who(row.said_by, names), row.sentence, row.next_step)


def sharing_page(session: Session, plan: Plan) -> tuple[SharedLine, ...]:
    """What is shared of a plan, audience by audience."""
    found = {row.audience: row for row in session.exec(select(Sharing).where(Sharing.plan_id == plan.id))}
    return tuple(
        SharedLine(
            audience=audience.value,
            name=SHARED_WITH[audience],
            means=MEANS[audience],
            shows=tuple(SHARED[SharedThing(thing)] for thing in row.shows) if row else (),
            decided_on=row.decided_on if row else None,
        )
        for audience in SharedWith
        for row in (found.get(audience),)
    )
