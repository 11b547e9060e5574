"""What ran: each run in a sentence, what it sent, and what could not be processed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from lsip_workflow.model import OutboxRow, Run, RunPlan, RunStatus
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import listings
from lsip_workflow.web import saying
from lsip_workflow.web.views import messages

SHOWN = 100


@dataclass(frozen=True)
class AboutPlan:
    """What a run did in one plan."""

    plan_id: str
    area: str
    says: str


@dataclass(frozen=True)
class RunLine:
    """One run: what it was, when, how it ended, where, what it sent, and where Prefect shows it."""

    title: str
    began_at: datetime
    status: str
    settled: bool
    says: str
    via: str
    link: str
    plans: tuple[AboutPlan, ...]
    sent: tuple[messages.MessageLine, ...]


@dataclass(frozen=True)
class LeftForPerson:
    """An event that could not be processed."""

    what: str
    flow: str
    plan_id: str
    area: str
    at: datetime
    attempts: int
    error: str
    again: str


@dataclass(frozen=True)
class TriedAgain:
    """A stage that could not be looked at the last time, and is looked at again by itself."""

    plan_id: str
    area: str
    attempts: int
    error: str


@dataclass(frozen=True)
class RunsPage:
    """What ran, newest first, and what wants a person."""

    runs: tuple[RunLine, ...]
    left: tuple[LeftForPerson, ...] = ()
    again: tuple[TriedAgain, ...] = ()


def runs_page(session: Session, world: Runtime) -> RunsPage:
    """What ran in all plans, and what could not be processed."""
    areas = listings.areas_of_plans(session)
    left = tuple(
        LeftForPerson(
            what=saying.sentence(saying.spoken(event.type)),
            flow=saying.FLOWS.get(handling.flow, saying.spoken(handling.flow)),
            plan_id=(plan_id := handling.stream.removeprefix("plan:")),
            area=areas.get(plan_id, plan_id),
            at=event.at,
            attempts=handling.attempts,
            error=handling.error,
            again=f"lsip retry {event.id} {handling.flow}",
        )
        for handling, event in listings.set_aside(session)
    )
    again = tuple(
        TriedAgain(ring.plan_id, areas.get(ring.plan_id, ring.plan_id), ring.attempts, ring.error)
        for ring in listings.tried_again(session)
    )
    return RunsPage(runs(session, world, None, SHOWN), left, again)


def runs(session: Session, world: Runtime, plan_id: str | None, most: int) -> tuple[RunLine, ...]:
    """The latest runs, newest first: about one plan, or all of them."""
    found = [run for run, _ in listings.runs_of(session, plan_id, most)]
    ids = [run.id for run in found]
    about, sent = listings.plans_in(session, ids), listings.sent_by(session, ids)
    areas = listings.areas_of_plans(session)
    return tuple(
        _line(
            run,
            world,
            [row for row in about.get(run.id, []) if plan_id in (None, row.plan_id)],
            [row for row in sent.get(run.id, []) if plan_id in (None, row.plan_id)],
            areas,
        )
        for run in found
    )


def _line(
    run: Run, world: Runtime, about: list[RunPlan], sent: list[OutboxRow], areas: dict[str, str]
) -> RunLine:
    page = f"{world.settings.prefect_api.removesuffix('/api')}/runs/flow-run/{run.prefect_run_id}"
    return RunLine(
        title=saying.FLOWS.get(run.flow, saying.sentence(saying.spoken(run.flow))),
        began_at=run.began_at,
        status=saying.RUNS[run.status],
        settled=run.status in (RunStatus.COMPLETED, RunStatus.RUNNING),
        says=run.says,
        via=saying.VIA.get(run.via, "without Prefect"),
        link=page if run.prefect_run_id else "",
        plans=tuple(AboutPlan(row.plan_id, areas.get(row.plan_id, row.plan_id), row.says) for row in about),
        sent=tuple(messages.line(row, areas) for row in sent),
    )
