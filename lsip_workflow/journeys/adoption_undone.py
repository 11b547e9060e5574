"""The taking over of a plan, undone until the first message about it went."""

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, parties, people
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Person, Plan, RoleHeld
from lsip_workflow.reference.reading import spoken
from lsip_workflow.store import adoption as told
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record


def undo(session: Session, occasion: Occasion, plan: Plan) -> tuple[int, int]:
    """Undo a taking over: from now on it is nobody's plan, and its cycle is free again.

    Its roles end, and people whom only it brought, and who hold nothing else, are erased. Raises Faulty
    for a plan that began here, and once a message about it was sent. Gives the people erased, roles ended.
    """
    lock(session, f"plan:{plan.id}", plan)
    fact = told.adopted(session, plan.id)
    if faults := _undo_faults(session, plan, fact):
        raise Faulty(faults)
    assert fact is not None
    for deadline in queries.dossier(session, plan).deadlines:
        deadlines.close(session, occasion, deadline, needed=False)
    ended = [held for key in fact.roles if (held := session.get(RoleHeld, key)) and held.until is None]
    for held in ended:
        parties.end_role(session, occasion, held, max(occasion.today, held.since))
    erased = _erase(session, occasion, fact)
    undone = events.AdoptionUndone(plan=plan.id, cycle=f"{plan.cycle} (undone: {plan.id})", on=occasion.today)
    record(session, occasion, undone, plan)
    told.put_down(session, plan.id)
    return erased, len(ended)


def _undo_faults(session: Session, plan: Plan, fact: events.PlanAdopted | None) -> list[str]:
    if fact is None:
        return [f"plan: “{plan.id}” was not taken over from a workbook; there is nothing to undo."]
    if plan.undone_on is not None:
        return [f"plan: this was undone on {spoken(plan.undone_on)} already."]
    if told.first_sent(session, plan.id):
        return [
            "plan: a message about it has been sent, so it stays. Correct what is wrong in it, or end it as "
            "plans end."
        ]
    return []


def _erase(session: Session, occasion: Occasion, fact: events.PlanAdopted) -> int:
    brought = [session.get_one(Person, key) for key in fact.people]
    alone = [
        person
        for person in brought
        if person.erased_at is None and told.holds_nothing_else(session, person, fact.roles)
    ]
    for person in alone:
        people.erase_person(session, occasion, person)
    return len(alone)
