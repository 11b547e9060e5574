"""Saying how a plan or an action comes along: a person chooses the word, with a sentence and a next step."""

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import corrections
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Action, Colour, Plan, ProgressWord, Strength
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.rules.permissions import ActorKind, NotAllowed, NotYours
from lsip_workflow.rules.progress_word import ASKS_NEXT_STEP, spelled
from lsip_workflow.store import listings, progress_words
from lsip_workflow.store.record import Occasion, lock, record

PRACTICE = "Practice of this project: a word is chosen by its owner, who saw the one before"
LONGEST = 1000


def say(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    action: Action | None,
    *,
    word: Colour,
    sentence: str,
    next_step: str = "",
    as_of: int | None = None,
) -> ProgressWord:
    """Say a word of the plan, or of one of its actions; the words before stay as its history.

    `as_of` is the number of the word that the sender saw, 0 for none. Raises NotAllowed for anything but a
    person or a body, NotYours for another plan's action, Faulty, and Refused for an action that was taken out
    or when somebody else has said a word since.
    """
    if occasion.actor.kind is ActorKind.FLOW:
        raise NotAllowed("A progress word is chosen by a person; the software only suggests one.")
    lock(session, f"plan:{plan.id}", plan)
    if action is not None:
        if action.plan_id != plan.id:
            raise NotYours
        corrections.take(session, action)
    before = progress_words.newest(session, plan.id, action.id if action else None)
    if as_of is not None and as_of != (before.number if before else 0):
        raise Refused([_said_since(session, before)])
    _check(word, sentence, next_step)
    row = ProgressWord(
        plan_id=plan.id,
        action_id=action.id if action else None,
        number=before.number + 1 if before else 1,
        word=word,
        said_on=occasion.today,
        said_by=str(occasion.actor),
        sentence=sentence.strip(),
        next_step=next_step.strip(),
    )
    fact = events.ProgressWordRecorded(
        plan=plan.id,
        progress_word=row.id,
        action=row.action_id,
        about=action.code if action else "the plan",
        number=row.number,
        word=word,
        by=row.said_by,
        on=row.said_on,
    )
    record(session, occasion, fact, row)
    return row


def _check(word: Colour, sentence: str, next_step: str) -> None:
    faults = [] if sentence.strip() else ["sentence: say in a sentence why it is this word."]
    if word in ASKS_NEXT_STEP and not next_step.strip():
        faults.append(f"next_step: with {spelled(word)}, write what happens next and who sees to it.")
    for name, text in (("sentence", sentence), ("next_step", next_step)):
        if len(text.strip()) > LONGEST:
            faults.append(f"{name}: write at most {LONGEST} characters.")
    if faults:
        raise Faulty(faults)


def _said_since(session: Session, row: ProgressWord | None) -> Blocker:
    if row is None:
        text = "No word has been said of it yet: send “as_of”: 0."
    else:
        who = listings.actors(session, {row.said_by}).get(row.said_by, "somebody else of the team")
        text = (
            f"{who} said {spelled(row.word)} on {spoken(row.said_on)}: “{row.sentence}” Read that, and say "
            "yours if it still differs."
        )
    return Blocker("changed_since", text, PRACTICE, Strength.GUIDANCE)
