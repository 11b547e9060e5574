"""A person's own mark of what they have seen; it changes nothing for anybody else, so it is no event."""

from datetime import datetime

from sqlmodel import Session

from lsip_workflow.journeys.drafts import require_a_person
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import Looked
from lsip_workflow.store.record import Occasion


def mark(session: Session, occasion: Occasion, at: datetime) -> Looked | None:
    """Remember that the person who acts has seen what happened until an instant; never moved back.

    None for the command line, which is nobody. Raises NotAllowed for a key, and Faulty.
    """
    require_a_person(occasion.actor)
    person = occasion.actor.person_id
    if person is None:
        return None
    if at > occasion.now:
        raise Faulty(["at: this moment is still to come."])
    row = session.get(Looked, person, with_for_update=True)
    if row is None:
        row = Looked(person_id=person, at=at)
        session.add(row)
    row.at = max(row.at, at)
    session.flush()
    return row
