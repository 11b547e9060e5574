"""Every address of the web declares who may come in, and looking at one changes nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from lsip_workflow import events
from lsip_workflow.adopt import template
from lsip_workflow.journeys import consultation, files, handed, people, releases, sign_offs
from lsip_workflow.model import Organisation, Person, Plan, ProgressReport
from lsip_workflow.rules.permissions import Actor, ActorKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.store.record import record
from lsip_workflow.web import addresses
from lsip_workflow.web.access import holder
from lsip_workflow.web.app import create
from lsip_workflow.web.posted import posted
from lsip_workflow.web.visitor import perhaps, visitor
from tests import builders
from tests.journeys.relaying import answer, fill
from tests.journeys.working import Working, counts

READ_ONLY = {"GET", "HEAD"}
API = tuple(router for router, _ in addresses.API)
ALL_PAGES = [route for router in addresses.PAGES for route in router.routes if isinstance(route, APIRoute)]


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
    known = {route.path for router in (*API, *addresses.PAGES) for route in routes(router)}
    found = {route.path for route in every_route(small_world)}
    assert found == known | {"/health"}


@pytest.mark.parametrize("route", ALL_PAGES, ids=lambda route: f"{min(route.methods)} {route.path}")
def test_every_page_knows_who_looks_and_takes_a_form_only_from_a_page_of_ours(route: APIRoute) -> None:
    asked = set(calls(route.dependant))
    if route.path not in addresses.PUBLIC:
        assert visitor in asked, "whoever is not signed in is shown the door; PUBLIC says where not"
    if not acts(route) <= READ_ONLY:
        assert posted in asked
    assert perhaps in asked or route.path in addresses.PUBLIC


def test_whatever_changes_something_is_in_the_api_behind_a_key_or_a_form_of_ours(
    small_world: Runtime,
) -> None:
    changing = {route.path for route in every_route(small_world) if not acts(route) <= READ_ONLY}
    writing = [route for router in API for route in routes(router) if not acts(route) <= READ_ONLY]
    forms = [route for route in ALL_PAGES if not acts(route) <= READ_ONLY]
    assert changing == {route.path for route in [*writing, *forms]}
    assert len(writing) > 15


def test_reading_any_address_of_the_api_changes_nothing(small_world: Runtime) -> None:
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
        erb, manager = session.get_one(Organisation, made.erb), session.get_one(Person, made.manager)
        own = people.issue_key(session, when, erb, person=manager)
        hers = Actor(ActorKind.PERSON, made.manager, made.erb, "erb", frozenset({made.area}))
        by_her = replace(when, actor=hers, now=small_world.now())  # kept for a day
        workbook = handed.hand_in(session, by_her, name="plan.xlsx", content=template())
    at.rest()
    values = {"round_id": shared.id, "file_id": kept.id, "request_id": made.request, "sign_off_id": asked.id}
    values |= {
        "report_id": report.id,
        "release_id": given.id,
        "plan_id": made.plan,
        "edition": builders.EDITION,
        "area_id": made.area,
        "person_id": made.respondent,
        "workbook_id": workbook.id,
    }
    of_a_person = ("/you", "{workbook_id}")  # about oneself, or only one's own
    with small_world.database.reading() as session:
        before = counts(session)
    with TestClient(create(small_world)) as client:
        for route in (route for router in API for route in routes(router)):
            if "GET" in acts(route):
                address = re.sub(r"\{(\w+)[^}]*\}", lambda found: values[found[1]], route.path)
                key = own if route.path.endswith(of_a_person) else made.erb_key
                shown = client.get(address, headers={"Authorization": f"Bearer {key}"})
                assert shown.status_code == 200, f"{address}: {shown.status_code}"
    with small_world.database.reading() as session:
        assert counts(session) == before
        assert chain.verify(session).holds
