"""Signing in somebody's place: dated, with a reason, given by the signatory or the ERB lead in person.

A delegation passes on the hand that signs and nothing else: who wrote it, or has an interest in it, does
not sign it in anybody's place, and nobody signs for a person who wrote it or has an interest in it.
"""

from datetime import date

from sqlmodel import Session

from lsip_workflow import events
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.journeys.signatories import signs_themselves, wrote
from lsip_workflow.model import Delegation, EventRow, Person, Plan, new_id
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules import delegation as rules
from lsip_workflow.rules import sign_offs as signing
from lsip_workflow.rules.permissions import NotAllowed
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import delegations, queries
from lsip_workflow.store.owe import owe_people
from lsip_workflow.store.record import Occasion, lock, record

GIVEN = "Signing was passed on: both are told (practice of this project)"
ENDED = "Signing that was passed on was taken back: both are told (practice of this project)"


def give(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    *,
    signatory: Person,
    delegate: Person,
    since: date,
    until: date,
    why: str,
    rule: str = "",
) -> Delegation:
    """Name who signs in a signatory's place, from a day until a day: one sign-off, or each of theirs.

    Raises NotAllowed for anybody but the signatory and the ERB lead, Faulty with every fault, Refused when
    the same is passed on already for some of the days.
    """
    lock(session, f"plan:{plan.id}", plan)
    if not rules.may_give(occasion.actor, plan.area_id, plan.erb_id, signatory.id):
        raise NotAllowed(rules.WHO_GIVES)
    faults = _dated(occasion, since, until) + ([] if why.strip() else ["why: say why, in a sentence."])
    faults += _of_signatory(session, occasion, plan, signatory, rule)
    faults += _of_delegate(session, occasion, plan, signatory, delegate, rule)
    if faults:
        raise Faulty(faults)
    row = Delegation(
        id=new_id(), plan_id=plan.id, rule=rule, signatory_id=signatory.id, delegate_id=delegate.id,
        since=since, until=until, given_by=str(occasion.actor), given_on=occasion.today, why=why.strip(),
    )  # fmt: skip
    for other in delegations.of_plan(session, plan.id):
        if rules.overlaps(row, other):
            raise Refused([rules.there_already(other)])
    fact = events.DelegationGiven(
        plan=plan.id,
        delegation=row.id,
        in_place_of=signatory.id,
        delegate=delegate.id,
        rule=rule,
        since=since,
        until=until,
        by=row.given_by,
        on=occasion.today,
    )
    event = record(session, occasion, fact, row)
    _tell(session, occasion, plan, row, event, template="delegation_given", why=GIVEN)
    return row


def _tell(
    session: Session,
    occasion: Occasion,
    plan: Plan,
    row: Delegation,
    event: EventRow,
    *,
    template: str,
    why: str,
) -> None:
    """Whoever signs, and in whose place, are told with both names; who did it knows."""
    both = [key for key in (row.signatory_id, row.delegate_id) if key != occasion.actor.person_id]
    people = [session.get_one(Person, key) for key in both]
    living = [person for person in people if person.erased_at is None]
    owe_people(session, plan, event, living, occasion.now, template=template, why=why)


def end(session: Session, occasion: Occasion, row: Delegation) -> Delegation:
    """End a delegation before its time: from today nothing is signed under it.

    Raises NotAllowed for anybody but the signatory, the delegate and the ERB lead; Refused when it is over.
    """
    lock(session, f"plan:{row.plan_id}", row)
    plan = session.get_one(Plan, row.plan_id)
    given = rules.may_give(occasion.actor, plan.area_id, plan.erb_id, row.signatory_id)
    if not given and occasion.actor.person_id != row.delegate_id:
        raise NotAllowed(rules.WHO_GIVES)
    if row.ended_on is not None or row.until < occasion.today:
        raise Refused([signing.once(f"It is over already, since {row.ended_on or row.until}.")])
    fact = events.DelegationEnded(plan=row.plan_id, delegation=row.id, on=occasion.today)
    event = record(session, occasion, fact, row)
    _tell(session, occasion, plan, row, event, template="delegation_ended", why=ENDED)
    return row


def _dated(occasion: Occasion, since: date, until: date) -> list[str]:
    faults = []
    if since < occasion.today:
        faults.append("since: write today or a day to come; nothing is passed on backwards.")
    if until < since:
        faults.append("until: write a day on or after the first.")
    return faults


def _of_signatory(
    session: Session, occasion: Occasion, plan: Plan, signatory: Person, rule: str
) -> list[str]:
    book = occasion.book_of(plan)
    keys = [entry.key for entry in book.sign_offs]
    if rule and rule not in keys:
        return [f"rule: “{rule}” is not a sign-off of this edition; it has {', '.join(keys)}."]
    if _passed_on(session, occasion, plan, signatory, rule):
        return []
    what = f"“{book.sign_off(rule).title}”" if rule else "anything"
    return [f"signatory: this person does not sign {what} here, so there is nothing to pass on."]


def _of_delegate(
    session: Session, occasion: Occasion, plan: Plan, signatory: Person, delegate: Person, rule: str
) -> list[str]:
    selves = decided.same_person(session, delegate.id)
    if signatory.id in selves:
        return ["delegate: name somebody else than the signatory."]
    faults = []
    if occasion.actor.person_id in selves:
        faults.append("delegate: nobody passes another person's signature to themselves; name somebody else.")
    here = [
        row for row in queries.roles_of(session, delegate.id, occasion.today) if row.area_id == plan.area_id
    ]
    if not here or delegate.erased_at is not None:
        faults.append(
            "delegate: this person holds no role in the area today, so they could not come in to sign."
        )
    faults += [
        f"delegate: they wrote what “{entry.title}” is asked about, and that is never signed by its author."
        for entry in _passed_on(session, occasion, plan, signatory, rule)
        if _asked_now(session, plan, entry) and wrote(session, plan, entry, delegate.id)
    ]
    return faults


def _passed_on(
    session: Session, occasion: Occasion, plan: Plan, signatory: Person, rule: str
) -> list[SignOffRule]:
    """What a delegation would pass on: of what it names, that which the signatory signs here today."""
    return [
        entry
        for entry in occasion.book_of(plan).sign_offs
        if rule in ("", entry.key) and signs_themselves(session, plan, entry, signatory, occasion.today)
    ]


def _asked_now(session: Session, plan: Plan, entry: SignOffRule) -> bool:
    asking = decided.newest_asking(session, plan.id, entry.key)
    return asking is not None and asking.stage == plan.stage
