"""The API of an area: whom its ERB knows, its terms, its plans, and what a removed designation closes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from lsip_workflow.journeys import designations, people
from lsip_workflow.model import Designation, Organisation, OrganisationKind, RoleHeld
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import api
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.working import Working
from tests.web.erb_client import AtTheApi, begun

UNKNOWN = "this field is not known here; take it out or look at its spelling."


@pytest.fixture
def at(small_world: Runtime) -> Working:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    return working


@pytest.fixture
def client(at: Working) -> Iterator[TestClient]:
    with TestClient(create(at.world)) as client:
        yield client


@pytest.fixture
def erb(at: Working, client: TestClient) -> AtTheApi:
    """An ERB designated a year ago, with its own key and no plan yet."""
    return begun(at, client, on=date(2025, 10, 1))


def in_area(erb: AtTheApi, address: str, body: dict[str, Any], status: int = 201) -> Any:
    return erb.write(f"areas/{erb.area}/{address}", body, status)


def test_a_key_opens_the_areas_that_its_body_is_designated_for(erb: AtTheApi) -> None:
    (area,) = erb.read("areas")
    assert (area["id"], area["plans"], area["terms"]) == ("northshire", [], [])
    (held,) = area["designations"]
    assert (held["began"], held["until"], held["reference"]) == ("2025-10-01", None, "Notice 1")
    opened = in_area(erb, "plans", {"cycle": "2026-29", "edition": builders.EDITION})
    assert opened["stage"] == "designation"
    assert erb.read("areas/northshire")["plans"] == [opened["id"]]
    assert erb.read(f"plans/{opened['id']}")["cycle"] == "2026-29"
    erb.read("areas/elsewhere", status=404)


def test_a_plan_is_not_opened_twice_nor_with_faults(erb: AtTheApi) -> None:
    form = {"cycle": "2026-29", "edition": builders.EDITION, "id": "north"}
    in_area(erb, "plans", form)
    assert in_area(erb, "plans", form, 422)["faults"] == [
        "id: a plan “north” is there already.",
    ]
    assert in_area(erb, "plans", form | {"id": "south"}, 422)["faults"] == [
        "cycle: Northshire (example) has its plan for 2026-29 already: “north”."
    ]
    wrong = {"cycle": "", "edition": "2022-statutory", "on": "2023-02-29", "stage": "published"}
    assert in_area(erb, "plans", wrong, 422)["faults"] == [
        "cycle: this may not be empty.",
        "on: write a day of the calendar, such as 2026-11-30.",
        f"stage: {UNKNOWN}",
    ]


def test_organisations_of_every_kind_are_written_down_once(erb: AtTheApi) -> None:
    college = {"kind": "provider", "ukprn": "10003010"}
    mayor = {"kind": "strategic_authority", "authority": "gmca"}
    first = in_area(erb, "organisations", college)
    assert first["ukprn"] == "10003010"
    assert in_area(erb, "organisations", college)["id"] == first["id"]
    known = next(iter(erb.at.world.reference.authorities))
    authority = in_area(erb, "organisations", mayor | {"authority": known})
    assert authority["id"] == known
    in_area(erb, "organisations", {"kind": "department", "name": "The department (example)"})
    body = in_area(erb, "organisations", {"kind": "other", "name": "Employers' Forum (example)"})
    names = {one["name"] for one in erb.read("areas/northshire/organisations")}
    assert {first["name"], authority["name"], "The department (example)", body["name"]} < names
    again = {"kind": "other", "name": "employers' forum (EXAMPLE)"}
    assert in_area(erb, "organisations", again, 422)["faults"] == [
        f"name: “Employers' Forum (example)” is written down here already; use its id {body['id']}."
    ]


@pytest.mark.parametrize(
    ("form", "faults"),
    [
        ({"kind": "provider"}, ["ukprn: a provider is written down by its UKPRN."]),
        ({"kind": "other", "ukprn": "1"}, ["ukprn: leave this out; it is for another kind.",
                                           "name: write the organisation's name."]),
        ({"kind": "other", "name": "x", "url": "ftp://x"},
         ["url: write the whole address of a web page, beginning with https:// or http://."]),
        ({"kind": "other", "name": "x", "email": "a@b.example"}, [f"email: {UNKNOWN}"]),
    ],
)  # fmt: skip
def test_faults_of_an_organisation_are_told(erb: AtTheApi, form: dict[str, Any], faults: list[str]) -> None:
    assert in_area(erb, "organisations", form, 422)["faults"] == faults


def test_people_are_written_down_corrected_and_hold_roles(erb: AtTheApi) -> None:
    form = {"organisation": erb.erb, "name": "Sam", "email": "sam@north.example", "phone": "01632 960001"}
    person = in_area(erb, "people", form)["id"]
    in_area(erb, f"people/{person}/correct", {"name": "Sam Smith"})
    held = in_area(erb, "roles", {"person": person, "role": "project_manager", "since": "2026-11-01"})["id"]
    (seen,) = erb.read("areas/northshire/people")
    assert (seen["name"], seen["email"], [one["role"] for one in seen["roles"]]) == (
        "Sam Smith",
        "sam@north.example",
        ["project_manager"],
    )
    ended = in_area(erb, f"roles/{held}/end", {"until": "2026-11-02"})
    assert ended["warnings"] == [
        "Nobody is project manager here from 2026-11-02: reminders then reach nobody. Name another."
    ]
    assert in_area(erb, f"roles/{held}/end", {"until": "2026-11-03"}, 422)["faults"] == [
        "until: this role ended on 2026-11-02 already."
    ]
    with erb.at.world.database.reading() as session:
        assert session.get_one(RoleHeld, held).until == date(2026, 11, 2)
        assert chain.verify(session).faults == []


def test_faults_of_people_and_roles_are_told(erb: AtTheApi) -> None:
    form = {"organisation": "nobody", "name": "Sam", "email": "sam@north.example"}
    assert in_area(erb, "people", form, 422)["faults"] == [
        "organisation: it is not written down for this area; write it down first."
    ]
    person = in_area(erb, "people", form | {"organisation": erb.erb})["id"]
    twin = form | {"organisation": erb.erb, "email": "SAM@north.example"}
    assert in_area(erb, "people", twin, 422)["faults"] == [
        f"email: this address is that of a person written down here already: {person}."
    ]
    assert in_area(erb, "people", twin | {"email": "sam@"}, 422)["faults"] == [
        "email: write one e-mail address, such as sam@college.example."
    ]
    role = {"person": person, "role": "provider_respondent", "since": "2026-02-29"}
    assert in_area(erb, "roles", role, 422)["faults"] == [
        "since: write a day of the calendar, such as 2026-11-30."
    ]
    role["since"] = "2026-11-02"
    assert in_area(erb, "roles", role, 422)["faults"] == [
        "role: provider respondent is for people of a provider; this person is of an employer "
        "representative body."
    ]
    lead = role | {"role": "erb_lead"}
    held = in_area(erb, "roles", lead)["id"]
    assert in_area(erb, "roles", lead | {"since": "2026-11-05"}, 422)["faults"] == [
        "since: this person holds that role here from 2026-11-02 already."
    ]
    assert in_area(erb, f"roles/{held}/end", {"until": "2026-11-01"}, 422)["faults"] == [
        "until: the role began on 2026-11-02; it cannot end before that."
    ]
    in_area(erb, "roles", role | {"person": "0" * 32}, 404)
    in_area(erb, f"people/{person}/correct", {}, 422)


def test_a_project_manager_does_not_make_themselves_the_lead(erb: AtTheApi) -> None:
    key = erb.hire()
    (person,) = erb.read("areas/northshire/people", key)
    lead = {"person": person["id"], "role": "erb_lead", "since": "2026-11-02"}
    said = erb.write("areas/northshire/roles", lead, 403, key)
    assert said["detail"] == "The ERB lead is named by the present lead, or with the body's own key."
    assert "administrator" in in_area(erb, "roles", lead | {"role": "administrator"}, 403)["detail"]
    in_area(erb, "roles", lead)
    other = in_area(erb, "people", {"organisation": erb.erb, "name": "Jo"})["id"]
    erb.write("areas/northshire/roles", lead | {"person": other}, 201, key)


def test_a_role_that_ended_on_its_first_day_is_given_again_from_a_later_one(erb: AtTheApi) -> None:
    person = in_area(erb, "people", {"organisation": erb.erb, "name": "Sam"})["id"]
    form = {"person": person, "role": "board_member", "since": "2026-11-02"}
    held = in_area(erb, "roles", form)["id"]
    in_area(erb, f"roles/{held}/end", {"until": "2026-11-02"})
    assert in_area(erb, "roles", form, 422)["faults"] == [
        "since: that role from 2026-11-02 ended on 2026-11-02; name a later day."
    ]
    in_area(erb, "roles", form | {"since": "2026-11-03"})


def test_nobody_gives_themselves_a_role(erb: AtTheApi) -> None:
    key = erb.hire()
    (person,) = erb.read("areas/northshire/people", key)
    form = {"person": person["id"], "role": "board_member", "since": "2026-11-02"}
    said = erb.write("areas/northshire/roles", form, 403, key)["detail"]
    assert said == "A role is given by somebody else: a colleague of the team, or the body's own key."


def test_nobody_sees_the_contacts_of_another_area(erb: AtTheApi, client: TestClient) -> None:
    other = begun(erb.at, client, "southshire", on=date(2025, 10, 1))
    mine = in_area(erb, "people", {"organisation": erb.erb, "name": "Sam"})["id"]
    for address in ("", "/people", "/organisations", "/deadlines"):
        assert erb.read(f"areas/southshire{address}", status=404)["detail"].startswith(
            "There is nothing here"
        )
    assert other.read("areas/southshire/people") == []
    other.write(f"areas/southshire/people/{mine}/correct", {"name": "X"}, 404)
    other.write("areas/southshire/roles", {"person": mine, "role": "auditor", "since": "2026-01-01"}, 404)


def test_a_provider_opens_no_area(erb: AtTheApi) -> None:
    with erb.at.world.database.transaction() as session:
        when = builders.occasion(erb.at.world)
        row = Organisation(kind=OrganisationKind.PROVIDER, name="College (example)", example=True)
        college = people.record_organisation(session, when, row, erb.at.world.reference, demonstration=True)
        key = people.issue_key(session, when, college)
    assert erb.read("areas", key) == []
    erb.read("areas/northshire", key, 404)
    erb.write("areas/northshire/people", {"organisation": college.id, "name": "Sam"}, 404, key)


def test_changed_terms_have_ten_working_days(erb: AtTheApi) -> None:
    form = {"title": "Terms of November 2026", "received_on": "2026-10-30"}
    made = in_area(erb, "terms", form)
    assert made["due"] == "2026-11-13"
    (due,) = erb.read("areas/northshire/deadlines")
    assert (due["title"], due["status"], due["holder"]) == (
        "Objection to changed terms of designation",
        "open",
        "erb_lead",
    )
    said = {"on": "2026-11-02", "reasons": "They widen the area.", "reference": "Our letter"}
    assert in_area(erb, f"terms/{made['id']}/object", said)["warnings"] == []
    (due,) = erb.read("areas/northshire/deadlines")
    assert due["status"] == "met"
    (kept,) = erb.read("areas/northshire")["terms"]
    assert (kept["status"], kept["reasons"]) == ("objected", "They widen the area.")
    assert in_area(erb, f"terms/{made['id']}/accept", {"on": "2026-11-02"}, 422)["faults"] == [
        "terms: these were objected on 2026-11-02; that stands."
    ]
    in_area(erb, f"terms/{'0' * 32}/accept", {"on": "2026-11-02"}, 404)
    assert in_area(erb, "terms", {"title": "T", "received_on": "2026-02-29"}, 422)["faults"] == [
        "received_on: write a day of the calendar, such as 2026-11-30."
    ]


def test_a_removed_designation_lets_its_body_read_the_record_and_write_nothing(erb: AtTheApi) -> None:
    plan = in_area(erb, "plans", {"cycle": "2026-29", "edition": builders.EDITION, "id": "north"})["id"]
    manager = erb.hire()
    with erb.at.world.database.transaction() as session:
        row = erb.at.one(Designation)
        designations.remove(
            session, erb.at.occasion("test"), session.get_one(Designation, row.id), on=date(2026, 11, 3),
            reference="Notice 2",
        )  # fmt: skip
    evidence = {"title": "Survey", "source": "The chamber"}
    erb.write(f"plans/{plan}/evidence", evidence)  # it holds the area until that day
    erb.at.clock.on(days=1)
    erb.read(f"plans/{plan}")
    assert erb.read(f"plans/{plan}/events")
    said = erb.write(f"plans/{plan}/evidence", evidence, 403)["detail"]
    assert said.startswith("The designation for this area was removed by a published notice")
    erb.write("areas/northshire/people", {"organisation": erb.erb, "name": "Sam"}, 403)
    erb.read("areas/northshire/people", status=403)
    erb.read(f"plans/{plan}", manager, 404)  # the roles of its people ended with it
    erb.write(f"plans/{plan}/evidence", evidence, 404, manager)
    (held,) = erb.read("areas/northshire")["designations"]
    assert held["until"] == "2026-11-03"
    reasons = erb.write("areas/northshire/plans", {"cycle": "2029-32", "edition": builders.EDITION}, 403)
    assert "nothing more is written" in reasons["detail"]
    with erb.at.world.database.transaction() as session:
        chamber = session.get_one(Organisation, erb.erb)
        area_key = people.issue_key(session, erb.at.occasion("test"), chamber)
    erb.write(f"plans/{plan}/evidence", evidence, 403, area_key)


WRITING = [
    route.path.removeprefix("/api/v1/")
    for router in (api.designations.router, api.contacts.router, api.life.router)
    for route in router.routes
    if isinstance(route, APIRoute) and "POST" in (route.methods or ())
]


@pytest.mark.parametrize("path", WRITING)
def test_what_writes_is_not_there_for_another_body(erb: AtTheApi, client: TestClient, path: str) -> None:
    in_area(erb, "plans", {"cycle": "2026-29", "edition": builders.EDITION, "id": "north"})
    other = begun(erb.at, client, "southshire", on=date(2025, 10, 1))
    there = path.replace("{area_id}", "northshire").replace("{plan_id}", "north")
    before = erb.at.events()
    other.write(re.sub(r"{\w+}", "0" * 32, there), {"nonsense": 1}, 404)
    assert erb.at.events() == before


def test_the_same_submission_to_an_area_is_taken_once(erb: AtTheApi, client: TestClient) -> None:
    headers = {"Authorization": f"Bearer {erb.key}", "Idempotency-Key": "mine"}
    address, form = "/api/v1/areas/northshire/people", {"organisation": erb.erb, "name": "Sam"}
    first, again = (client.post(address, json=form, headers=headers) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = client.post(address, json=form | {"name": "Jo"}, headers=headers)
    assert other.status_code == 409
    assert len(erb.read("areas/northshire/people")) == 1
