"""A year of progress reporting: opened in time, asked for, handed over with its gaps, and the next dated."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import deadlines, plans, reports, requests
from lsip_workflow.journeys.refusals import Faulty
from lsip_workflow.model import (
    Deadline,
    DeadlineStatus,
    Organisation,
    OrganisationKind,
    OutboxRow,
    Plan,
    ProgressReport,
    ReportStatus,
    ReportUpdate,
    Request,
    RequestStatus,
    Ring,
    SignOff,
    canonical,
    digest,
)
from lsip_workflow.relay.clock import sweep_now
from lsip_workflow.store import chain, queries
from lsip_workflow.store.record import Occasion, record
from tests import builders
from tests.builders import Scene
from tests.journeys.working import LEASE, Working

DUE = date(2027, 6, 30)


def reporting(at: Working, edition: str = builders.EDITION) -> Scene:
    """The scene's plan, in its progress reporting, with the date of its report not known yet."""
    made = builders.scene(at.world, edition=edition)
    with at.world.database.transaction() as session:
        requests.withdraw(session, when(at), session.get_one(Request, made.request))
        fact = events.StageEntered(
            plan=made.plan, stage="progress_reporting", came_from="publication", on=when(at).today
        )
        record(session, when(at), fact)
    at.rest()
    return made


def when(at: Working) -> Occasion:
    return builders.occasion(at.world, at.clock())


def report_date(session: Session, made: Scene, subject: str = "progress-report") -> Deadline:
    found = queries.deadline_of(session, made.plan, "rulebook", subject)
    assert found is not None
    return found


def set_date(at: Working, made: Scene, due: date = DUE, subject: str = "progress-report") -> None:
    with at.world.database.transaction() as session:
        deadlines.move(session, when(at), report_date(session, made, subject), due, "agreed_with_erb")
    at.rest()


def morning(at: Working, day: date) -> list[str]:
    """The clock on a morning, and what the sweep wakes."""
    at.clock.now = at.clock.now.replace(year=day.year, month=day.month, day=day.day)
    with at.world.database.reading() as session:
        before = set(session.exec(select(Ring.plan_id)))
    sweep_now(at.works, LEASE)
    woken = [ring.plan_id for ring in at.all(Ring) if ring.plan_id not in before]
    at.rest()
    return woken


def tell(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        for action in queries.action_codes(session, made.plan).values():
            plans.record_progress(session, when(at), action, done="d", impact="i", remains="r")


def hand_over(at: Working, **more: Any) -> SignOff:
    with at.world.database.transaction() as session:
        report = session.get_one(ProgressReport, at.one(ProgressReport).id)
        plan = session.get_one(Plan, report.plan_id)
        return reports.hand_over(session, when(at), plan, report, **more)


def test_while_its_date_is_not_known_no_report_opens(at: Working) -> None:
    reporting(at)
    assert morning(at, date(2027, 6, 29)) == []
    assert at.all(ProgressReport) == []


def test_a_report_opens_sixty_working_days_before_its_date_once(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    opens = at.world.calendar.working_days_after(DUE, -60)
    assert morning(at, opens - timedelta(days=1)) == []
    assert morning(at, opens) == [made.plan]
    report = at.one(ProgressReport)
    assert (report.number, report.opened_on, report.status) == (1, opens, ReportStatus.OPEN)
    assert morning(at, opens + timedelta(days=1)) == []
    assert len(at.all(ProgressReport)) == 1


def test_a_date_that_is_near_already_opens_its_report_at_once(at: Working) -> None:
    made = reporting(at)
    set_date(at, made, when(at).today + timedelta(days=30))
    due = when(at).today + timedelta(days=30)
    assert at.one(ProgressReport).opened_on == at.world.calendar.working_days_after(due, -60)


def test_a_date_that_is_put_off_opens_nothing_until_it_counts_again(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    with at.world.database.transaction() as session:
        deadlines.suspend(session, when(at), report_date(session, made), "pre_election_period")
    assert morning(at, date(2027, 6, 1)) == []
    with at.world.database.transaction() as session:
        deadlines.resume(session, when(at), report_date(session, made), date(2027, 8, 2))
    at.rest()
    assert len(at.all(ProgressReport)) == 1


def test_each_provider_that_spoke_for_an_action_is_asked_once_and_told_by_when(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    morning(at, date(2027, 5, 5))
    update = at.one(ReportUpdate)
    assert update.provider_id == made.provider
    request = at.one(Request, Request.id == update.request_id)
    assert request.title.endswith("A1, A2")
    due = at.one(Deadline, Deadline.subject == request.id).due
    assert due == at.world.calendar.working_days_after(DUE, -20)
    at.rest()
    told = max(at.all(OutboxRow, OutboxRow.template == "request_sent"), key=lambda row: row.event_id or 0)
    assert "the plan's progress report says what was done" in (told.body or "")
    assert "roadmap" not in (told.body or ""), "it asks what was done, not what they can take part in"


def test_a_provider_that_joins_later_is_asked_then(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        later = Organisation(
            kind=OrganisationKind.PROVIDER,
            name="Late College (example)",
            ukprn=builders.ukprn(2),
            example=True,
        )
        session.add(later)
        plans.add_provider(session, when(at), plan, later, reason="It opened a campus.")
        plans.record_action(session, when(at), builders.action(plan, "A3", later.id))
    at.rest()
    assert sorted(update.provider_id for update in at.all(ReportUpdate)) == sorted([made.provider, later.id])


def test_a_plan_whose_reminders_were_not_started_asks_nobody(at: Working) -> None:
    made = reporting(at)
    with at.world.database.transaction() as session:
        session.get_one(Plan, made.plan).held = True
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    assert len(at.all(ProgressReport)) == 1
    assert at.all(ReportUpdate) == []


def test_what_is_handed_over_is_kept_with_its_gaps_and_asked_for_by_its_version(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    asked = hand_over(at, authors=(made.manager,))
    report = at.one(ProgressReport)
    content = json.loads(report.content or "")
    assert [gap.partition(":")[0] for gap in content["gaps"]] == [
        "Action A1", "Action A2", "Updates with no reply recorded yet",
    ]  # fmt: skip
    assert report.version == digest(canonical(content)) == asked.version
    assert report.status is ReportStatus.HANDED_OVER


def test_the_gaps_go_as_people_tell_what_was_done(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    tell(at, made)
    hand_over(at, authors=(made.manager,))
    content = json.loads(at.one(ProgressReport).content or "")
    assert content["gaps"] == ["Updates with no reply recorded yet: 1."]
    assert {code: row["done"] for code, row in content["actions"].items()} == {"A1": "d", "A2": "d"}


def test_handed_over_again_after_a_change_it_is_another_version_and_both_are_in_the_record(
    at: Working,
) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    first = hand_over(at, authors=(made.manager,))
    tell(at, made)
    second = hand_over(at, authors=(made.manager,))
    assert first.version != second.version
    assert at.events(f"plan:{made.plan}").count("report.handed_over") == 2


def publish(at: Working, made: Scene) -> None:
    with at.world.database.transaction() as session:
        plan = session.get_one(Plan, made.plan)
        plans.publish(
            session,
            when(at),
            plan,
            "progress_report",
            "https://north.example/report",
            "0" * 64,
            when(at).today,
        )
    at.rest()


def test_once_published_its_date_is_met_and_the_next_years_stands_there_undated(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    publish(at, made)
    report = at.one(ProgressReport)
    assert report.status is ReportStatus.PUBLISHED
    with at.world.database.reading() as session:
        assert report_date(session, made).status is DeadlineStatus.MET
        following = report_date(session, made, "progress-report-2")
        assert (following.status, following.due) == (DeadlineStatus.OPEN, None)
    with pytest.raises(Faulty, match="it is published"):
        hand_over(at)


def test_the_next_year_begins_with_nothing_told_and_asks_again(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    tell(at, made)
    publish(at, made)
    set_date(at, made, date(2028, 6, 30), "progress-report-2")
    morning(at, date(2028, 5, 4))
    with at.world.database.reading() as session:
        plan = session.get_one(Plan, made.plan)
        second = next(row for row in at.all(ProgressReport) if row.number == 2)
        gaps = reports.composed_now(session, when(at), plan, second)["gaps"]
    assert [gap.partition(":")[0] for gap in gaps][:2] == ["Action A1", "Action A2"]
    assert len(at.all(ReportUpdate)) == 2


def test_the_first_round_has_two_reports_each_with_its_own_date(at: Working) -> None:
    made = reporting(at, edition="2022-statutory")
    with at.world.database.reading() as session:
        assert report_date(session, made, "first-progress-report").due == date(2024, 6, 30)
        assert report_date(session, made, "second-progress-report").due == date(2025, 6, 30)


def test_the_record_of_a_reported_year_can_be_proved(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    tell(at, made)
    hand_over(at, authors=(made.manager,))
    publish(at, made)
    with at.world.database.reading() as session:
        assert chain.verify(session).faults == []
    with at.world.database.transaction() as session:
        session.get_one(ProgressReport, at.one(ProgressReport).id).version = "0" * 64
    with at.world.database.reading() as session:
        assert any("version is not what its events say" in fault for fault in chain.verify(session).faults)


def test_a_report_that_was_put_off_is_not_closed_by_the_publication_of_the_next(at: Working) -> None:
    at.clock.now = at.clock.now.replace(year=2024, month=5, day=1)
    made = reporting(at, edition="2022-statutory")
    with at.world.database.transaction() as session:
        first = report_date(session, made, "first-progress-report")
        deadlines.suspend(session, when(at), first, "pre_election_period")
    morning(at, date(2025, 6, 2))
    publish(at, made)
    stands = {row.rule: row.status for row in at.all(ProgressReport)}
    assert stands == {
        "first-progress-report": ReportStatus.OPEN,
        "second-progress-report": ReportStatus.PUBLISHED,
    }
    with at.world.database.reading() as session:
        assert report_date(session, made, "first-progress-report").status is DeadlineStatus.SUSPENDED


def test_once_published_nobody_is_reminded_of_an_update_for_it(at: Working) -> None:
    made = reporting(at)
    set_date(at, made)
    morning(at, date(2027, 5, 4))
    update = at.one(ReportUpdate)
    publish(at, made)
    assert at.one(Request, Request.id == update.request_id).status is RequestStatus.NOT_NEEDED
    assert at.one(Deadline, Deadline.subject == update.request_id).status is DeadlineStatus.NOT_NEEDED
