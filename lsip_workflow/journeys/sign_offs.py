"""Signed here: a named person with the role is asked, reads exactly what it is about, signs or declines."""

import json
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, signatories
from lsip_workflow.journeys.decisions import record_decision, rule_of
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.versions import changes_since, keep_version, version_of
from lsip_workflow.model import Delegation, EventRow, Person, Plan, Role, SignOff, new_id
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

LADDER = "signature"

__all__ = ["ask", "decline", "handle", "record_decision", "rule_of", "sign", "version_of"]


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
    on_behalf_of: str | None = None,
) -> SignOff:
    """Record the signature of a named person under every statement of the rulebook, for one version.

    It is their own, or in the place of the person whose delegation names them: both names are kept. Raises
    NotAllowed for who has neither right, who wrote it or has an interest in it; Refused, with what has
    changed, for a version that is not the present one, and for a second signature under the same one;
    Faulty for statements unticked.
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    under = signatories.hand(session, occasion, plan, entry, person, on_behalf_of)
    signatories.require_free(session, occasion, plan, entry, person, under)
    asking = _asking(session, plan, entry)
    _require_present(session, plan, rule, person, content, under)
    faults = [f"statements: “{s.key}” is not ticked." for s in entry.statements if s.key not in statements]
    known = {statement.key for statement in entry.statements}
    faults += [f"statements: “{key}” is not a statement of this." for key in statements if key not in known]
    if faults:
        raise Faulty(faults)
    row = _by(session, plan, rule, person, under)
    fact = events.SignOffSigned(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        person=person.id,
        content=keep_version(session, occasion, plan, rule),
        statements=statements,
        on=occasion.today,
        asking=asking.id if asking else None,
        delegation=under.id if under else None,
        on_behalf_of=under.signatory_id if under else None,
    )
    record(session, occasion, fact, row)
    return row


def decline(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    rule: str,
    person: Person,
    reason: str,
    on_behalf_of: str | None = None,
) -> SignOff:
    """Record that a named person declined to sign, and why.

    Raises NotAllowed, Faulty without a reason, Refused for the second time about the same asking.
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    under = signatories.hand(session, occasion, plan, entry, person, on_behalf_of)
    if not reason.strip():
        raise Faulty(["reason: write why, in a sentence."])
    asking = decided.newest_asking(session, plan.id, rule)
    if asking and (said := decided.declined(session, asking.id, person.id)):
        raise Refused([rules.once(f"You declined this on {said.decided_on}; once is enough.")])
    row = _by(session, plan, rule, person, under)
    row.note = reason.strip()
    fact = events.SignOffDeclined(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        person=person.id,
        on=occasion.today,
        asking=asking.id if asking else None,
        delegation=under.id if under else None,
        on_behalf_of=under.signatory_id if under else None,
    )
    record(session, occasion, fact, row)
    return row


def _by(session: Session, plan: Plan, rule: str, person: Person, under: Delegation | None) -> SignOff:
    """The row of a signature with the names as they are today: the hand's, and whose place it signs in."""
    place = session.get_one(Person, under.signatory_id).name if under else None
    return SignOff(id=new_id(), plan_id=plan.id, rule=rule, signatory=person.name, delegated_by=place)


def _require_present(
    session: Session, plan: Plan, rule: str, person: Person, content: str, under: Delegation | None
) -> None:
    if content != version_of(session, plan, rule):
        raise Refused(rules.changed(changes_since(session, plan, content, rule)))
    same = select(SignOff).where(
        SignOff.plan_id == plan.id,
        SignOff.rule == rule,
        SignOff.person_id == person.id,
        SignOff.version == content,
        SignOff.status == "signed",
        SignOff.on_behalf_of == (under.signatory_id if under else None),
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
    plan = session.get_one(Plan, event.stream.removeprefix("plan:"))
    title = occasion.book_of(plan).sign_off(fact.rule).title
    match fact:
        case events.SignOffSigned():
            return f"signed here: {title}"
        case events.SignOffDeclined():
            return f"declined, with a reason: {title}"
        case events.DecisionRecorded(body=body):
            return f"a decision is recorded ({body}): {title}"
        case events.DecisionChecked(body=body):
            return f"a second person has checked a decision ({body}): {title}"


def _close_askings(session: Session, occasion: Occasion, event: EventRow, rule: str) -> None:
    """What was waited for has come, one way or the other: its dates close and reminders end.

    An asking that came after this event waits for another answer: events can be handled late.
    """
    plan_id = event.stream.removeprefix("plan:")
    for asking in decided.askings_of(session, plan_id, rule, before=event.seq):
        deadlines.close(session, occasion, queries.deadline_of(session, plan_id, "signature", asking))
