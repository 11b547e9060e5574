"""For the team of a plan: its sign-offs and decisions, one decision as it was entered, signing passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lsip_workflow.journeys import decisions, judged, signatories, versions
from lsip_workflow.model import DecisionCheck, File, Meeting, Plan, SignOff, SourceStatus, digest
from lsip_workflow.rulebook import SignOffRule
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import decisions as decided
from lsip_workflow.store import delegations, life, queries
from lsip_workflow.web import saying
from lsip_workflow.web.views.sign_offs import last
from lsip_workflow.web.views.signed import Given, given, since
from lsip_workflow.web.views.to_decide import PassedOn, passed_on
from lsip_workflow.web.views.versions import Changed

HOW = {
    "": "",
    "meeting": "at a meeting",
    "delegated_decision": "by a decision that it had delegated",
    "correspondence": "by letter or e-mail",
}


@dataclass(frozen=True)
class Line:
    """One thing that was asked, signed, declined, entered or decided."""

    id: str
    given: Given
    asked: bool
    due: date | None
    entered: bool
    """Whether it is a body's decision, which has a page of its own."""
    waits_for_check: bool


@dataclass(frozen=True)
class RuleShown:
    """One sign-off of the edition with all that came of it, the newest first."""

    key: str
    title: str
    cite: str
    sourced: bool
    by: str
    lines: tuple[Line, ...]
    signed: Given | None
    number: int
    changed: tuple[Changed, ...]
    """What is different now from what was signed last; a person decides what comes of it."""
    judged: str
    """Why a person judged that change a correction; then the sign-off stands."""
    newest: str
    asks: bool


@dataclass(frozen=True)
class Decisions:
    """Every sign-off of the plan's edition: those with something to them, and the others."""

    live: tuple[RuleShown, ...]
    others: tuple[RuleShown, ...]
    to_check: tuple[Line, ...]


def team_decisions(session: Session, world: Runtime, plan: Plan) -> Decisions:
    """All sign-offs and decisions of a plan, by what they are about."""
    rows = decided.sign_offs_of(session, plan.id)
    numbers = decided.version_numbers(session, plan.id)
    rules = [
        _rule(session, plan, entry, [row for row in rows if row.rule == entry.key], numbers)
        for entry in world.books[plan.edition].sign_offs
    ]
    return Decisions(
        live=tuple(rule for rule in rules if rule.lines),
        others=tuple(rule for rule in rules if not rule.lines),
        to_check=tuple(line for rule in rules for line in rule.lines if line.waits_for_check),
    )


def _rule(
    session: Session, plan: Plan, entry: SignOffRule, rows: Sequence[SignOff], numbers: dict[str, int]
) -> RuleShown:
    newest = last(rows, numbers)
    text = versions.text_of(session, plan, entry.key) if newest is not None else ""
    changed = since(session, plan, newest.version, text) if newest is not None else ()
    seen = judged.of_version(session, newest, digest(text)) if newest is not None else None
    return RuleShown(
        key=entry.key,
        title=entry.title,
        cite=entry.cite,
        sourced=entry.status is SourceStatus.SOURCED,
        by=saying.by(entry.by),
        lines=tuple(_line(session, plan, row, numbers) for row in _newest_first(rows, numbers)),
        signed=given(newest, numbers) if newest is not None else None,
        number=numbers.get(digest(text), len(numbers) + 1) if text else 0,
        changed=changed,
        judged=f"{saying.day(seen.judged_on)}: {seen.words or saying.ERASED}" if seen else "",
        newest=newest.id if newest is not None else "",
        asks=any(name not in saying.BODIES for name in entry.by),
    )


def _newest_first(rows: Sequence[SignOff], numbers: dict[str, int]) -> list[SignOff]:
    """What waits first, then by the day on which it was decided; of one day the later version first."""

    def age(row: SignOff) -> tuple[bool, date, int]:
        return (row.decided_on is None, row.decided_on or date.min, numbers.get(row.version, 0))

    return sorted(rows, key=age, reverse=True)


def _line(session: Session, plan: Plan, row: SignOff, numbers: dict[str, int]) -> Line:
    asked = row.status == "asked"
    due = queries.deadline_of(session, plan.id, "signature", row.id) if asked else None
    return Line(
        id=row.id,
        given=given(row, numbers),
        asked=asked,
        due=due.due if due else None,
        entered=row.body is not None,
        waits_for_check=row.status == "entered",
    )


@dataclass(frozen=True)
class Attended:
    """Somebody who was present, the interest they declared, whether they left."""

    name: str
    interest: str
    left: bool


@dataclass(frozen=True)
class Looked:
    """What a second person said of the entry."""

    on: date
    says: str


@dataclass(frozen=True)
class DecisionShown:
    """A body's decision as it was entered, to be compared with its minute or letter."""

    id: str
    rule: str
    title: str
    given: Given
    how: str
    reference: str
    status: str
    file: str
    file_id: str
    meeting: str
    present: tuple[Attended, ...]
    checks: tuple[Looked, ...]
    not_said: tuple[str, ...]
    own: bool
    """Whether the reader entered it, and so cannot be the second person."""


def decision(session: Session, world: Runtime, actor: Actor, plan: Plan, row: SignOff) -> DecisionShown:
    """One decision, for the team that entered it and the second person."""
    kept = session.get(File, row.file_id) if row.file_id else None
    met = session.get(Meeting, row.meeting_id) if row.meeting_id else None
    return DecisionShown(
        id=row.id,
        rule=row.rule,
        title=world.books[plan.edition].sign_off(row.rule).title,
        given=given(row, decided.version_numbers(session, plan.id)),
        how=HOW[row.how],
        reference=row.reference,
        status=row.status,
        file=(kept.name or saying.ERASED) if kept else "",
        file_id=kept.id if kept else "",
        meeting=f"{met.body}, {saying.day(met.held_on)}" if met else "",
        present=tuple(
            Attended(each.name or saying.ERASED, each.interest or "", each.left_room)
            for each in decided.present_at(session, row.id)
        ),
        checks=tuple(_looked(each) for each in decided.checks_of(session, row.id)),
        not_said=tuple(decisions.not_said(session, row)) if row.how else (),
        own=decided.entered_by(session, row, actor),
    )


def _looked(row: DecisionCheck) -> Looked:
    says = "A second person compared it with the minute or letter, and it agrees."
    return Looked(row.checked_on, says if row.agrees else f"A question: {row.words or saying.ERASED}")


@dataclass(frozen=True)
class Passed:
    """Signing that was passed on in a plan, and who may sign what there today."""

    now: tuple[PassedOn, ...]
    over: tuple[PassedOn, ...]
    signatories: tuple[tuple[str, tuple[str, ...]], ...]


def passed(session: Session, world: Runtime, plan: Plan) -> Passed:
    """All delegations of a plan, and the signatories by what they sign."""
    rows = [passed_on(session, world, row) for row in delegations.of_plan(session, plan.id)]
    known = life.people_of(session, plan.area_id)
    signed = [
        (
            entry.title,
            tuple(
                person.name or ""
                for person in known
                if signatories.signs_themselves(session, plan, entry, person, world.today())
            ),
        )
        for entry in world.books[plan.edition].sign_offs
        if any(name not in saying.BODIES for name in entry.by)
    ]
    return Passed(
        now=tuple(row for row in rows if not row.over),
        over=tuple(row for row in rows if row.over),
        signatories=tuple(signed),
    )
