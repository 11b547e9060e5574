"""Sign-offs: a named person signs here, or a body's decision is recorded. Two equal ways."""

import json
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import EventRow, Person, Plan, Role, SignOff, canonical, digest, new_id
from lsip_workflow.rulebook import Rulebook, SignOffRule
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import queries
from lsip_workflow.store.owe import holders
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "signature"


def version_of(session: Session, plan: Plan) -> str:
    """The digest of the plan's content as it stands when somebody is asked, signs or decides."""
    dossier = queries.dossier(session, plan)
    content = {
        "plan": plan.id,
        "needs": sorted(need.occupation for need in dossier.needs),
        "priorities": [[row.code, row.title] for row in dossier.priorities],
        "actions": [[row.code, row.title, row.measure] for row in dossier.actions],
    }
    return digest(canonical(content))


def ask(
    session: Session, occasion: Occasion, plan: Plan, rule: str, content: str = "", due: date | None = None
) -> SignOff:
    """Ask for a sign-off of one version, by a day if one is named. Raises Faulty for an unknown sign-off."""
    entry = _rule(occasion.book_of(plan), rule)
    row = SignOff(plan_id=plan.id, rule=rule, version=content)
    fact = events.SignOffRequested(plan=plan.id, sign_off=row.id, rule=rule, content=content)
    record(session, occasion, fact, row)
    if due is not None:
        deadlines.open_deadline(
            session, occasion, plan, kind="signature", subject=row.id, title=entry.title,
            holder=Role.PROJECT_MANAGER, ladder=LADDER, due=due, cite=entry.cite,
        )  # fmt: skip
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
    """Record the signature of a named person under every statement of the rulebook, for one version.

    Raises NotAllowed for a person who holds none of the roles that sign this, Faulty for statements unticked.
    """
    entry = _rule(occasion.book_of(plan), rule)
    _require_role(session, occasion, plan, entry, person)
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


def decline(
    session: Session, occasion: Occasion, plan: Plan, rule: str, person: Person, reason: str
) -> SignOff:
    """Record that a named person declined to sign, and why. Raises NotAllowed, Faulty without a reason."""
    entry = _rule(occasion.book_of(plan), rule)
    _require_role(session, occasion, plan, entry, person)
    if not reason.strip():
        raise Faulty(["reason: write why, in a sentence."])
    row = SignOff(
        id=new_id(),
        plan_id=plan.id,
        rule=rule,
        person_id=person.id,
        signatory=person.name,
        note=reason.strip(),
        recorded_at=occasion.now,
    )
    fact = events.SignOffDeclined(
        plan=plan.id, sign_off=row.id, rule=rule, person=person.id, on=occasion.today
    )
    record(session, occasion, fact, row)
    return row


def _require_role(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, person: Person
) -> None:
    """Who signs is a named person with the role, on the day."""
    roles = [Role(name) for name in entry.by if name in set(Role)]
    signatories = {
        holder.id
        for role in roles
        for holder in holders(session, plan.area_id, role, person.organisation_id, occasion.today)
    }
    if person.id not in signatories:
        who = (
            " or ".join(role.replace("_", " ") for role in roles) or "nobody here: record the body's decision"
        )
        raise NotAllowed(f"“{entry.title}” is signed by: {who}. This person does not hold that role here.")


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
    """Close the dates of what waited for this sign-off: earlier askings of the same rule."""
    fact = events.read(json.loads(event.payload))
    lock(session, event.stream)
    assert isinstance(fact, events.SignOffSigned | events.SignOffDeclined | events.DecisionRecorded)
    _close_askings(session, occasion, fact.plan, fact.rule)
    match fact:
        case events.SignOffSigned(rule=rule):
            return f"signed here: {rule}"
        case events.SignOffDeclined(rule=rule):
            return f"declined, with a reason: {rule}"
        case events.DecisionRecorded(rule=rule, body=body):
            return f"decision of {body} recorded: {rule}"


def _close_askings(session: Session, occasion: Occasion, plan_id: str, rule: str) -> None:
    """What was waited for has come, one way or the other: its dates close and reminders end."""
    asked = select(SignOff.id).where(
        SignOff.plan_id == plan_id, SignOff.rule == rule, SignOff.status == "asked"
    )
    for identity in session.exec(asked).all():
        due = queries.deadline_of(session, plan_id, "signature", identity)
        deadlines.close(session, occasion, due)


def _rule(book: Rulebook, key: str) -> SignOffRule:
    try:
        return book.sign_off(key)
    except KeyError:
        known = ", ".join(rule.key for rule in book.sign_offs)
        raise Faulty([f"rule: “{key}” is not a sign-off of this edition; it has {known}."]) from None
