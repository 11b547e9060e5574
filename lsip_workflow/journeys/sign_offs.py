"""Signed here: a named person with the role is asked, reads exactly what it is about, signs or declines."""

import json
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines
from lsip_workflow.journeys.decisions import record_decision, rule_of
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import changes_since, keep_version, version_of
from lsip_workflow.model import EventRow, Person, Plan, Role, SignOff, new_id
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.interests import covered
from lsip_workflow.rules.permissions import TEAM, NotAllowed
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.store.owe import holders
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "signature"

__all__ = ["ask", "authors_of", "decline", "handle", "record_decision", "rule_of", "sign", "version_of"]


def ask(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    rule: str,
    due: date | None = None,
    authors: Sequence[str] = (),
) -> SignOff:
    """Ask for a sign-off of the plan as it stands, by a day if one is named, naming who wrote it.

    Who recorded part of it under their own key since the plan came to this stage is an author as well; what
    was written with the ERB's key has no author but those named here. Raises Faulty with every fault.
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    wrote = sorted(set(authors) | decided.recorded_by(session, plan.id, rules.WRITING))
    faults = _unknown_authors(session, plan, authors)
    if due is not None and due < occasion.today:
        faults.append("due: the date has gone by already.")
    if entry.never_the_author is not None and not wrote:
        faults.append("authors: name the persons who wrote it, by their ids; they do not sign it.")
    if faults:
        raise Faulty(faults)
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule)
    fact = events.SignOffRequested(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        content=keep_version(session, occasion, plan, rule),
        stage=plan.stage,
        authors=tuple(wrote),
    )
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

    Raises NotAllowed for a person who holds none of the roles that sign this, who wrote it or has an interest
    in it; Refused, with what has changed, for a version that is not the present one, and for a second
    signature under the same one; Faulty for statements unticked.
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    _require_signer(session, occasion, plan, entry, person)
    asking = _asking(session, plan, entry)
    _require_present(session, plan, rule, person, content)
    faults = [f"statements: “{s.key}” is not ticked." for s in entry.statements if s.key not in statements]
    known = {statement.key for statement in entry.statements}
    faults += [f"statements: “{key}” is not a statement of this." for key in statements if key not in known]
    if faults:
        raise Faulty(faults)
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule, signatory=person.name)
    fact = events.SignOffSigned(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        person=person.id,
        content=keep_version(session, occasion, plan, rule),
        statements=statements,
        on=occasion.today,
        asking=asking.id if asking else None,
    )
    record(session, occasion, fact, row)
    return row


def decline(
    session: Session, occasion: Occasion, plan: Plan, rule: str, person: Person, reason: str
) -> SignOff:
    """Record that a named person declined to sign, and why.

    Raises NotAllowed, Faulty without a reason, Refused for the second time about the same asking.
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    _require_role(session, occasion, plan, entry, person)
    if not reason.strip():
        raise Faulty(["reason: write why, in a sentence."])
    asking = decided.newest_asking(session, plan.id, rule)
    if asking and (said := decided.declined(session, asking.id, person.id)):
        raise Refused([rules.once(f"You declined this on {said.decided_on}; once is enough.")])
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule, signatory=person.name, note=reason.strip())
    fact = events.SignOffDeclined(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        person=person.id,
        on=occasion.today,
        asking=asking.id if asking else None,
    )
    record(session, occasion, fact, row)
    return row


def authors_of(session: Session, plan: Plan, rule: str) -> set[str]:
    """Who wrote what is asked about: named with the asking, or recorded under their own key since then."""
    asking = decided.newest_asking(session, plan.id, rule)
    return set(asking.authors if asking else ()) | decided.recorded_by(session, plan.id, rules.WRITING)


def _require_signer(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, person: Person
) -> None:
    _require_role(session, occasion, plan, entry, person)
    if sentence := rules.wrote(entry, person.id, authors_of(session, plan, entry.key)):
        raise NotAllowed(sentence)
    if sentence := in_the_way(session, occasion, plan, entry, person.id):
        raise NotAllowed(sentence)


def in_the_way(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, person_id: str
) -> str | None:
    """The sentence for somebody with an interest in what this decides; None when they have none."""
    hidden = decided.hidden_from(session, plan, person_id, occasion.today)
    whole = entry.never_the_author is not None
    found = covered(entry.key, whole=whole, hidden=hidden, dossier=queries.dossier(session, plan))
    if not found:
        return None
    return (
        f"You have an interest in {', '.join(found)}, so this is not yours to sign. Thank you for saying so. "
        "Somebody else who holds the role signs, or the body's decision is recorded with who left the room."
    )


def _require_role(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, person: Person
) -> None:
    """Who signs is a named person with the role, on the day; for the ERB, one of the plan's own ERB."""
    signatories = {
        holder.id
        for role in rules.roles_of(entry)
        for holder in holders(session, plan.area_id, role, person.organisation_id, occasion.today)
        if role not in TEAM or holder.organisation_id == plan.erb_id
    }
    if person.id not in signatories:
        raise NotAllowed(
            f"“{entry.title}” is signed by: {rules.signers(entry)}. This person does not hold that role here."
        )


def _require_present(session: Session, plan: Plan, rule: str, person: Person, content: str) -> None:
    if content != version_of(session, plan, rule):
        raise Refused(rules.changed(changes_since(session, plan, content, rule)))
    same = select(SignOff).where(
        SignOff.plan_id == plan.id,
        SignOff.rule == rule,
        SignOff.person_id == person.id,
        SignOff.version == content,
        SignOff.status == "signed",
    )
    if (signed := session.exec(same).first()) is not None:
        raise Refused([rules.once(f"You signed this version on {signed.decided_on}; once is enough.")])


def _asking(session: Session, plan: Plan, entry: SignOffRule) -> SignOff | None:
    """The asking that is answered. Raises Refused where nobody asked, and so nobody said who wrote it."""
    asking = decided.newest_asking(session, plan.id, entry.key)
    if asking is None and entry.never_the_author is not None:
        text = (
            f"Nobody has asked for “{entry.title}” yet, so it is not said who wrote it. The team asks first."
        )
        raise Refused([rules.not_yet(text, entry.never_the_author)])
    return asking


def _unknown_authors(session: Session, plan: Plan, authors: Sequence[str]) -> list[str]:
    """Each place where somebody is named whom nobody knows here."""
    return [
        f"authors.{place}: “{key}” is nobody that we know in this area; name a person by their id."
        for place, key in enumerate(authors)
        if not decided.known_here(session, plan, key)
    ]


def handle(session: Session, occasion: Occasion, event: EventRow) -> str:
    """Close the dates of what waited for this sign-off: earlier askings of the same rule."""
    fact = events.read(json.loads(event.payload))
    lock(session, event.stream)
    assert isinstance(
        fact,
        events.SignOffSigned | events.SignOffDeclined | events.DecisionRecorded | events.DecisionChecked,
    )
    _close_askings(session, occasion, event, fact.rule)
    match fact:
        case events.SignOffSigned(rule=rule):
            return f"signed here: {rule}"
        case events.SignOffDeclined(rule=rule):
            return f"declined, with a reason: {rule}"
        case events.DecisionRecorded(rule=rule, body=body):
            return f"decision of {body} recorded: {rule}"
        case events.DecisionChecked(rule=rule, body=body):
            return f"decision of {body} checked by a second person: {rule}"


def _close_askings(session: Session, occasion: Occasion, event: EventRow, rule: str) -> None:
    """What was waited for has come, one way or the other: its dates close and reminders end.

    An asking that came after this event waits for another answer: events can be handled late.
    """
    plan_id = event.stream.removeprefix("plan:")
    for asking in decided.askings_of(session, plan_id, rule, before=event.seq):
        deadlines.close(session, occasion, queries.deadline_of(session, plan_id, "signature", asking))
