"""What has to hold whatever was done: no gate skipped, no orphan, nothing acknowledged and then lost."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, SQLModel, col, select

from lsip_workflow import events
from lsip_workflow import rulebook as rb
from lsip_workflow.journeys import responses
from lsip_workflow.model import (
    AuthorityAnswer,
    ConditionSetting,
    ConflictNotice,
    Consideration,
    ConsultationRound,
    Deadline,
    DeadlineStatus,
    DesignationTerms,
    Document,
    EventRow,
    Feedback,
    Handling,
    HandlingStatus,
    OutboxItem,
    OutboxRow,
    OutboxStatus,
    Person,
    Plan,
    Question,
    Request,
    Response,
    ResponseStatus,
    Ring,
    Run,
    RunStatus,
    SignOff,
    Strength,
    Submission,
)
from lsip_workflow.outbox.deliver import send_next
from lsip_workflow.relay import batches, clock
from lsip_workflow.relay.batches import HANDLES, STAGE_FLOWS
from lsip_workflow.rules.lifecycle import blockers
from lsip_workflow.rules.responses import AnyForm, read_kept
from lsip_workflow.store import chain, queries
from tests.journeys.life_world import World
from tests.journeys.working import LEASE

# What a visit to the stage of progress reports may itself clear, by closing the report that was published.
CLEARED_BY_ITSELF = frozenset({"report-complete", "lesson-4-report-complete"})
STANDING = (DeadlineStatus.OPEN, DeadlineStatus.SUSPENDED)
SUBJECTS: dict[str, type[SQLModel]] = {
    "request": Request,
    "question": Question,
    "signature": SignOff,
    "consultation": ConsultationRound,
    "return": Feedback,
    "authority": AuthorityAnswer,
    "conflict-notified": ConflictNotice,
    "changed-terms": DesignationTerms,
}
# A date that stands has somebody who is still waited for: how the rows say that, by kind.
WAITED_FOR = {
    "request": ("open",),
    "question": ("open",),
    "consultation": ("open",),
    "changed-terms": ("received",),
}


@dataclass(frozen=True)
class Taken:
    """An answer that was acknowledged: its request, its key, what it said, and the receipt to the byte."""

    request: str
    key: str
    form: AnyForm
    receipt: str


def rest(world: World, most: int = 30) -> None:
    """Let the relay and the post work until nothing is left; every stage entered had nothing in its way."""
    for turn in range(most):
        if not _turn(world):
            if turn:
                _at_rest(world)
            return
    raise AssertionError(f"not at rest after {most} turns")


def _turn(world: World) -> bool:
    at, busy = world.at, False
    for flow in HANDLES:
        while claimed := at.handlings(flow):
            batches.work_handlings(at.works, claimed.run_id)
            busy = True
    world.read_on()
    for flow in STAGE_FLOWS:
        before = _in_the_way(world, flow)
        if claimed := at.rings(flow):
            batches.work_rings(at.works, claimed.run_id)
            busy = True
        for _, fact in world.read_on():
            if isinstance(fact, events.StageEntered):
                went_on(world, fact, before[fact.plan])
    while send_next(at.post):
        busy = True
    with world.world.database.transaction() as session:
        shown = clock.claim_deliveries(session, at.clock(), LEASE)
    if shown:
        clock.deliveries(at.works, at.post, LEASE, shown.run_id)
    return busy or shown is not None


@dataclass(frozen=True)
class Before:
    """Where a plan stood before its stage was visited, and what was in its way."""

    stage: str
    since: date
    codes: frozenset[str]


def _in_the_way(world: World, flow: str) -> dict[str, Before]:
    """Of the plans that rang and are in a stage of this flow."""
    with world.world.database.reading() as session:
        when, rang = world.occasion(), set(session.exec(select(Ring.plan_id)))
        return {
            plan.id: Before(
                plan.stage,
                plan.stage_since,
                frozenset(
                    one.code
                    for one in blockers(queries.dossier(session, plan), when.book_of(plan), when.today)
                ),
            )
            for plan in queries.plans(session)
            if plan.id in rang and when.book_of(plan).stage(plan.stage).flow == flow
        }


def went_on(world: World, fact: events.StageEntered, before: Before) -> None:
    """A plan goes to the stage that follows, and only when every condition is met or accepted."""
    book = world.occasion().books[world.facts(Plan, fact.plan).edition]
    stage = book.stage(before.stage)
    assert (fact.came_from, fact.stage) == (before.stage, stage.next[0]), f"{fact} from {before}"
    may = CLEARED_BY_ITSELF if stage.flow == "progress-report" else frozenset()
    assert before.codes <= may, f"{fact.plan} went on to {fact.stage} with {before.codes} in its way"
    for gate in book.gates_leaving(stage.key):
        for condition in book.conditions_of(gate.key):
            if _asked_for(world, fact.plan, condition):
                assert _met(world, fact.plan, condition, before.since), f"{fact.plan}: {condition.key}"


def _asked_for(world: World, plan: str, condition: rb.AnyCondition) -> bool:
    settings = [world.facts(ConditionSetting, key) for key in world.keys(ConditionSetting, plan)]
    mine = [row for row in settings if row.condition == condition.key]
    if condition.strength is Strength.LAW:
        return True
    if any(getattr(row, "accepted", False) for row in mine):
        return False
    return condition.strength is Strength.GUIDANCE or any(getattr(row, "raised", False) for row in mine)


def _met(world: World, plan: str, condition: rb.AnyCondition, since: date) -> bool:
    """Said again, from the events alone, for the conditions that are one fact."""
    match condition:
        case rb.Decided(sign_off=rule):
            rows = [world.facts(SignOff, key) for key in world.keys(SignOff, plan)]
            return any(
                row.rule == rule
                and row.status in ("signed", "decided")
                and getattr(row, "outcome", "") in ("", "agreed", "agreed_with_changes")
                and (row.decided_on or date.min) >= since
                for row in rows
            )
        case rb.Considered(test=test, where_authority=where):
            there = [world.facts(Consideration, key) for key in world.keys(Consideration, plan)]
            said = {row.test for row in there if getattr(row, "withdrawn_on", None) is None}
            return test in said or (where and not world.keys(AuthorityAnswer, plan))
        case rb.Submitted():
            return any(world.facts(Submission, k).status == "made" for k in world.keys(Submission, plan))
        case rb.Published(document=kind):
            rows_ = [world.facts(Document, key) for key in world.keys(Document, plan)]
            return any(row.kind == kind and row.published_on >= since for row in rows_)
        case _:
            return True


def _at_rest(world: World) -> None:
    with world.world.database.reading() as session:
        left = session.exec(select(Handling).where(Handling.status != HandlingStatus.HANDLED)).all()
        assert not left, [(row.flow, row.status, row.error) for row in left]
        rings = session.exec(select(Ring)).all()
        assert not rings, [(row.plan_id, row.stage, row.error) for row in rings]
        failed = session.exec(select(Run).where(Run.status != RunStatus.COMPLETED)).all()
        assert not failed, [(run.flow, run.status, run.says) for run in failed]
        over = (OutboxStatus.SENT, OutboxStatus.SKIPPED, OutboxStatus.DRAFT)
        owed = [
            row
            for row in session.exec(select(OutboxRow).where(col(OutboxRow.status).not_in(over)))
            if row.not_before is None or row.not_before <= world.at.clock()
        ]
        assert not owed, [(row.key, row.status, row.skipped_because) for row in owed]
        _nobody_is_stuck(world, session)


def _nobody_is_stuck(world: World, session: Session) -> None:
    """What met the last condition of a gate rang: no plan stays that could go on."""
    when = world.occasion()
    for plan in queries.plans(session):
        book = when.book_of(plan)
        if book.stage(plan.stage).final or not book.gates_leaving(plan.stage):
            continue
        needed = blockers(queries.dossier(session, plan), book, when.today)
        assert needed, f"{plan.id} could leave {plan.stage}, and nothing rang"


def dates_have_their_subjects(world: World) -> None:
    """No orphan: each date is about something that is there and, while it stands, still waited for."""
    with world.world.database.reading() as session:
        rows = session.exec(select(Deadline)).all()
        assert all(bool(row.plan_id) != bool(row.area_id) for row in rows)
        standing = [row for row in rows if row.status in STANDING]
        twice = Counter((row.plan_id, row.area_id, row.kind, row.subject) for row in standing)
        assert all(count == 1 for count in twice.values()), twice
        for row in rows:
            _has_subject(world, session, row)
        open_ones = {(row.kind, row.subject) for row in standing}
        for kind, table in (
            ("request", Request),
            ("question", Question),
            ("consultation", ConsultationRound),
        ):
            for key in session.exec(select(table.id).where(table.status == "open")):
                assert (kind, key) in open_ones, f"{kind} {key} is open and has no date"


def _has_subject(world: World, session: Session, row: Deadline) -> None:
    if row.kind == "rulebook":
        plan = session.get_one(Plan, row.plan_id)
        rules = {rule.key for rule in world.occasion().book_of(plan).deadlines}
        known = row.subject in rules or row.subject.rpartition("-")[0] in rules
        assert known, f"{row.subject} is no date of {plan.edition}"
        return
    if row.kind == "interests-review":
        assert row.subject.isdigit()
        return
    subject = session.get(SUBJECTS[row.kind], row.subject)
    assert subject is not None, f"a date about a {row.kind} that is not there"
    if row.plan_id is not None:
        assert subject.plan_id == row.plan_id  # type: ignore[attr-defined]
    if row.status in STANDING and row.kind in WAITED_FOR:
        stands = subject.status  # type: ignore[attr-defined]
        assert stands in WAITED_FOR[row.kind], f"a date stands for a {row.kind} that is {stands}"


def reminded(world: World, made: list[OutboxItem]) -> None:
    """Reminders go on working days, about dates that stand, to people whom we know."""
    today = world.occasion().today
    if made:
        assert world.world.calendar.is_working_day(today), f"a reminder on {today:%A %d %B %Y}"
    with world.world.database.reading() as session:
        for item in made:
            row = session.get_one(Deadline, item.deadline_id)
            assert row.status is DeadlineStatus.OPEN, f"a reminder of a date that is {row.status}"
            plan = session.get(Plan, row.plan_id) if row.plan_id else None
            assert plan is None or not (plan.held or plan.undone_on)
            assert session.get_one(Person, item.person_id).erased_at is None


def acknowledged_is_stored_chained_and_handled(world: World, taken: list[Taken]) -> None:
    """Each receipt is given again to the byte; its answer is there, in the chain, and was worked."""
    with world.world.database.reading() as session:
        for one in taken:
            receipt = json.loads(one.receipt)
            row = session.get_one(Response, receipt["response"])
            assert (row.reference, row.request_id) == (receipt["reference"], one.request)
            assert read_kept(row.content or "") == one.form
            event = _submitted(session, row)
            done = session.get(Handling, (event.id, "responses"))
            assert done is not None
            assert done.status is HandlingStatus.HANDLED
            stands = session.get_one(Request, row.request_id).current_response_id == row.id
            waits = row.confirmation == "sent"
            assert row.status is ResponseStatus.MATCHED or not stands or waits, "taken in, and not worked"


def _submitted(session: Session, row: Response) -> EventRow:
    query = select(EventRow).where(
        EventRow.stream == f"plan:{row.plan_id}", EventRow.type == "response.submitted"
    )
    (event,) = [one for one in session.exec(query) if json.loads(one.payload)["response"] == row.id]
    return event


def given_again(world: World, taken: list[Taken]) -> None:
    """The same answer with the same key is one answer, and the same receipt."""
    for one in taken:
        before = world.mark()
        with world.world.database.transaction() as session:
            actor = world.actor(world.area_of(_plan_of(session, one.request)), _sender(session, one.request))
            again = responses.submit(session, world.occasion(actor), one.request, one.form, one.key)
        assert (again.text, again.repeated) == (one.receipt, True)
        assert world.mark() == before


def _plan_of(session: Session, request: str) -> str:
    return session.get_one(Request, request).plan_id


def _sender(session: Session, request: str) -> str:
    return session.get_one(Request, request).provider_id


def proved(world: World) -> None:
    """Every chain holds, every row is what its events say, and no message has the key of another."""
    with world.world.database.reading() as session:
        assert chain.verify(session).faults == []
        keys = session.exec(select(OutboxRow.key)).all()
        assert len(keys) == len(set(keys))
        for fault in _strays(world, session):
            raise AssertionError(fault)


def _strays(world: World, session: Session) -> Iterator[str]:
    """A row of one plan that the history of another speaks of."""
    for (kind, key), home in world.known.home.items():
        row = session.get(kind, key) if home.startswith("plan:") else None
        of = getattr(row, "plan_id", None)
        if of is not None and home != f"plan:{of}" and kind.__name__ != "CarryOverPart":
            yield f"{kind.__name__} {key} of {of} was begun in {home}"
