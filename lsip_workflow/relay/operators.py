"""Telling administrators that a run failed or crashed."""

from sqlmodel import col, select

from lsip_workflow.model import OutboxRow, Person, Role, RoleHeld
from lsip_workflow.relay.batches import Works
from lsip_workflow.rules.calendar import LONDON
from lsip_workflow.store import queries
from lsip_workflow.store.owe import insert_new


def tell(works: Works, run_name: str, run_id: str) -> str:
    """Owe each administrator one message about a run, under a key that a second telling meets."""
    if not run_id:
        return "No run was named, so nobody was told."
    told, today = 0, works.now().astimezone(LONDON).date()
    with works.database.transaction() as session:
        holders = select(Person.id).join(RoleHeld, col(RoleHeld.person_id) == Person.id)
        query = holders.where(RoleHeld.role == Role.ADMINISTRATOR, queries.held_on(today)).where(
            col(Person.erased_at).is_(None)
        )
        for person_id in session.exec(query.distinct()):
            row = OutboxRow(
                key=f"run_failed:{run_id}:{person_id}:email",
                template="run_failed",
                person_id=person_id,
                role=Role.ADMINISTRATOR,
                why=run_name or run_id,
                owed_since=works.now(),
            )
            told += len(insert_new(session, [row]))
    return f"{told} administrator(s) told"
