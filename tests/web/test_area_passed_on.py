"""An area that passed to another body: the one before reads its own record, and neither sees the other's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.journeys import designations, people
from lsip_workflow.model import Area, Designation, Organisation, OrganisationKind
from lsip_workflow.runtime import Runtime
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.working import Working
from tests.web.erb_client import AtTheApi, begun

SINCE = "2026-11-02"


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
def before(at: Working, client: TestClient) -> AtTheApi:
    """A body with a plan, whose designation a notice removes from 3 November 2026."""
    erb = begun(at, client, on=date(2025, 10, 1))
    form = {"cycle": "2026-29", "edition": builders.EDITION, "id": "north"}
    erb.plan = erb.write("areas/northshire/plans", form)["id"]
    return erb


def person(erb: AtTheApi, name: str, role: str) -> tuple[str, str]:
    """A person of the body with a role in the area, and the key of their own."""
    made = erb.write("areas/northshire/people", {"organisation": erb.erb, "name": name})["id"]
    erb.write("areas/northshire/roles", {"person": made, "role": role, "since": SINCE})
    return made, erb.key_of(made)


def passed(erb: AtTheApi) -> AtTheApi:
    """The area passes to another body on 3 November 2026, which is the day now."""
    with erb.at.world.database.transaction() as session:
        when, area = erb.at.occasion("test"), session.get_one(Area, "northshire")
        held = erb.at.one(Designation)
        row = Organisation(kind=OrganisationKind.ERB, name="Northshire Forum (example)", example=True)
        forum = people.record_organisation(session, when, row, erb.at.world.reference, demonstration=True)
        day = date(2026, 11, 3)
        designations.remove(session, when, session.get_one(Designation, held.id), on=day, reference="N2")
        designations.designate(session, when, area, forum, on=day, reference="N3")
        key = people.issue_key(session, when, forum)
    erb.at.clock.on(days=1)
    return replace(erb, erb=forum.id, key=key, colleague="", plan="")


def asked(erb: AtTheApi, rule: str = "priorities") -> str:
    author = erb.write("areas/northshire/people", {"organisation": erb.erb, "name": "Au"})["id"]
    return str(erb.to_plan("sign-offs", {"rule": rule, "authors": [author]})["id"])


def test_a_lead_of_the_body_before_signs_and_declines_nothing(before: AtTheApi) -> None:
    asking = asked(before, "submission")
    _, key = person(before, "Lee", "erb_lead")
    page = before.read(f"sign-offs/{asking}", key)
    passed(before)
    form = {"version": page["version"], "statements": [each["key"] for each in page["statements"]]}
    for act, body in (("sign", form), ("decline", {"reason": "No."})):
        before.write(f"sign-offs/{asking}/{act}", body, 404, key)  # their role ended with the designation
    told = before.read("plans/north/sign-offs")
    assert {row["status"] for row in told} == {"asked"}


def test_the_lead_of_the_next_body_is_not_shown_what_the_one_before_asked(before: AtTheApi) -> None:
    asking = asked(before, "submission")
    after = passed(before)
    _, key = person(after, "Nia", "erb_lead")
    assert after.read("sign-offs", key) == []
    after.read(f"sign-offs/{asking}", key, 404)
    after.write(f"sign-offs/{asking}/decline", {"reason": "No."}, 404, key)


def test_what_each_body_wrote_of_people_and_terms_is_not_the_others(before: AtTheApi) -> None:
    lee, _ = person(before, "Lee", "board_member")
    form = {"person": lee, "words": "A governor.", "since": SINCE, "matters": ["commission:c1"]}
    before.write("areas/northshire/interests", form)
    terms = before.write("areas/northshire/terms", {"title": "New terms", "received_on": SINCE})["id"]
    after = passed(before)
    assert "nothing more is written" in before.read("areas/northshire/interests", status=403)["detail"]
    assert [row["id"] for row in before.read("areas/northshire")["terms"]] == [terms]
    assert after.read("areas/northshire")["terms"] == []
    objection = {"on": "2026-11-03", "reasons": "We cannot."}
    after.write(f"areas/northshire/terms/{terms}/object", objection, 404)
    after.write(f"areas/northshire/terms/{terms}/accept", {"on": "2026-11-03"}, 404)


def test_a_body_that_was_never_designated_gives_way_to_the_one_that_is(
    at: Working, client: TestClient
) -> None:
    made = builders.scene(at.world)
    trailblazer = AtTheApi(at, client, made.area, made.erb, made.erb_key, plan=made.plan)
    evidence = {"title": "Survey", "source": "The chamber"}
    trailblazer.to_plan("evidence", evidence)
    trailblazer.read("areas/northshire/people")
    with at.world.database.transaction() as session:
        other = Organisation(kind=OrganisationKind.ERB, name="Northshire Forum (example)", example=True)
        when, area = at.occasion("test"), session.get_one(Area, made.area)
        forum = people.record_organisation(session, when, other, at.world.reference, demonstration=True)
        designations.designate(session, when, area, forum, on=date(2026, 11, 1), reference="N1")
    trailblazer.read(f"plans/{made.plan}")
    trailblazer.read("areas/northshire/people", status=403)
    said: Any = trailblazer.to_plan("evidence", evidence, 403)
    assert "passed to another body" in said["detail"]
