"""The JSON API: interests, meetings and declarations, the department told; strategic authorities."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from lsip_workflow.model import Action, AuthorityAnswer, Interest
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import access
from lsip_workflow.web.app import create
from tests import builders
from tests.journeys.deciding import deciders
from tests.journeys.working import Working
from tests.web.test_api_sign_offs import DAY, Api

INTEREST = {"words": "A governor of the college.", "since": "2026-01-01"}
WRITING = {
    "areas/{area}/interests": INTEREST,
    "areas/{area}/interests-review": {"words": "The board looked at it."},
    "plans/{plan}/meetings": {"body": "The board", "on": DAY},
    "plans/{plan}/conflicts": {"about": "a governorship"},
    "plans/{plan}/authorities": {"authority": "greater-manchester"},
}


@pytest.fixture
def api(small_world: Runtime) -> Iterator[Api]:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    made = builders.scene(small_world)
    who = deciders(small_world, made)
    with TestClient(create(small_world)) as client:
        yield Api(working, client, made, who)


def of_area(api: Api, address: str, body: Any) -> Any:
    answer = api.send(api.made.erb_key, f"areas/{api.made.area}/{address}", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def proved(api: Api) -> None:
    with api.at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_the_register_is_kept_reviewed_and_read(api: Api) -> None:
    body = INTEREST | {"person": api.who.member, "organisation": api.made.provider}
    row = of_area(api, "interests", body)
    assert (row["name"], row["organisation"]) == ("Bo Board", "Northshire College (example)")
    ended = of_area(api, f"interests/{row['id']}/end", {"on": "2026-11-01"})
    assert ended["until"] == "2026-11-01"
    assert of_area(api, "interests-review", {"words": "The board looked at it."})["year"] == 2026
    again = api.send(api.made.erb_key, f"areas/{api.made.area}/interests-review", {"words": "Again."})
    assert (again.status_code, len(again.json()["reasons"])) == (409, 1)
    register = api.get(api.made.erb_key, f"areas/{api.made.area}/interests").json()
    assert [each["until"] for each in register["interests"]] == ["2026-11-01"]
    assert [each["year"] for each in register["reviews"]] == [2026]
    proved(api)


def test_an_interest_with_faults_is_told_all_of_them(api: Api) -> None:
    other = builders.scene(api.at.world, "southshire", 2)
    address = f"areas/{api.made.area}/interests"
    body = INTEREST | {"person": other.manager, "organisation": "nobody"}
    answer = api.send(api.made.erb_key, address, body)
    assert (answer.status_code, answer.json()["faults"]) == (
        422,
        [
            "person: this is nobody that we know in this area; name a person by their id.",
            "organisation: it is not written down for this area; write it down first.",
        ],
    )
    empty = api.send(api.made.erb_key, address, {"since": "2026-02-29", "colour": "red"})
    assert empty.json()["faults"] == [
        "person: this is needed.",
        "words: this is needed.",
        "since: write a day of the calendar, such as 2026-11-30.",
        "colour: this field is not known here; take it out or look at its spelling.",
    ]
    assert api.at.all(Interest) == []


def test_a_declaration_is_made_in_a_matter_of_the_agenda(api: Api) -> None:
    action = next(row.id for row in api.at.all(Action) if row.code == "A1")
    meeting = api.team("meetings", {"body": "The board", "on": DAY, "matters": [f"action:{action}"]})
    address = f"meetings/{meeting['id']}/declarations"
    told = {"matter": f"action:{action}", "words": "My firm teaches it.", "left": True}
    declared = api.team(address, told | {"person": api.who.member})
    assert [(each["name"], each["left"]) for each in declared["declarations"]] == [("Bo Board", True)]
    twice = api.send(api.made.erb_key, f"plans/{api.made.plan}/{address}", told | {"person": api.who.member})
    assert twice.status_code == 409
    wrong = api.send(
        api.made.erb_key, f"plans/{api.made.plan}/{address}", {"matter": "x", "words": "y", "left": True}
    )
    assert [fault.split(":")[0] for fault in wrong.json()["faults"]] == ["name", "matter"]
    (shown,) = api.get(api.made.erb_key, f"plans/{api.made.plan}/meetings").json()
    assert shown == declared
    proved(api)


def test_the_words_for_the_department_are_drafted_and_a_person_says_that_they_were_sent(api: Api) -> None:
    seen = api.team("conflicts", {"about": "the governorship of a member of the board"})
    assert "the governorship of a member of the board" in seen["words"]
    assert seen["told_on"] is None
    told = api.team(f"conflicts/{seen['id']}/told", {"on": DAY, "reference": "Letter 12"})
    assert (told["told_on"], told["reference"]) == (DAY, "Letter 12")
    address = f"plans/{api.made.plan}/conflicts/{seen['id']}/told"
    assert api.send(api.made.erb_key, address, {"on": DAY, "reference": "13"}).status_code == 409
    strange = api.send(api.made.erb_key, f"plans/{api.made.plan}/conflicts", {"about": "x", "interest": "no"})
    assert strange.json()["faults"] == ["interest: there is no such interest in the register of this area."]
    proved(api)


def test_a_conflict_with_faults_is_told_all_of_them_and_shows_nothing_of_other_areas(api: Api) -> None:
    other = builders.scene(api.at.world, "southshire", 2)
    body = {"about": "a post", "interest": "x", "declaration": "y", "department": other.provider}
    address = f"plans/{api.made.plan}/conflicts"
    answer = api.send(api.made.erb_key, address, body)
    assert (answer.status_code, answer.json()["faults"]) == (
        422,
        [
            "declaration: there is no such declaration in this plan.",
            "interest: there is no such interest in the register of this area.",
            "department: it is not written down for this area; write it down first.",
        ],
    )
    wrong = api.send(api.made.erb_key, address, {"about": "a post", "address": "the department"})
    assert wrong.json()["faults"] == ["address: write one e-mail address, such as sam@college.example."]


def test_somebody_written_down_for_the_area_is_known_there_without_a_role(api: Api) -> None:
    person = of_area(api, "people", {"organisation": api.made.provider, "name": "Una"})["id"]
    assert (
        of_area(api, "interests", INTEREST | {"person": person, "matters": ["commission:c"]})["name"] == "Una"
    )
    asked = {"rule": "roadmap", "authors": [person]}
    assert api.send(api.made.erb_key, f"plans/{api.made.plan}/sign-offs", asked).status_code == 201


def test_an_authority_of_the_reference_data_is_noted_asked_and_ended(api: Api) -> None:
    body = {"authority": "greater-manchester", "districts": ["E08000003"]}
    noted = api.team("authorities", body)
    assert (noted["organisation"], noted["districts"], noted["since"]) == (
        "Greater Manchester Combined Authority",
        ["E08000003"],
        "2011-04-01",
    )
    asked = api.team(f"authorities/{noted['id']}/ask", {"due": "2026-11-30"})
    assert (asked["answer"], asked["asked_on"]) == ("asked", DAY)
    again = api.send(api.made.erb_key, f"plans/{api.made.plan}/authorities/{noted['id']}/ask", {})
    assert (again.status_code, len(again.json()["reasons"])) == (409, 1)
    assert api.team(f"authorities/{noted['id']}/end", {"on": DAY})["ended_on"] == DAY
    proved(api)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"authority": "atlantis"}, "authority"),
        ({"authority": "greater-manchester", "districts": ["E99999999"]}, "districts"),
        ({"authority": "greater-manchester", "since": "2027-04-01"}, "since"),
        ({"districts": []}, "authority"),
    ],
)
def test_an_authority_that_cannot_be_noted_is_told_with_its_place(api: Api, body: Any, place: str) -> None:
    answer = api.send(api.made.erb_key, f"plans/{api.made.plan}/authorities", body)
    assert answer.status_code == 422, answer.text
    assert [fault.split(":")[0] for fault in answer.json()["faults"]] == [place]
    assert api.at.all(AuthorityAnswer) == []


def test_faults_of_an_authority_are_told_at_once_and_name_no_body_of_another_area(api: Api) -> None:
    other = builders.scene(api.at.world, "southshire", 2)
    body = {"authority": other.provider, "districts": ["E07000000"]}
    answer = api.send(api.made.erb_key, f"plans/{api.made.plan}/authorities", body)
    assert answer.status_code == 422
    authority, districts = answer.json()["faults"]
    assert authority.startswith(f"authority: Strategic authority {other.provider} is not in")
    assert districts == "districts: “E07000000” is not a district that we know."
    assert "Southshire" not in answer.text


@pytest.mark.parametrize("address", WRITING)
def test_only_the_erb_of_the_area_writes_and_reads_this(api: Api, address: str) -> None:
    other = builders.scene(api.at.world, "southshire", 2)
    filled = address.format(area=api.made.area, plan=api.made.plan)
    body = WRITING[address]
    for key in (other.erb_key, other.provider_key, api.key(api.who.member)):
        answer = api.send(key, filled, body)
        assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
    assert api.send(api.made.provider_key, filled, body).status_code in (403, 404)
    read = filled.removesuffix("-review")
    if not read.endswith("authorities"):
        assert api.get(other.erb_key, read).status_code == 404
        assert api.get(api.made.provider_key, read).status_code in (403, 404)
        assert api.get(api.made.erb_key, read).status_code == 200
