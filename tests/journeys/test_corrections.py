"""What was recorded is corrected by one at a time and taken out with a reason; nothing is ever deleted."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.events.research import EntryKind
from lsip_workflow.journeys import content, corrections, engagement, findings, plans
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import (
    Action,
    Commitment,
    CommitmentKind,
    Consideration,
    Engagement,
    EngagementKind,
    EngagementParty,
    Evidence,
    Finding,
    Organisation,
    ParticipantKind,
    PartnerKind,
    Plan,
    Priority,
    SkillsNeed,
    Strength,
    Test,
)
from lsip_workflow.rules.lifecycle import still_needed
from lsip_workflow.rules.permissions import NotYours
from lsip_workflow.store import chain, gates, queries
from tests import builders
from tests.builders import Scene
from tests.journeys import researching
from tests.journeys.researching import now, proved
from tests.journeys.working import Working


@pytest.fixture
def made(at: Working) -> Scene:
    return builders.scene(at.world)


def correct(at: Working, row_id: str, occupation: str, as_of: int | None, who: Any = None) -> int:
    """Correct a skills need, as a form does it."""
    with at.world.database.transaction() as session:
        row = corrections.take(session, session.get_one(SkillsNeed, row_id), as_of)
        changed = corrections.put(row, {"occupation": occupation, "level": 4})
        content.record_need(session, now(at, who), row, at.world.reference, changed=changed)
        return row.version


def test_of_two_who_correct_at_once_one_wins_and_the_other_is_told_what_changed(
    at: Working, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        row = researching.need(session, at, made)
        need, seen = row.id, row.version
    assert correct(at, need, "Coded welders", seen, researching.manager(made)) == seen + 1
    with pytest.raises(Refused) as refused:
        correct(at, need, "Pipe welders", seen)
    assert researching.texts(refused.value) == [
        "Need was changed on 2 November 2026 at 9:00am by Mo Northshire (occupation, level). Read it again, "
        "and send your change with “as_of”: 2."
    ]
    (reason,) = refused.value.reasons
    assert (reason.strength, reason.cite) == (Strength.GUIDANCE, "Practice of this project")
    assert at.one(SkillsNeed).occupation == "Coded welders"
    assert correct(at, need, "Pipe welders", 2) == 3
    assert correct(at, need, "Welders all", None) == 4, "without it, the newest word stands"
    proved(at)


def test_of_eight_really_at_once_exactly_one_wins(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        need = researching.need(session, at, made).id

    def attempt(number: int) -> int:
        try:
            return correct(at, need, f"Welders {number}", 1)
        except Refused:
            return 0

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(attempt, range(8))) == [0] * 7 + [2]
    proved(at)


def test_every_change_since_is_told_and_a_version_to_come_is_a_fault(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        need = researching.need(session, at, made).id
    correct(at, need, "Two", 1)
    correct(at, need, "Three", 2)
    with pytest.raises(Refused) as refused:
        correct(at, need, "Four", 1)
    assert len(refused.value.reasons) == 2
    with pytest.raises(Faulty, match="as_of: need is at 3"):
        correct(at, need, "Four", 9)


def test_what_was_recorded_before_versions_were_counted_still_reads_and_says_nothing_of_them() -> None:
    payload = {"type": "need.recorded", "plan": "p", "need": "n", "soc": "5215", "seals": {}}
    folded = chain.Folded()
    events.read(payload).apply(folded)
    said = vars(folded.rows[SkillsNeed, "n"])
    assert said["soc"] == "5215"
    assert {"version", "level", "horizon"}.isdisjoint(said)


def test_only_what_differs_is_said_to_have_changed(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        action = session.get_one(Action, queries.action_codes(session, made.plan)["A1"].id)
        assert action.version == 1
        row = corrections.take(session, action, 1)
        changed = corrections.put(row, {"title": "Another course", "measure": row.measure})
        assert changed == ("title",)
        content.record_action(session, now(at), row, changed=changed)
        assert row.version == 2
    proved(at)


def test_partners_of_any_kind_come_and_go_and_the_record_keeps_who_they_were(
    at: Working, made: Scene
) -> None:
    def write(*partners: tuple[str, PartnerKind]) -> dict[str, PartnerKind]:
        with at.world.database.transaction() as session:
            row = queries.action_codes(session, made.plan)["A1"]
            content.record_action(session, now(at), row, partners=partners)
            return content.partners_of(session, row)

    with at.world.database.transaction() as session:
        mayor = researching.organisation(session, at).id
    both = write((mayor, PartnerKind.AUTHORITY), (made.erb, PartnerKind.EMPLOYER_BODY))
    assert both == {mayor: PartnerKind.AUTHORITY, made.erb: PartnerKind.EMPLOYER_BODY}
    assert write((made.erb, PartnerKind.OTHER)) == {made.erb: PartnerKind.OTHER}
    assert write((mayor, PartnerKind.AUTHORITY)) == {mayor: PartnerKind.AUTHORITY}
    with at.world.database.transaction() as session:
        row = queries.action_codes(session, made.plan)["A1"]
        content.record_action(session, now(at), row)
        assert content.partners_of(session, row) == {mayor: PartnerKind.AUTHORITY}, "left out, they stay"
    proved(at)


def withdraw(at: Working, made: Scene, kind: EntryKind, key: str, reason: str = "Typed twice.") -> None:
    with at.world.database.transaction() as session:
        corrections.withdraw(session, now(at), researching.plan(session, made), kind, key, reason)


def test_what_was_taken_out_is_kept_with_its_reason_and_gates_look_past_it(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        need = researching.need(session, at, made).id
        evidence = researching.evidence(session, at, made).id
        researching.priority(session, at, made)
    for kind, key in (("need", need), ("evidence", evidence), ("priority", "P1"), ("action", "A2")):
        withdraw(at, made, kind, key)  # type: ignore[arg-type]
    with at.world.database.reading() as session:
        plan = researching.plan(session, made)
        for dossier in (
            queries.dossier(session, plan),
            gates.dossiers(session, [plan], at.world.books)[plan.id],
        ):
            assert [action.code for action in dossier.actions] == ["A1"]
            assert not dossier.needs
            assert not dossier.evidence
            assert not dossier.priorities
            book = at.world.books[plan.edition]
            assert not any("A2" in one.text for one in still_needed(dossier, book, at.clock().date()))
        assert list(queries.action_codes(session, made.plan)) == ["A1"]
        kept = session.get_one(SkillsNeed, need)
        assert (kept.withdrawn_on, kept.withdrawn_because) == (at.clock().date(), "Typed twice.")
    proved(at)


def test_the_reason_is_part_of_the_proof(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        need = researching.need(session, at, made).id
    withdraw(at, made, "need", need)
    with at.world.database.transaction() as session:
        session.get_one(SkillsNeed, need).withdrawn_because = "Another reason."
    assert researching.untrue(at) == [f"skills_need:{need}: its words are not those that were sealed."]


def test_taken_out_twice_corrected_afterwards_or_without_a_reason_is_refused(
    at: Working, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        need = researching.need(session, at, made).id
    with pytest.raises(Faulty, match="reason: write why"):
        withdraw(at, made, "need", need, " ")
    withdraw(at, made, "need", need)
    for again in (lambda: withdraw(at, made, "need", need), lambda: correct(at, need, "x", None)):
        with pytest.raises(Refused) as refused:
            again()
        assert researching.texts(refused.value) == [
            "This need was taken out on 2 November 2026: Typed twice."
        ]


def test_nobody_takes_out_what_is_of_another_plan(at: Working, made: Scene) -> None:
    other = builders.scene(at.world, "southshire", 2)
    with at.world.database.transaction() as session:
        need = researching.need(session, at, other).id
    for kind, key in (("need", need), ("action", "A9"), ("priority", "P1")):
        with pytest.raises(NotYours):
            withdraw(at, made, kind, key)  # type: ignore[arg-type]


def test_a_code_that_was_taken_out_is_not_given_again(at: Working, made: Scene) -> None:
    withdraw(at, made, "action", "A2")
    with at.world.database.transaction() as session:
        again = builders.action(researching.plan(session, made), "A2", made.provider)
        with pytest.raises(Faulty, match="“A2” is the code of something that was taken out"):
            content.record_action(session, now(at), again)


def hang(session: Session, at: Working, made: Scene) -> dict[EntryKind, str]:
    """A row of each kind on which another hangs."""
    need, evidence = researching.need(session, at, made), researching.evidence(session, at, made)
    priority = researching.priority(session, at, made, [need.id])
    action = queries.action_codes(session, made.plan)["A1"]
    action.priority_id = priority.id
    content.record_action(session, now(at), action)
    finding = Finding(plan_id=made.plan, says="There are too few.", rests_on=[evidence.id])
    findings.record_finding(session, now(at), finding)
    plan, provider = researching.plan(session, made), session.get_one(Organisation, made.provider)
    plans.record_commitment(session, now(at), plan, action, provider, CommitmentKind.FIRM)
    return {"need": need.id, "evidence": evidence.id, "priority": "P1", "action": "A1"}


def test_what_hangs_on_a_row_is_told_and_then_it_comes_out_in_the_right_order(
    at: Working, made: Scene
) -> None:
    with at.world.database.transaction() as session:
        keys = hang(session, at, made)
        finding = session.exec(select(Finding.id)).one()
    for kind, said in (
        ("need", "Priority P1 names this need: correct the priority first."),
        ("evidence", "A finding names this evidence (“There are too few.”): correct the finding first."),
        ("priority", "Action A1 serves this priority: correct the action first."),
        (
            "action",
            "Northshire College (example)'s commitment on action A1 stands; agree with them that none",
        ),
    ):
        with pytest.raises(Refused) as refused:
            withdraw(at, made, kind, keys[kind])  # type: ignore[arg-type, index]
        assert researching.texts(refused.value)[0].startswith(said)
    with at.world.database.transaction() as session:
        plan, provider = researching.plan(session, made), session.get_one(Organisation, made.provider)
        action = queries.action_codes(session, made.plan)["A1"]
        plans.record_commitment(session, now(at), plan, action, provider, CommitmentKind.NONE_NEEDED)
    for kind in ("action", "priority", "need"):
        withdraw(at, made, kind, keys[kind])  # type: ignore[arg-type, index]
    withdraw(at, made, "finding", finding)
    withdraw(at, made, "evidence", keys["evidence"])
    assert at.one(Commitment).kind is CommitmentKind.NONE_NEEDED, "what hung on it stays in the record"
    assert at.one(Evidence).withdrawn_on == at.one(Priority).withdrawn_on == at.clock().date()
    proved(at)


def consider(at: Working, made: Scene, text: str, of: str | None = None, as_of: int | None = None) -> str:
    """Record what was considered, or correct what was, as a form does it."""
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        there = corrections.take(session, session.get_one(Consideration, of), as_of) if of else None
        return plans.consider(session, now(at), plan, Test.ENVIRONMENT, text, replaces=there).id


def test_what_was_considered_is_corrected_and_what_it_said_before_stays(at: Working, made: Scene) -> None:
    first = consider(at, made, "Paper 7.")
    second = consider(at, made, "Paper 8.", first, 1)
    third = consider(at, made, "Paper 9.", first)
    assert consider(at, made, "Paper 9. ", first, 3) == third, "nothing was changed, so nothing is recorded"
    with at.world.database.reading() as session:
        (stands,) = queries.dossier(session, session.get_one(Plan, made.plan)).considerations
        assert (stands.id, stands.text, stands.version) == (third, "Paper 9.", 3)
        before = corrections.before(session, stands)
        assert [(row.id, row.text, row.withdrawn_on) for row in before if isinstance(row, Consideration)] == [
            (second, "Paper 8.", now(at).today),
            (first, "Paper 7.", now(at).today),
        ]
        assert corrections.taken_out(session, session.get_one(Plan, made.plan)) == []
    with pytest.raises(Faulty, match="text: write what was considered"):
        consider(at, made, " ", third, 3)
    proved(at)


def test_of_two_who_correct_what_was_considered_the_second_is_told_of_every_change(
    at: Working, made: Scene
) -> None:
    first, other = consider(at, made, "Paper 7."), consider(at, made, "The minute.")
    consider(at, made, "Paper 8.", first, 1)
    consider(at, made, "The minute, 4.", other, 1)
    second = consider(at, made, "Paper 9.", first, 2)
    with pytest.raises(Refused) as refused:
        consider(at, made, "Paper 10.", first, 1)
    told = (
        "Consideration was changed on 2 November 2026 at 9:00am by command (text). "
        "Read it again, and send your change with “as_of”: 3."
    )
    assert researching.texts(refused.value) == [told, told], "two changes of this one, none of the other"
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        with pytest.raises(Refused, match="corrected on 2 November 2026; another stands in its place"):
            corrections.withdraw(session, now(at), plan, "consideration", first, "Typed twice.")
        corrections.withdraw(session, now(at), plan, "consideration", second, "Typed twice.")
        assert [row.text for _, row in corrections.taken_out(session, plan)] == ["Paper 9."]
        assert [row.text for row in queries.dossier(session, plan).considerations] == ["The minute, 4."]
    with pytest.raises(Refused, match=r"taken out on 2 November 2026: Typed twice\."):
        consider(at, made, "Paper 10.", first)
    proved(at)


def test_who_was_heard_is_corrected_whole_and_the_counts_of_before_stay(at: Working, made: Scene) -> None:
    def heard(title: str, took_part: int, of: str | None = None, as_of: int | None = None) -> Engagement:
        with at.world.database.transaction() as session:
            there = corrections.take(session, session.get_one(Engagement, of), as_of) if of else None
            row = Engagement(plan_id=made.plan, kind=EngagementKind.MEETING, on=now(at).today, title=title)
            party = EngagementParty(plan_id=made.plan, engagement_id=row.id, kind=ParticipantKind.EMPLOYER)
            party.took_part = took_part
            rows = [party]
            return engagement.record_engagement(
                session, now(at), row, rows, at.world.reference, replaces=there
            )

    first = heard("Breakfast", 4)
    second = heard("Breakfast", 5, first.id, 1)
    assert heard("Breakfast", 5, first.id, 2).id == second.id, "nothing was changed, so nothing is recorded"
    with pytest.raises(Refused, match=r"by command \(heard\)"):
        heard("Lunch", 5, first.id, 1)
    with at.world.database.reading() as session:
        log, rows = engagement.log_of(session, made.plan)
        assert [(row.id, row.version) for row in log] == [(second.id, 2)]
        assert [row.took_part for row in rows] == [5], "only what stands is counted"
        assert sorted(row.took_part for row in engagement.heard_of(session, made.plan)) == [4, 5]
        assert [row.id for row in corrections.before(session, log[0])] == [first.id]
    proved(at)
