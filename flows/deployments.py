"""Registering `deployments/` with the server: by name, and applied twice without a change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import yaml
from prefect import Flow
from prefect.automations import AutomationCore, EventTrigger, Posture
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.events.actions import RunDeployment
from prefect.exceptions import ObjectNotFound
from prefect.flows import load_flow_from_entrypoint

from lsip_workflow.runtime import shipped


@dataclass(frozen=True)
class Registered:
    """A deployment as the server knows it, with the flow to run for it here."""

    id: UUID
    flow: Flow[..., Any]


def listed(name: str, part: str) -> list[dict[str, Any]]:
    """The entries of one of the files in `deployments/`."""
    text = (shipped("deployments") / name).read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = yaml.safe_load(text)[part]
    return entries


async def apply(client: PrefectClient) -> dict[str, Registered]:
    """Register every deployment and automation of the files; the server's answer by deployment name."""
    entries = listed("prefect.yaml", "deployments")
    for pool in sorted({entry["work_pool"]["name"] for entry in entries}):
        await _work_pool(client, pool)
    known = {entry["name"]: await _register(client, entry) for entry in entries}
    for automation in listed("automations.yaml", "automations"):
        await _automate(client, automation, known)
    return known


async def _work_pool(client: PrefectClient, name: str) -> None:
    try:
        await client.read_work_pool(name)
    except ObjectNotFound:
        # One at a time: each run is a process of its own, and two at once starve a small machine.
        await client.create_work_pool(WorkPoolCreate(name=name, type="process", concurrency_limit=1))


async def _register(client: PrefectClient, entry: dict[str, Any]) -> Registered:
    """The deployment of that name, made or brought up to date: writing it again would renew its schedules."""
    flow: Flow[..., Any] = load_flow_from_entrypoint(entry["entrypoint"], use_placeholder_flow=False)
    wanted = {
        "entrypoint": entry["entrypoint"],
        "description": entry["description"],
        "tags": entry["tags"],
        "work_pool_name": entry["work_pool"]["name"],
        "parameter_openapi_schema": flow.parameters.model_dump(),
        "enforce_parameter_schema": True,
    }
    try:
        there = await client.read_deployment_by_name(f"{flow.name}/{entry['name']}")
    except ObjectNotFound:
        there = None
    if there is not None and _is_as_wanted(there, wanted, entry["schedules"]):
        return Registered(there.id, flow)
    schedules = [
        DeploymentScheduleCreate(
            schedule=CronSchedule(cron=item["cron"], timezone=item["timezone"]), slug=item["slug"]
        )
        for item in entry["schedules"]
    ]
    flow_id = await client.create_flow(flow)
    made = await client.create_deployment(flow_id, entry["name"], schedules=schedules, **wanted)
    return Registered(made, flow)


def _is_as_wanted(there: DeploymentResponse, wanted: dict[str, Any], schedules: list[dict[str, str]]) -> bool:
    kept = {
        (item.slug, item.schedule.cron, item.schedule.timezone)
        for item in there.schedules
        if isinstance(item.schedule, CronSchedule)
    }
    listed_here = {(item["slug"], item["cron"], item["timezone"]) for item in schedules}
    return kept == listed_here and all(getattr(there, name) == value for name, value in wanted.items())


async def _automate(client: PrefectClient, entry: dict[str, Any], known: dict[str, Registered]) -> None:
    """Create an automation, or bring the one of that name up to date: creating it again would make two."""
    wanted = AutomationCore(
        name=entry["name"],
        description=entry["description"],
        trigger=EventTrigger(
            expect={f"prefect.flow-run.{state}" for state in entry["states"]},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            match_related={"prefect.resource.role": "flow", "prefect.resource.name": entry["flows"]},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[
            RunDeployment(
                source="selected", deployment_id=known[entry["deployment"]].id, parameters=entry["parameters"]
            )
        ],
    )
    there = await client.read_automations_by_name(entry["name"])
    if not there:
        await client.create_automation(wanted)
    elif _differs(there[0], wanted):
        await client.update_automation(there[0].id, wanted)


def _differs(there: AutomationCore, wanted: AutomationCore) -> bool:
    fields = ("description", "trigger", "actions")

    def said(automation: AutomationCore) -> dict[str, Any]:
        kept = automation.model_dump(mode="json", include=set(fields))
        kept["trigger"].pop("id", None)
        return kept

    return said(there) != said(wanted)
