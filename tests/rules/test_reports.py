"""When a progress report opens, whom it asks, and what it says that it lacks."""

from datetime import date
from typing import Any

import pytest

from lsip_workflow.model import (
    Action,
    Basis,
    Commitment,
    CommitmentKind,
    Deadline,
    DeadlineStatus,
    Organisation,
    OrganisationKind,
    Plan,
    PlanProvider,
    Precision,
    ProgressReport,
    ReportStatus,
    Request,
    RequestStatus,
    Role,
)
from lsip_workflow.rulebook import ReportRule
from lsip_workflow.rules import reports
from lsip_workflow.rules.calendar import Calendar
from lsip_workflow.rules.dossier import Dossier

CALENDAR = Calendar({date(2027, 5, 3), date(2027, 5, 31)})
RULE = ReportRule(
    key="progress-report",
    title="The yearly report",
    cite="Practice",
    status="unverified",
    deadline="progress-report",
    opens_before=5,
    updates_before=3,
)
OPENED = date(2027, 6, 1)


def deadline(due: date | None, **more: Any) -> Deadline:
    said = {"precision": Precision.DAY, "status": DeadlineStatus.OPEN} | more
    return Deadline(
        plan_id="p", kind="rulebook", subject="progress-report", title="The yearly report",
        holder=Role.PROJECT_MANAGER, ladder="report", due=due, opened_on=OPENED, basis=Basis.SET_BY_ERB,
        **said,
    )  # fmt: skip


def action(code: str = "A1", lead: str | None = None, **more: Any) -> Action:
    return Action(id=code, plan_id="p", code=code, title="Open a course", lead_id=lead, **more)


def dossier(**more: Any) -> Dossier:
    plan = Plan(id="p", area_id="a", erb_id="e", cycle="2026", edition="e", stage="s", stage_since=OPENED)
    college = Organisation(id="c", kind=OrganisationKind.PROVIDER, name="College")
    said: dict[str, Any] = {"organisations": {"c": college}} | more
    return Dossier(plan=plan, **said)


@pytest.mark.parametrize(
    ("due", "more", "opens"),
    [
        (date(2027, 6, 30), {}, date(2027, 6, 23)),
        (date(2027, 6, 4), {}, date(2027, 5, 27)),  # a bank holiday lies between
        (None, {"precision": Precision.UNKNOWN}, None),
        (date(2027, 8, 31), {"precision": Precision.SEASON}, None),
        (date(2027, 6, 30), {"status": DeadlineStatus.SUSPENDED}, None),
        (date(2027, 6, 30), {"status": DeadlineStatus.MET}, None),
    ],
)
def test_a_report_opens_so_many_working_days_before_a_date_that_is_known_and_stands(
    due: date | None, more: dict[str, Any], opens: date | None
) -> None:
    assert reports.opens_on(RULE, deadline(due, **more), CALENDAR) == opens


@pytest.mark.parametrize(
    ("today", "by"),
    [(date(2027, 6, 1), date(2027, 6, 25)), (date(2027, 6, 29), date(2027, 7, 13))],
)
def test_providers_always_have_ten_working_days_for_their_update(today: date, by: date) -> None:
    assert reports.updates_due(RULE, date(2027, 6, 30), today, CALENDAR) == by


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (CommitmentKind.FIRM, True),
        (CommitmentKind.IN_PRINCIPLE, True),
        (CommitmentKind.SOUGHT, True),
        (CommitmentKind.DECLINED, False),
        (CommitmentKind.NONE_NEEDED, False),
    ],
)
def test_whoever_spoke_for_an_action_is_asked_what_became_of_it(kind: CommitmentKind, asked: bool) -> None:
    said = Commitment(plan_id="p", action_id="A1", organisation_id="c", kind=kind)
    named = [PlanProvider(plan_id="p", provider_id="c")]
    found = reports.to_ask(dossier(actions=[action()], commitments=[said], providers=named), frozenset())
    assert found == ([reports.ToAsk("c", ("A1",))] if asked else [])


def test_a_provider_is_not_asked_twice_nor_once_it_is_no_longer_part() -> None:
    led = [action(lead="c")]
    here = [PlanProvider(plan_id="p", provider_id="c")]
    gone = [PlanProvider(plan_id="p", provider_id="c", status="no_longer")]
    assert reports.to_ask(dossier(actions=led, providers=here), frozenset()) != []
    assert reports.to_ask(dossier(actions=led, providers=here), frozenset({"c"})) == []
    assert reports.to_ask(dossier(actions=led, providers=gone), frozenset()) == []


TOLD = {"done": "Opened", "impact": "Twelve learners", "remains": "A second group"}


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({}, True),
        ({"done": "Opened"}, True),
        (TOLD, True),  # told once, but nobody knows when
        (TOLD | {"progress_on": date(2027, 5, 31)}, True),  # last year's words
        (TOLD | {"progress_on": OPENED}, False),
        ({"no_progress_because": "The site flooded.", "progress_on": OPENED}, False),
    ],
)
def test_what_was_said_before_the_report_opened_is_not_this_reports(
    more: dict[str, Any], lacks: bool
) -> None:
    report = ProgressReport(plan_id="p", rule="r", number=2, opened_on=OPENED)
    found = reports.gaps(dossier(actions=[action(**more)], reports=[report]))
    assert bool(found) is lacks


def test_an_update_that_has_not_come_is_a_gap_in_a_count_and_another_request_is_not() -> None:
    asked = Request(id="r1", plan_id="p", provider_id="c", title="Your update")
    other = Request(id="r2", plan_id="p", provider_id="c", title="Something else")
    found = reports.gaps(dossier(requests=[asked, other], updates=frozenset({"r1"})))
    assert found == ["Updates with no reply recorded yet: 1."]
    asked.status = RequestStatus.ANSWERED
    assert reports.gaps(dossier(requests=[asked, other], updates=frozenset({"r1"}))) == []


def test_the_report_at_work_is_the_newest_that_is_not_published() -> None:
    first = ProgressReport(
        plan_id="p", rule="r", number=1, opened_on=date(2026, 6, 1), status=ReportStatus.PUBLISHED
    )
    second = ProgressReport(plan_id="p", rule="r", number=2, opened_on=OPENED)
    assert reports.current([first, second]) is second
    assert reports.current([first]) is None


@pytest.mark.parametrize(("status", "asked"), [(RequestStatus.OPEN, False), (RequestStatus.ANSWERED, True)])
def test_who_is_still_to_answer_something_is_asked_once_that_has_come(
    status: RequestStatus, asked: bool
) -> None:
    other = Request(plan_id="p", provider_id="c", title="Something else", status=status)
    named = [PlanProvider(plan_id="p", provider_id="c")]
    whole = dossier(actions=[action(lead="c")], providers=named, requests=[other])
    assert bool(reports.to_ask(whole, frozenset())) is asked
