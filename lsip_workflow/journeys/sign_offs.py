"""Sign-offs: a named person signs here, or a body's decision is recorded. Two equal ways."""

import json
from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import EventRow, Person, Plan, SignOff, new_id
from lsip_workflow.rulebook import Rulebook, SignOffRule
from lsip_workflow.store.record import Occasion, lock, record


def ask(session: Session, occasion: Occasion, plan: Plan, rule: str, content: str = "") -> SignOff:
    """Ask for a sign-off of one version. Raises Faulty when the edition has no such sign-off."""
    _rule(occasion.book_of(plan), rule)
    row = SignOff(plan_id=plan.id, rule=rule, version=content)
    fact = events.SignOffRequested(plan=plan.id, sign_off=row.id, rule=rule, content=content)
    record(session, occasion, fact, row)
    return row


def sign(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    rule: str,
    person: Person,
    content: str,
    statements: tuple[str, ...],
) -> SignOff:
    """Record the signature of a named person under every statement of the rulebook, for one version."""
    entry = _rule(occasion.book_of(plan), rule)
    missing = [s.key for s in entry.statements if s.key not in statements]
    if missing:
        raise Faulty([f"statements: “{key}” is not ticked." for key in missing])
    row = SignOff(
        id=new_id(),
        plan_id=plan.id,
        rule=rule,
        person_id=person.id,
        signatory=person.name,
        recorded_at=occasion.now,
    )
    fact = events.SignOffSigned(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        person=person.id,
        content=content,
        statements=statements,
        on=occasion.today,
    )
    record(session, occasion, fact, row)
    return row


def record_decision(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    rule: str,
    *,
    body: str,
    on: date,
    reference: str,
    content: str = "",
    note: str = "",
) -> SignOff:
    """Record what a body decided, with the reference of its minute or letter. Raises Faulty, all at once."""
    _rule(occasion.book_of(plan), rule)
    faults = [
        f"{field}: {mend}"
        for field, mend, missing in (
            ("body", "say which body decided.", not body.strip()),
            ("reference", "give the reference of the minute or letter.", not reference.strip()),
            ("on", "the decision cannot lie in the future.", on > occasion.today),
        )
        if missing
    ]
    if faults:
        raise Faulty(faults)
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule, note=note or None, recorded_at=occasion.now)
    fact = events.DecisionRecorded(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        body=body.strip(),
        content=content,
        on=on,
        reference=reference.strip(),
    )
    record(session, occasion, fact, row)
    return row


def handle(session: Session, occasion: Occasion, event: EventRow) -> str:
    """Close what waited for this sign-off: earlier askings of the same rule, and their dates."""
    fact = events.read(json.loads(event.payload))
    lock(session, event.stream)
    match fact:
        case events.SignOffSigned(rule=rule):
            return f"signed here: {rule}"
        case events.SignOffDeclined(rule=rule):
            return f"declined, with a reason: {rule}"
        case events.DecisionRecorded(rule=rule, body=body):
            return f"decision of {body} recorded: {rule}"
        case _:
            raise TypeError(f"{event.type} is no sign-off.")


def _rule(book: Rulebook, key: str) -> SignOffRule:
    try:
        return book.sign_off(key)
    except KeyError:
        known = ", ".join(rule.key for rule in book.sign_offs)
        raise Faulty([f"rule: “{key}” is not a sign-off of this edition; it has {known}."]) from None
