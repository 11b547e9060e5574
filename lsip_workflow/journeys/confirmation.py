"""Confirming answers: off unless the ERB lead switches it on for a plan; it has no statutory form."""

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import AnswerKind, Confirmation, Plan, Request, Response, Role
from lsip_workflow.rulebook import Rulebook
from lsip_workflow.rules import confirmation
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store.owe import holders
from lsip_workflow.store.record import Occasion, lock, record

STATEMENT = "provider-statement"
ONLY_THE_LEAD = "The ERB lead decides this, in person."


def heading(book: Rulebook) -> str:
    """What stands over a confirmation: that it has no statutory form. Empty where the edition has none."""
    return next((rule.heading for rule in book.sign_offs if rule.key == STATEMENT), "")


def switch(session: Session, occasion: Occasion, plan: Plan, on: bool) -> None:
    """Let answers of this plan's providers wait for their confirmation, or no longer.

    Raises NotAllowed for anybody but the ERB lead, Faulty where the edition has no statement to confirm.
    """
    lock(session, f"plan:{plan.id}", plan)
    actor = occasion.actor
    if not (actor.everywhere or actor.holds(plan.area_id, Role.ERB_LEAD)):
        raise NotAllowed(ONLY_THE_LEAD)
    if on and not heading(occasion.book_of(plan)):
        raise Faulty(["on: this plan's edition of the guidance has no statement that a provider confirms."])
    if plan.provider_confirms != on:
        record(session, occasion, events.ConfirmationSwitched(plan=plan.id, to="on" if on else "off"))


def ask(session: Session, occasion: Occasion, plan: Plan, response: Response) -> None:
    """Where the plan wants it, let an answer wait for its confirmation; a wish for more time does not."""
    if plan.provider_confirms and response.kind is not AnswerKind.MORE_TIME:
        fact = events.ConfirmationAsked(
            plan=plan.id,
            request=response.request_id,
            response=response.id,
            provider=response.provider_id,
            reference=response.reference,
        )
        record(session, occasion, fact)


def confirm(session: Session, occasion: Occasion, plan: Plan, response: Response) -> Response:
    """Confirm an answer for the provider; confirmed before, it stays as it was.

    Raises NotAllowed for who may not, Faulty when it waits for none or a newer version has come.
    """
    lock(session, f"plan:{plan.id}", plan, response)
    people = holders(session, plan.area_id, Role.PROVIDER_CONFIRMER, response.provider_id, occasion.today)
    itself = confirmation.by_sender(occasion.actor, response, frozenset(person.id for person in people))
    if response.confirmation is Confirmation.CONFIRMED:
        return response
    request = session.get_one(Request, response.request_id)
    if response.confirmation is None:
        raise Faulty(["answer: this answer waits for no confirmation."])
    if request.current_response_id != response.id:
        raise Faulty(["answer: a newer version has come since; confirm that one."])
    fact = events.ResponseConfirmed(
        plan=plan.id,
        response=response.id,
        provider=response.provider_id,
        reference=response.reference,
        by_sender=itself,
        on=occasion.today,
    )
    record(session, occasion, fact)
    return response


def waiting(session: Session, plan: Plan) -> list[Response]:
    """The current answers of a plan that wait for a confirmation."""
    query = (
        select(Response)
        .join(Request, Request.current_response_id == Response.id)  # type: ignore[arg-type]
        .where(Response.plan_id == plan.id, Response.confirmation == Confirmation.SENT)
    )
    return list(session.exec(query))
