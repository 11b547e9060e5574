"""Rows of a plan for the tests of its gates, each with one word or two of its own."""

from datetime import date
from typing import Any

from lsip_workflow.model import (
    Action,
    AuthorityAnswer,
    Commitment,
    CommitmentKind,
    Consideration,
    DeliveryRoute,
    Document,
    Evidence,
    FeedbackPoint,
    Organisation,
    OrganisationKind,
    Plan,
    Priority,
    PriorityKind,
    SignOff,
    SkillsNeed,
    Submission,
    Test,
)
from lsip_workflow.rules.dossier import Dossier

SINCE = date(2026, 1, 5)
TODAY = date(2026, 3, 2)


def dossier(**content: Any) -> Dossier:
    pages = content.pop("pages", None)
    plan = Plan(
        id="p",
        area_id="a",
        erb_id="o",
        cycle="c",
        edition="e",
        stage="s",
        stage_since=SINCE,
        page_count=pages,
    )
    college = Organisation(id="o", kind=OrganisationKind.PROVIDER, name="North College")
    return Dossier(plan=plan, organisations={"o": college}, **content)


def considered(test: Test = Test.ENVIRONMENT) -> Consideration:
    return Consideration(plan_id="p", test=test, text="Read the strategy.")


def signed(on: date | None = TODAY, status: str = "signed", rule: str = "r") -> SignOff:
    return SignOff(plan_id="p", rule=rule, status=status, decided_on=on)


def answered(answer: str, ours: str | None = None) -> AuthorityAnswer:
    return AuthorityAnswer(plan_id="p", organisation_id="o", answer=answer, our_reasons=ours)


def found(soc: str | None = None, hard: bool = False) -> Evidence:
    return Evidence(plan_id="p", title="E", source="A survey", soc=soc, recruitment_difficulty=hard)


def need(**more: Any) -> SkillsNeed:
    return SkillsNeed(plan_id="p", occupation="Welder", **more)


def priority(*needs: str) -> Priority:
    return Priority(plan_id="p", code="P1", title="T", kind=PriorityKind.SECTOR, needs=list(needs))


def action(**more: Any) -> Action:
    whole: dict[str, Any] = {
        "lead_id": "o",
        "planned_for": TODAY,
        "measure": "Starts",
        "route": DeliveryRoute.BOTH,
    }
    return Action(id="a1", plan_id="p", code="A1", title="T", **(whole | more))


def said(kind: CommitmentKind, **more: Any) -> Commitment:
    return Commitment(plan_id="p", action_id="a1", organisation_id="o", kind=kind, **more)


def document(kind: str = "plan", on: date = TODAY) -> Document:
    return Document(plan_id="p", kind=kind, url="https://north.example", fingerprint="0", published_on=on)


def submitted(status: str = "made") -> Submission:
    return Submission(plan_id="p", version="0", made_on=TODAY, reference="1", status=status)


def point(answer: str = "") -> FeedbackPoint:
    return FeedbackPoint(plan_id="p", feedback_id="f", number=2, answer=answer)
