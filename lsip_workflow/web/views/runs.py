"""What ran: each run in a sentence, what it sent, and what could not be processed."""

from collections.abc import Collection, Sequence
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
class TriedAgain:
    """A stage that could not be looked at the last time, and is looked at again by itself."""

    plan_id: str
    area: str
    attempts: int
    error: str


@dataclass(frozen=True)
class RunsPage:
    """What ran, newest first, and what is tried again by itself."""

    runs: tuple[RunLine, ...]
    again: tuple[TriedAgain, ...] = ()


def runs(session: Session, world: Runtime, plan_id: str, most: int) -> tuple[RunLine, ...]:
    """The latest runs about one plan, newest first."""
    return lines(session, world, [run for run, _ in listings.runs_of(session, plan_id, most)], {plan_id})


def lines(
    session: Session, world: Runtime, found: Sequence[Run], plans: Collection[str]
) -> tuple[RunLine, ...]:
    """Runs in words, as far as they are about these plans: of others, what they did there is not shown."""
    ids = [run.id for run in found]
    about, sent = listings.plans_in(session, ids), listings.sent_by(session, ids)
    areas = listings.areas_of_plans(session)
    return tuple(
        _line(
            run,
            world,
            [row for row in about.get(run.id, []) if row.plan_id in plans],
            [row for row in sent.get(run.id, []) if row.plan_id in plans],
            areas,
            alone=all(row.plan_id in plans for row in about.get(run.id, [])),
        )
        for run in found
    )


def _line(
    run: Run,
    world: Runtime,
    about: list[RunPlan],
    sent: list[OutboxRow],
    areas: dict[str, str],
    *,
    alone: bool,
) -> RunLine:
    page = f"{world.settings.prefect_pages}/runs/flow-run/{run.prefect_run_id}"
    return RunLine(
        title=saying.FLOWS.get(run.flow, saying.sentence(saying.spoken(run.flow))),
        began_at=run.began_at,
        status=saying.RUNS[run.status],
        settled=run.status in (RunStatus.COMPLETED, RunStatus.RUNNING),
        says=run.says if alone else "",
        via=saying.VIA.get(run.via, "without Prefect"),
        link=page if run.prefect_run_id and world.settings.prefect_pages else "",
        plans=tuple(AboutPlan(row.plan_id, areas.get(row.plan_id, row.plan_id), row.says) for row in about),
        sent=tuple(messages.line(row, areas) for row in sent),
    )
