"""The JSON API of the progress word, and of what an ERB shares of a plan."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session, select

from lsip_workflow.journeys import corrections, progress_word, sharing
from lsip_workflow.model import (
    Action,
    Colour,
    Plan,
    ProgressWord,
    SharedThing,
    SharedWith,
    Sharing,
)
from lsip_workflow.rules import progress_word as rules
from lsip_workflow.store import listings, overview, progress_words, queries
from lsip_workflow.web.access import AtRuntime, Holder
from lsip_workflow.web.admitting import readable
from lsip_workflow.web.api.content import CodeInPath
from lsip_workflow.web.api.plans import Id
from lsip_workflow.web.forms.progress_word import ProgressWordForm, SharingForm
from lsip_workflow.web.once import At, Submitted

router = APIRouter(prefix="/api/v1/plans/{plan_id}")


class WordOut(BaseModel):
    """A word as it was said: on which day, by whom, why, and what was to happen next."""

    id: str
    number: int = Field(description="Send it as `as_of` with the next word.")
    word: Colour
    said_on: date
    said_by: str
    sentence: str
    next_step: str


class SuggestedOut(BaseModel):
    """What the records speak for. It is never set by itself."""

    word: Colour
    because: str


class ProgressWordOut(BaseModel):
    """How the plan, or one of its actions, comes along."""

    action: str | None = Field(description="The action's code; empty for the plan itself.")
    words: str = Field(description="As it stands today; after ninety days, what it was and when.")
    current: WordOut | None
    earlier: list[WordOut] = Field(description="The words before, the newest first.")
    suggested: SuggestedOut | None


class SharingOut(BaseModel):
    """What one audience is let see of the plan, and since when that is so."""

    audience: SharedWith
    shows: list[SharedThing]
    decided_on: date | None


@router.get("/progress-words")
def list_words(world: AtRuntime, actor: Holder, plan_id: Id) -> list[ProgressWordOut]:
    """How the plan and each of its actions come along, with the words before; for the ERB team."""
    with world.database.reading() as session:
        return words_of(session, readable(session, actor, plan_id), world.today())


@router.post("/progress-words", status_code=201, response_model=WordOut)
def say_of_plan(submitted: Submitted, form: ProgressWordForm) -> Response:
    """Say how the plan comes along: Red, Amber or Green, why, and for Red and Amber what happens next."""
    return submitted.once(form, lambda at: _say(at, None, form))


@router.post("/actions/{code}/progress-words", status_code=201, response_model=WordOut)
def say_of_action(submitted: Submitted, code: CodeInPath, form: ProgressWordForm) -> Response:
    """Say how an action comes along; what was said before stays as its history."""

    def work(at: At) -> WordOut:
        action = corrections.find(at.session, at.plan, "action", code)
        assert isinstance(action, Action)
        return _say(at, action, form)

    return submitted.once(form, work)


@router.get("/sharing")
def read_sharing(world: AtRuntime, actor: Holder, plan_id: Id) -> list[SharingOut]:
    """What is shared of the plan beyond what is public, with whom; nothing unless the ERB chose it."""
    with world.database.reading() as session:
        plan = readable(session, actor, plan_id)
        found = {row.audience: row for row in session.exec(select(Sharing).where(Sharing.plan_id == plan.id))}
        return [_shared(audience, found.get(audience)) for audience in SharedWith]


@router.post("/sharing", status_code=201, response_model=SharingOut)
def decide_sharing(submitted: Submitted, form: SharingForm) -> Response:
    """Choose what one audience is let see of the plan: its stage, its next date, its progress word."""

    def work(at: At) -> SharingOut:
        row = sharing.decide(at.session, at.occasion, at.plan, form.audience, form.shows)
        return _shared(form.audience, row)

    return submitted.once(form, work)


def words_of(session: Session, plan: Plan, today: date) -> list[ProgressWordOut]:
    """The plan first, then its actions by their codes, each with its history and what is suggested."""
    said = progress_words.history(session, plan.id)
    who = listings.actors(session, {row.said_by for rows in said.values() for row in rows})
    actions = sorted(queries.action_codes(session, plan.id).values(), key=lambda row: row.code)
    newest = [rows[0] for action in actions if (rows := said.get(action.id))]
    dates = overview.open_dates(session, plan.id)
    whole = _out(None, said.get(None, ()), rules.of_plan(newest, dates, today), who, today)
    return [whole] + [
        _out(action.code, said.get(action.id, ()), rules.of_action(action, today), who, today)
        for action in actions
    ]


def _say(at: At, action: Action | None, form: ProgressWordForm) -> WordOut:
    row = progress_word.say(at.session, at.occasion, at.plan, action, **form.model_dump())
    return _word(row, listings.actors(at.session, {row.said_by}))


def _out(
    action: str | None,
    said: Sequence[ProgressWord],
    suggested: rules.Suggestion | None,
    who: dict[str, str],
    today: date,
) -> ProgressWordOut:
    newest = said[0] if said else None
    other = rules.other(suggested, newest, today)
    return ProgressWordOut(
        action=action,
        words=rules.in_words(newest, today),
        current=_word(newest, who) if newest else None,
        earlier=[_word(row, who) for row in said[1:]],
        suggested=SuggestedOut(word=other.word, because=other.because) if other else None,
    )


def _word(row: ProgressWord, who: dict[str, str]) -> WordOut:
    return WordOut(
        said_by=who.get(row.said_by, row.said_by.partition(":")[0]),
        **row.model_dump(include=set(WordOut.model_fields) - {"said_by"}),
    )


def _shared(audience: SharedWith, row: Sharing | None) -> SharingOut:
    shows = [SharedThing(thing) for thing in row.shows] if row else []
    return SharingOut(audience=audience, shows=shows, decided_on=row.decided_on if row else None)
