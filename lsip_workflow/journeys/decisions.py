"""Decision recorded: what a body decided, entered by one person from its minute and checked by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import files
from lsip_workflow.journeys.refusals import Faulty, Refused, refuse_absent
from lsip_workflow.journeys.versions import keep_version, known, version_of
from lsip_workflow.model import Attendance, DecisionCheck, Meeting, Plan, SignOff, new_id
from lsip_workflow.rulebook import Rulebook, SignOffRule
from lsip_workflow.rules import sign_offs as rules
from lsip_workflow.rules.interests import covered
from lsip_workflow.rules.permissions import ActorKind, NotAllowed
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import queries
from lsip_workflow.store.record import Occasion, lock, record

TWO_STEPS = "A decision is entered by one person and checked by another; enter it, then have it checked."
OWN_KEY = "A decision is checked by a named person with a key of their own, not with the organisation's."
NOT_BY_WHO_ENTERED = "You entered this decision; somebody else compares it with the minute or letter."


@dataclass(frozen=True)
class Present:
    """One of those present as they are entered: the name, the person if known, the interest, if they left."""

    name: str
    person_id: str | None = None
    interest: str = ""
    left: bool = False


@dataclass(frozen=True)
class Minute:
    """What a minute or letter says that a body decided."""

    body: str
    on: date
    reference: str
    how: events.HowDecided = "meeting"
    outcome: events.DecisionOutcome = "agreed"
    version: str = ""
    """Which version of the plan; empty for the present one."""
    file_id: str | None = None
    meeting_id: str | None = None
    present: Sequence[Present] = ()
    note: str = ""
    corrects: str | None = None


def enter(session: Session, occasion: Occasion, plan: Plan, rule: str, minute: Minute) -> SignOff:
    """Enter a body's decision from its minute or letter; it counts once somebody else has checked it.

    Raises Faulty with every fault: an unknown version, somebody with an interest who did not leave, …
    """
    lock(session, f"plan:{plan.id}", plan)
    entry = rule_of(occasion.book_of(plan), rule)
    faults = [*_plain_faults(occasion, minute), *_named_faults(session, plan, minute, rule)]
    faults += _interest_faults(session, occasion, plan, entry, minute)
    if faults:
        raise Faulty(faults)
    present = version_of(session, plan, rule)
    version = minute.version or present
    if version == present:
        keep_version(session, occasion, plan, rule)
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule, note=minute.note.strip() or None)
    session.add(row)
    session.flush()
    there = [
        Attendance(id=new_id(), plan_id=plan.id, sign_off_id=row.id, name=each.name, interest=each.interest)
        for each in minute.present
    ]
    fact = events.DecisionEntered(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        body=minute.body.strip(),
        how=minute.how,
        content=version,
        on=minute.on,
        reference=minute.reference.strip(),
        outcome=minute.outcome,
        by=str(occasion.actor),
        file=minute.file_id,
        meeting=minute.meeting_id,
        corrects=minute.corrects,
        present=tuple(
            events.Attended(attendance=line.id, person=each.person_id, left=each.left)
            for line, each in zip(there, minute.present, strict=True)
        ),
    )
    record(session, occasion, fact, row, *there)
    return row


def check(session: Session, occasion: Occasion, row: SignOff, question: str = "") -> SignOff:
    """Say as a second person that a decision is entered as its minute says, or ask a question about it.

    Raises NotAllowed for who entered it and for an organisation's key; Refused when it was checked already.
    """
    lock(session, f"plan:{row.plan_id}", row)
    _require_second_person(session, occasion, row)
    if row.status != "entered":
        raise Refused([rules.once(_stands(session, row))])
    looked = DecisionCheck(
        id=new_id(),
        plan_id=row.plan_id,
        sign_off_id=row.id,
        by=str(occasion.actor),
        checked_on=occasion.today,
        agrees=not question.strip(),
        words=question.strip() or None,
    )
    said = events.DecisionQuestioned if question.strip() else events.DecisionChecked
    fact = said(
        plan=row.plan_id,
        sign_off=row.id,
        rule=row.rule,
        body=row.body or "",
        reference=row.reference,
        check=looked.id,
        by=looked.by,
        on=occasion.today,
    )
    record(session, occasion, fact, looked)
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
    outcome: events.DecisionOutcome = "agreed",
) -> SignOff:
    """Record what a body decided in one step, at the command line: what was checked before it came here.

    People enter and check (`enter`, `check`): raises NotAllowed for them. Raises Faulty, all at once.
    """
    if not occasion.actor.everywhere:
        raise NotAllowed(TWO_STEPS)
    lock(session, f"plan:{plan.id}", plan)
    rule_of(occasion.book_of(plan), rule)
    if faults := _plain_faults(occasion, Minute(body=body, on=on, reference=reference)):
        raise Faulty(faults)
    if content and content == version_of(session, plan, rule):
        keep_version(session, occasion, plan, rule)
    row = SignOff(id=new_id(), plan_id=plan.id, rule=rule, note=note or None)
    fact = events.DecisionRecorded(
        plan=plan.id,
        sign_off=row.id,
        rule=rule,
        body=body.strip(),
        content=content,
        on=on,
        reference=reference.strip(),
        outcome=outcome,
    )
    record(session, occasion, fact, row)
    return row


def not_said(session: Session, row: SignOff) -> list[str]:
    """What a decision as entered leaves open, for whoever checks it and whoever reads it later."""
    lines = [] if row.file_id else ["No minute or letter is attached."]
    if row.how == "meeting" and not decided.present_at(session, row.id):
        lines.append("Who was present is not said.")
    return lines


def rule_of(book: Rulebook, key: str) -> SignOffRule:
    """A sign-off of the edition. Raises Refused for one it says it lacks, Faulty for another."""
    try:
        return book.sign_off(key)
    except KeyError:
        refuse_absent(book, key)
        known_ones = ", ".join(rule.key for rule in book.sign_offs)
        raise Faulty([f"rule: “{key}” is not a sign-off of this edition; it has {known_ones}."]) from None


def _plain_faults(occasion: Occasion, minute: Minute) -> list[str]:
    return [
        f"{field}: {mend}"
        for field, mend, missing in (
            ("body", "say which body decided.", not minute.body.strip()),
            ("reference", "give the reference of the minute or letter.", not minute.reference.strip()),
            ("on", "the decision cannot lie in the future.", minute.on > occasion.today),
        )
        if missing
    ]


def _named_faults(session: Session, plan: Plan, minute: Minute, rule: str) -> list[str]:
    """What is named by its id or digest, and is not there."""
    faults = []
    if minute.version and not known(session, plan, minute.version, rule):
        faults.append(
            "version: this is no version of the plan that was ever asked about, signed or decided on."
        )
    if minute.file_id is not None:
        try:
            files.of_plan(session, plan, minute.file_id)
        except Faulty as faulty:
            faults += faulty.faults
    meeting = session.get(Meeting, minute.meeting_id) if minute.meeting_id else None
    if minute.meeting_id and (meeting is None or meeting.plan_id != plan.id):
        faults.append("meeting: there is no such meeting in this plan; record it first.")
    if minute.corrects is not None and not _can_be_corrected(session, plan, minute.corrects, rule):
        faults.append("corrects: name a decision of this kind about which there is a question.")
    for place, each in enumerate(minute.present):
        if each.person_id is not None and not decided.known_here(session, plan, each.person_id):
            faults.append(f"present.{place}.person: this is nobody that we know in this area.")
    return faults


def _can_be_corrected(session: Session, plan: Plan, key: str, rule: str) -> bool:
    row = session.get(SignOff, key)
    return row is not None and (row.plan_id, row.rule, row.status) == (plan.id, rule, "questioned")


def _interest_faults(
    session: Session, occasion: Occasion, plan: Plan, entry: SignOffRule, minute: Minute
) -> list[str]:
    """Who was present with an interest and did not leave: the minute says otherwise, or it is redone."""
    faults, dossier = list[str](), queries.dossier(session, plan)
    for place, each in enumerate(minute.present):
        if each.left:
            continue
        hidden = (
            decided.hidden_from(session, plan, each.person_id, minute.on) if each.person_id else frozenset()
        )
        whole = entry.never_the_author is not None
        found = covered(entry, whole=whole, hidden=hidden, dossier=dossier)
        if each.interest.strip() or found:
            what = f" in {', '.join(found)}" if found else ""
            faults.append(
                f"present.{place}: {each.name} has an interest{what} and is not said to have left. Say that "
                "they left, if the minute does; otherwise the body decides again without them."
            )
    return faults


def _require_second_person(session: Session, occasion: Occasion, row: SignOff) -> None:
    actor = occasion.actor
    if actor.kind not in (ActorKind.PERSON, ActorKind.COMMAND):
        raise NotAllowed(OWN_KEY)
    if decided.entered_by(session, row, actor):
        raise NotAllowed(NOT_BY_WHO_ENTERED)


def _stands(session: Session, row: SignOff) -> str:
    """What has happened to a decision meanwhile, for whoever comes second."""
    looked = session.exec(select(DecisionCheck).where(DecisionCheck.sign_off_id == row.id)).first()
    if looked is None:
        return "This is not a decision that waits to be checked."
    did = "checked it" if looked.agrees else "asked a question about it"
    return f"Somebody {did} already, on {looked.checked_on}; there is nothing more to do."
