"""Every address of the web declares who may come in, and looking at one changes nothing."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from lsip_workflow import events
from lsip_workflow.journeys import consultation, files, releases, sign_offs
from lsip_workflow.model import Organisation, OutboxRow, Plan, ProgressReport
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.store.record import record
from lsip_workflow.web import app, pages
from lsip_workflow.web.access import holder
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.test_relay import answer, fill
from tests.journeys.working import Working, counts

READ_ONLY = {"GET", "HEAD"}
API = tuple(router for router, _ in app.API)


def routes(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


def acts(route: APIRoute) -> set[str]:
    return set(route.methods or ())


def calls(dependant: Dependant) -> Iterator[Any]:
    """Everything that a route depends on, and what that depends on."""
    for below in dependant.dependencies:
        yield below.call
        yield from calls(below)


def every_route(world: Runtime) -> list[APIRoute]:
    """The routes of the application itself, with those of the routers that it took in."""
    found = []
    for route in create(world).routes:
        inner = getattr(route, "original_router", None)
        found += routes(inner) if inner is not None else [route] if isinstance(route, APIRoute) else []
    return found


@pytest.mark.parametrize(
    "route", [route for router in API for route in routes(router)], ids=lambda route: route.path
)
def test_every_address_of_the_api_asks_who_is_there(route: APIRoute) -> None:
    assert route.path.startswith("/api/v1/")
    assert holder in set(calls(route.dependant))


def test_the_application_has_no_address_but_those_of_its_routers(small_world: Runtime) -> None:
    known = {route.path for router in (*API, pages.router) for route in routes(router)}
    found = {route.path for route in every_route(small_world)}
    assert found == known | {"/health"}


def test_whatever_changes_something_is_in_the_api_behind_a_key(small_world: Runtime) -> None:
    changing = {route.path for route in every_route(small_world) if not acts(route) <= READ_ONLY}
    writing = [route for router in API for route in routes(router) if not acts(route) <= READ_ONLY]
    assert changing == {route.path for route in writing}
    assert len(writing) > 15


def test_looking_at_every_page_changes_nothing(small_world: Runtime) -> None:
    at = Working(small_world)
    made = builders.scene(small_world)
    answer(at, made, "k1")
    with small_world.database.transaction() as session:
        fill(at, made, session)
        plan, when = session.get_one(Plan, made.plan), builders.occasion(small_world)
        kept = files.keep(session, when, plan, name="a.txt", media_type="text/plain", content=b"A minute.")
        asked = sign_offs.ask(session, when, plan, "roadmap", authors=[made.manager])
        provider = session.get_one(Organisation, made.provider)
        shared = consultation.open_round(
            session, when, plan, title="x", parties=[provider], until=date(2026, 12, 1), file=kept
        )
        report = ProgressReport(plan_id=plan.id, rule="progress-report", number=1, opened_on=when.today)
        opened = events.ReportOpened(plan=plan.id, on=when.today, report=report.id, rule=report.rule)
        record(session, when, opened, report)
        given = releases.release(session, when, plan, audience="public", title="The plan")
    at.rest()
    values = {"round_id": shared.id, "file_id": kept.id, "request_id": made.request, "sign_off_id": asked.id}
    values |= {
        "report_id": report.id,
        "release_id": given.id,
        "plan_id": made.plan,
        "message_id": at.all(OutboxRow)[0].id,
        "edition": builders.EDITION,
        "area_id": made.area,
    }
    with small_world.database.reading() as session:
        before = counts(session)
    with TestClient(create(small_world)) as client:
        for route in every_route(small_world):
            if "GET" in acts(route):
                address = re.sub(r"\{(\w+)[^}]*\}", lambda found: values[found[1]], route.path)
                shown = client.get(address, headers={"Authorization": f"Bearer {made.erb_key}"})
                assert shown.status_code == 200, f"{address}: {shown.status_code}"
    with small_world.database.reading() as session:
        assert counts(session) == before
        assert chain.verify(session).holds
