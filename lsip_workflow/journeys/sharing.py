"""What an ERB shares of a plan with others: nothing that is not public, unless it chose to."""

from collections.abc import Collection

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.model import Plan, SharedThing, SharedWith, Sharing
from lsip_workflow.store.record import Occasion, lock, record


def decide(
    session: Session, occasion: Occasion, plan: Plan, audience: SharedWith, shows: Collection[SharedThing]
) -> Sharing:
    """Choose what one audience is let see of a plan, from now on; the same again is recorded once only."""
    lock(session, f"plan:{plan.id}", plan)
    there = session.get(Sharing, (plan.id, audience))
    chosen = tuple(thing for thing in SharedThing if thing in shows)
    if there is None and not chosen:
        return Sharing(plan_id=plan.id, audience=audience, decided_on=occasion.today)
    if there is not None and there.shows == [thing.value for thing in chosen]:
        return there
    row = there or Sharing(plan_id=plan.id, audience=audience, decided_on=occasion.today)
    fact = events.SharingDecided(plan=plan.id, audience=audience, shows=chosen, on=occasion.today)
    record(session, occasion, fact, row)
    return row
