"""Asking several providers of a plan the same thing at once: all of them, or none."""

import json
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow.journeys import requests
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import EventRow, Organisation, OutboxRow, Plan, Request
from lsip_workflow.store.record import Occasion, lock


def ask_several(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    providers: Sequence[str],
    *,
    title: str,
    text: str,
    due: date,
) -> list[Request]:
    """Ask each of these providers, by their ids; one that is named twice is asked once.

    Raises Faulty with everything that is wrong with any of them; then nobody was asked.
    """
    lock(session, f"plan:{plan.id}", plan)
    made: list[Request] = []
    faults: list[str] = []
    for key in dict.fromkeys(providers):
        provider = session.get(Organisation, key)
        if provider is None:
            faults.append("providers: one of them is not a provider of this plan.")
            continue
        try:
            made.append(requests.ask(session, occasion, plan, provider, title=title, due=due, text=text))
        except Faulty as faulty:
            faults += [fault.replace("provider:", "providers:", 1) for fault in faulty.faults]
    if faults:
        raise Faulty(list(dict.fromkeys(faults)))
    return made


def message_of(session: Session, request_id: str) -> OutboxRow | None:
    """The first message by which a provider is told of a request."""
    request = session.get_one(Request, request_id)
    query = select(OutboxRow, EventRow).where(
        OutboxRow.event_id == EventRow.id,
        EventRow.stream == f"plan:{request.plan_id}",
        EventRow.type == "request.sent",
    )
    for row, event in session.exec(query.order_by(col(EventRow.seq).desc())):
        if json.loads(event.payload)["request"] == request_id:
            return row
    return None
