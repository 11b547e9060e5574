"""What can happen in the script of an example: each step is one call of a real journey."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlmodel import select

from lsip_workflow.demonstration import content
from lsip_workflow.demonstration.scene import Scene, Step
from lsip_workflow.journeys import (
    authorities,
    deadlines,
    decisions,
    plans,
    progress_word,
    requests,
    responses,
    sharing,
    sign_offs,
    submission,
)
from lsip_workflow.model import AuthorityAnswer, Colour, Deadline, SharedThing, SharedWith, digest
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion


def _authority(scene: Scene, at: Occasion, step: Step) -> None:
    authorities.note(scene.session, at, scene.plan, scene.organisation(step["org"]))


def _authority_answer(scene: Scene, at: Occasion, step: Step) -> None:
    organisation = scene.organisation(step["org"])
    query = select(AuthorityAnswer).where(
        AuthorityAnswer.plan_id == scene.plan.id, AuthorityAnswer.organisation_id == organisation.id
    )
    authorities.answer(
        scene.session,
        at,
        scene.session.exec(query).one(),
        answer=step["answer"],
        on=at.today,
        its_reasons=step.get("its_reasons", ""),
        our_reasons=step.get("our_reasons", ""),
    )


def _ask(scene: Scene, at: Occasion, step: Step) -> None:
    requests.ask(
        scene.session,
        at,
        scene.plan,
        scene.organisation(step["org"]),
        title=step["title"],
        text=step["text"],
        due=_due(scene, step),
    )


def _answer(scene: Scene, at: Occasion, step: Step) -> None:
    request = scene.request(step["org"])
    form = ResponseForm.model_validate(step["form"])
    responses.submit(scene.session, at, request.id, form, f"demonstration:{at.now.isoformat()}")


def _not_needed(scene: Scene, at: Occasion, step: Step) -> None:
    requests.withdraw(scene.session, at, scene.request(step["org"]))


def _ask_sign_off(scene: Scene, at: Occasion, step: Step) -> None:
    sign_offs.ask(scene.session, at, scene.plan, step["rule"], authors=[scene.person(step["written_by"]).id])


def _sign(scene: Scene, at: Occasion, step: Step) -> None:
    statements = at.book_of(scene.plan).sign_off(step["rule"]).statements
    sign_offs.sign(
        scene.session,
        at,
        scene.plan,
        step["rule"],
        scene.person(step["by"]),
        sign_offs.version_of(scene.session, scene.plan),
        tuple(statement.key for statement in statements),
    )


def _decide(scene: Scene, at: Occasion, step: Step) -> None:
    """One person enters what the minute says, and the ERB's lead checks it."""
    minute = decisions.Minute(
        body=step["body"], on=at.today, reference=step["reference"], note=step.get("note", "")
    )
    entered = decisions.enter(scene.session, at, scene.plan, step["rule"], minute)
    decisions.check(scene.session, replace(at, actor=scene.actor("lead")), entered)


def _submit(scene: Scene, at: Occasion, step: Step) -> None:
    submission.submit(
        scene.session, at, scene.plan, addressee=step["to"], on=at.today, reference=step["reference"]
    )


def _publish(scene: Scene, at: Occasion, step: Step) -> None:
    fingerprint = digest(f"An invented document of the demonstration: {step['url']}")
    plans.publish(scene.session, at, scene.plan, step["kind"], step["url"], fingerprint, at.today)


def _move(scene: Scene, at: Occasion, step: Step) -> None:
    deadlines.move(scene.session, at, _deadline(scene, step), _due(scene, step), step["reason"])


def _suspend(scene: Scene, at: Occasion, step: Step) -> None:
    deadlines.suspend(scene.session, at, _deadline(scene, step), step["reason"])


def _resume(scene: Scene, at: Occasion, step: Step) -> None:
    deadlines.resume(scene.session, at, _deadline(scene, step), _due(scene, step))


def _deadline(scene: Scene, step: Step) -> Deadline:
    """A date of the rulebook by its key, or the date of what a provider was asked last."""
    if "date" in step:
        found = queries.deadline_of(scene.session, scene.plan.id, "rulebook", step["date"])
    else:
        request = scene.request(step["org"])
        found = queries.deadline_of(scene.session, scene.plan.id, "request", request.id)
    if found is None:
        raise LookupError(f"{scene.plan.id}: the date of {dict(step)} is not open.")
    return found


def _due(scene: Scene, step: Step) -> date:
    """A day of the calendar, or so many working days from today."""
    day: date = step["due"] if "due" in step else scene.working_day(step["due_in"])
    return day


def _raise(scene: Scene, at: Occasion, step: Step) -> None:
    plans.raise_condition(scene.session, at, scene.plan, step["condition"])


def _accept(scene: Scene, at: Occasion, step: Step) -> None:
    plans.accept_condition(scene.session, at, scene.plan, step["condition"], step["reason"])


def _word(scene: Scene, at: Occasion, step: Step) -> None:
    """How the plan comes along, or one of its actions."""
    action = queries.action_codes(scene.session, scene.plan.id)[step["action"]] if "action" in step else None
    progress_word.say(
        scene.session,
        at,
        scene.plan,
        action,
        word=Colour(step["word"]),
        sentence=step["sentence"],
        next_step=step.get("next_step", ""),
    )


def _share(scene: Scene, at: Occasion, step: Step) -> None:
    shows = {SharedThing(thing) for thing in step["shows"]}
    sharing.decide(scene.session, at, scene.plan, SharedWith(step["with"]), shows)


STEPS: dict[str, Callable[[Scene, Occasion, Step], None]] = {
    "provider": content.provider,
    "consider": content.consider,
    "evidence": content.evidence,
    "need": content.need,
    "priority": content.priority,
    "action": content.action,
    "progress": content.progress,
    "commitment": content.commitment,
    "authority": _authority,
    "authority_answer": _authority_answer,
    "ask": _ask,
    "answer": _answer,
    "not_needed": _not_needed,
    "ask_sign_off": _ask_sign_off,
    "sign": _sign,
    "decide": _decide,
    "submit": _submit,
    "publish": _publish,
    "move": _move,
    "suspend": _suspend,
    "resume": _resume,
    "raise": _raise,
    "accept": _accept,
    "word": _word,
    "share": _share,
}
