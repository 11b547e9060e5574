"""Runs that people can find: under their deployment, named, tagged, with a table."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import get_client
from sqlmodel import select

from flows import deployments, here
from flows.arrivals import sign_offs
from flows.clock import deadlines, digest, notifications
from flows.link import Link
from flows.operators import run_failed
from flows.relay import Relay
from lsip_workflow.journeys import responses
from lsip_workflow.journeys import sign_offs as signing
from lsip_workflow.model import (
    Handling,
    HandlingStatus,
    OutboxRow,
    OutboxStatus,
    Plan,
    Response,
    ResponseStatus,
    Role,
    Run,
    RunPlan,
    RunStatus,
)
from lsip_workflow.rules.responses import ResponseForm
from lsip_workflow.runtime import Runtime
from tests import builders
from tests.builders import Scene
from tests.flows.stages import opened
from tests.installation import PrefectServer, wait_for

pytestmark = pytest.mark.xdist_group("prefect")


def answered(world: Runtime, scene: Scene, key: str = "k") -> None:
    """An answer that the relay has not seen."""
    with world.database.transaction() as session:
        at = builders.occasion(world, world.now())
        responses.submit(session, at, scene.request, ResponseForm.model_validate(builders.ANSWER), key)


def settled(relay: Relay, run: Callable[..., Any]) -> int:
    """Take turns until nothing is left; how many there were."""
    for number in range(20):
        if not run(relay.turn()):
            return number
    raise AssertionError("The relay does not come to rest.")


def of_plan(found: list[dict[str, Any]], plan: str) -> list[dict[str, Any]]:
    return [seen for seen in found if f"plan:{plan}" in seen["tags"]]


def test_an_answer_becomes_a_run_under_its_deployment_with_name_tags_and_table(
    world: Runtime, relay: Relay, run: Callable[..., Any], prefect: PrefectServer
) -> None:
    scene = builders.scene(world, "findable")
    settled(relay, run)
    answered(world, scene)
    settled(relay, run)
    [seen] = of_plan(prefect.runs("responses"), scene.plan)
    assert seen["name"] == "responses · Findable (example) · 1 handled"
    assert seen["state_type"] == "COMPLETED"
    assert {"lsip", "arrival", f"plan:{scene.plan}"} <= set(seen["tags"])
    table = artifact(prefect, str(seen["id"]))
    assert table[0]["page"] == f"http://127.0.0.1:8000/plans/{scene.plan}"
    assert table[0]["plan"] == "Findable (example)"
    assert of_plan(prefect.runs("roadmap"), scene.plan), "the stage was looked at again"
    with world.database.reading() as session:
        assert session.exec(select(Response.status)).all() == [ResponseStatus.MATCHED]
        ours = session.exec(select(Run).where(Run.flow == "responses")).one()
        assert (ours.status, ours.via, ours.prefect_settled) == (RunStatus.COMPLETED, "prefect", True)
        assert ours.prefect_run_id == seen["id"]


def artifact(prefect: PrefectServer, run_id: str) -> list[dict[str, Any]]:
    body = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
    [found] = httpx.post(f"{prefect.api}/artifacts/filter", json=body, timeout=20).json()
    rows: list[dict[str, Any]] = json.loads(found["data"])
    return rows


def test_a_handled_event_is_announced_to_prefect_with_ids_only(
    world: Runtime, relay: Relay, run: Callable[..., Any], prefect: PrefectServer
) -> None:
    scene = builders.scene(world, "announced")
    answered(world, scene)
    settled(relay, run)

    def announced() -> list[dict[str, Any]]:
        body = {"filter": {"event": {"name": ["lsip.response.submitted"]}}, "limit": 50}
        found = httpx.post(f"{prefect.api}/events/filter", json=body, timeout=20).json()["events"]
        return [event for event in found if event["payload"]["stream"] == f"plan:{scene.plan}"]

    wait_for(announced, "the announcement to be readable")
    assert set(announced()[0]["payload"]) == {"event", "stream"}


def test_a_relay_comes_to_rest_and_rests(world: Runtime, relay: Relay, run: Callable[..., Any]) -> None:
    builders.scene(world, "resting")
    settled(relay, run)
    assert settled(relay, run) == 0


def test_deployments_and_automation_applied_twice_change_nothing_and_equal_the_file(
    run: Callable[..., Any], prefect: PrefectServer
) -> None:
    async def apply() -> None:
        async with get_client() as client:
            await deployments.apply(client)

    def server() -> Any:
        listed = httpx.post(f"{prefect.api}/deployments/filter", json={}, timeout=20).json()
        automations = httpx.post(f"{prefect.api}/automations/filter", json={}, timeout=20).json()
        keep = (
            "id",
            "updated",
            "name",
            "entrypoint",
            "description",
            "tags",
            "work_pool_name",
            "parameters",
            "paused",
        )
        said = sorted(
            ({key: d[key] for key in keep} | {"schedules": schedules(d)} for d in listed),
            key=lambda d: d["name"],
        )
        return said, [(a["id"], a["name"], a["trigger"], a["actions"]) for a in automations]

    def schedules(deployment: Any) -> list[tuple[str, ...]]:
        return [
            (s["id"], s["slug"], s["schedule"]["cron"], s["schedule"]["timezone"])
            for s in deployment["schedules"]
        ]

    run(apply())
    once = server()
    run(apply())
    assert server() == once
    wanted = deployments.listed("prefect.yaml", "deployments")
    assert [d["name"] for d in once[0]] == sorted(entry["name"] for entry in wanted)
    assert [d["entrypoint"] for d in once[0]] == [
        e["entrypoint"] for e in sorted(wanted, key=lambda e: e["name"])
    ]
    assert {s[3] for d in once[0] for s in d["schedules"]} == {"Europe/London"}
    assert [name for _, name, _, _ in once[1]] == ["lsip: a run failed or crashed"]


def test_one_answer_that_cannot_be_handled_is_shown_and_the_others_go_on(
    world: Runtime, relay: Relay, run: Callable[..., Any], prefect: PrefectServer
) -> None:
    ill, well = builders.scene(world, "ill", 1), builders.scene(world, "well", 2)
    answered(world, ill)
    answered(world, well, "other")
    with world.database.transaction() as session:
        broken = session.exec(select(Response).where(Response.plan_id == ill.plan)).one()
        broken.content = "this is not what was sent"
    settled(relay, run)
    [seen] = of_plan(prefect.runs("responses"), well.plan)
    assert seen["name"] == "responses · 2 plans · 1 handled, 1 not handled yet"
    with world.database.reading() as session:
        waits = session.exec(select(Handling).where(Handling.stream == f"plan:{ill.plan}")).one()
        assert waits.status is not HandlingStatus.HANDLED
        assert "Expecting value" in waits.error, "it says what it choked on, not the words themselves"


def test_a_signature_is_handled_and_the_stage_that_waited_for_it_goes_on(
    world: Runtime, relay: Relay, run: Callable[..., Any], prefect: PrefectServer
) -> None:
    plan_id = opened(world, "designation")
    settled(relay, run)
    with world.database.transaction() as session:
        at, plan = builders.occasion(world, world.now()), session.get_one(Plan, plan_id)
        signing.record_decision(
            session, at, plan, "designation", body="The board", on=at.today, reference="7"
        )
    settled(relay, run)
    assert of_plan(prefect.runs("sign-offs"), plan_id)
    with world.database.reading() as session:
        assert session.get_one(Plan, plan_id).stage == "research"
    assert run(sign_offs()) == "sign-offs · nothing owed · 0 handled"


def test_the_notifications_flow_sends_what_is_owed_and_shows_what_went(
    world: Runtime, run: Callable[..., Any]
) -> None:
    builders.scene(world, "told")
    assert run(notifications()) == "notifications · Told (example) · 1 sent"
    with world.database.reading() as session:
        (told,) = session.exec(select(RunPlan.says).where(RunPlan.plan_id == "told-2026")).all()
        assert told == "sent to whoever answers for a provider"
        [row] = session.exec(select(OutboxRow)).all()
        assert row.status is OutboxStatus.SENT
        assert (here.post().channel.folder / f"{row.id}.eml").exists()
    assert run(notifications()) == "notifications · nothing owed · 0 sent"


def test_the_deadlines_flow_owes_a_reminder_once_and_the_digest_shows_every_plan(
    world: Runtime, run: Callable[..., Any]
) -> None:
    scene = builders.scene(world, "reminded")
    day = date(2026, 11, 16)  # five working days before the date of the request
    name = "deadlines · Reminded (example) · 1 looked at"
    assert run(deadlines(as_of=day)) == f"{name}, 1 message owed"
    assert run(deadlines(as_of=day)) == name
    with world.database.reading() as session:
        owed = session.exec(select(OutboxRow).where(OutboxRow.template == "reminders")).all()
        assert len(owed) == 1
        assert owed[0].plan_id == scene.plan
    assert run(digest()) == "digest · Reminded (example) · 1 looked at"


def test_administrators_are_told_once_of_a_run_that_failed(world: Runtime, run: Callable[..., Any]) -> None:
    from lsip_workflow.journeys import people
    from lsip_workflow.model import Area, Organisation

    scene = builders.scene(world, "operated")
    with world.database.transaction() as session:
        at = builders.occasion(world)
        erb, area = session.get_one(Organisation, scene.erb), session.get_one(Area, scene.area)
        person = builders.person(session, at, erb, "Ola Example", "ola@operated.example")
        people.grant_role(session, at, person, area, Role.ADMINISTRATOR, at.today)
    assert run(run_failed(run_name="responses · Kent", run_id="abc")) == "1 administrator(s) told"
    assert run(run_failed(run_name="responses · Kent", run_id="abc")) == "0 administrator(s) told"
    run(notifications())
    with world.database.reading() as session:
        row = session.exec(select(OutboxRow).where(OutboxRow.template == "run_failed")).one()
        assert (row.status, row.subject) == (OutboxStatus.SENT, "Could not be processed: responses · Kent")


def test_without_prefect_the_link_says_so_and_nothing_is_claimed_until_the_time_is_up(
    world: Runtime, run: Callable[..., Any]
) -> None:
    scene = builders.scene(world, "alone")
    answered(world, scene)
    link = Link("http://127.0.0.1:9/api")
    assert not run(link.connect())
    alone = Relay(link)
    assert not alone.without_prefect
    world.settings.without_prefect_after = 0
    assert alone.without_prefect
    settled(alone, run)
    with world.database.reading() as session:
        assert {ours.via for ours in session.exec(select(Run))} == {"without Prefect"}
        assert session.exec(select(Response.status)).all() == [ResponseStatus.MATCHED]
