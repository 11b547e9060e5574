"""The JSON API: who is asked reads what it is about, signs it with a key of their own, or declines."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from lsip_workflow.journeys import people
from lsip_workflow.model import Area, Organisation, OrganisationKind, Person, Role, SignOff, digest
from lsip_workflow.runtime import Runtime
from lsip_workflow.store import chain
from lsip_workflow.web import access
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.journeys.deciding import STATEMENTS, Deciders, deciders
from tests.journeys.working import Working

DAY = "2026-11-02"
DECISION = {"rule": "roadmap", "body": "The board", "on": DAY, "reference": "Minute 7", "outcome": "agreed"}


@dataclass(frozen=True)
class Api:
    """The API of a world with a scene and its deciders."""

    at: Working
    client: TestClient
    made: Scene
    who: Deciders
    keys: Iterator[int] = field(default_factory=count)

    def send(self, key: str, address: str, body: Any = None, once: str = "") -> Response:
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once or f"k{next(self.keys)}"}
        return self.client.post(f"/api/v1/{address}", json=body or {}, headers=headers)

    def get(self, key: str, address: str) -> Response:
        return self.client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})

    def team(self, address: str, body: Any = None) -> Any:
        """What the ERB's own key sends about the plan, and what it is answered."""
        answer = self.send(self.made.erb_key, f"plans/{self.made.plan}/{address}", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def asked(self, **more: Any) -> str:
        """The id of a sign-off that is asked for."""
        return str(self.team("sign-offs", {"rule": "roadmap", "authors": [self.who.manager]} | more)["id"])

    def key(self, person: str) -> str:
        return self.who.keys[person]

    def page(self, person: str, asking: str) -> Any:
        answer = self.get(self.key(person), f"sign-offs/{asking}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sign(self, person: str, asking: str, version: str, **more: Any) -> Response:
        body = {"version": version, "statements": list(STATEMENTS)} | more
        return self.send(self.key(person), f"sign-offs/{asking}/sign", body)


@pytest.fixture
def api(small_world: Runtime) -> Iterator[Api]:
    working = Working(small_world)
    small_world.__dict__["now"] = working.clock
    made = builders.scene(small_world)
    who = deciders(small_world, made)
    with TestClient(create(small_world)) as client:
        yield Api(working, client, made, who)


def reasons(answer: Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    assert all(reason["cite"] and reason["strength"] for reason in answer.json()["reasons"])
    return [reason["text"] for reason in answer.json()["reasons"]]


def test_a_member_of_the_board_finds_what_is_asked_reads_it_and_signs_it(api: Api) -> None:
    asking, member = api.asked(due="2026-11-20"), api.who.member
    (mine,) = api.get(api.key(member), "sign-offs").json()
    assert (mine["id"], mine["title"], mine["due"], mine["answered_by_me"]) == (
        asking,
        "Roadmap",
        "2026-11-20",
        False,
    )
    page = api.page(member, asking)
    assert digest(page["content"]) == page["version"] == mine["version"]
    assert json.loads(page["content"])["actions"]["A1"]["title"] == "Open a course (A1)"
    assert [each["key"] for each in page["statements"]] == list(STATEMENTS)
    assert "lesson-3-commitments" in {each["code"] for each in page["still_needed"]}
    assert (page["may_sign"], page["why_not"], page["changed_since_signed"]) == (True, None, None)
    assert page["authors"] == ["Mo Northshire"]
    assert page["authors_note"].startswith("Written with the ERB's key")
    signed = api.sign(member, asking, page["version"])
    assert (signed.status_code, signed.json()["status"]) == (201, "signed")
    (mine,) = api.get(api.key(member), "sign-offs").json()
    assert (mine["answered"], mine["answered_by_me"]) == (True, True)
    told = api.get(api.made.erb_key, f"plans/{api.made.plan}/sign-offs").json()
    assert {(row["status"], row["signatory"], row["counts"]) for row in told} == {
        ("asked", None, False),
        ("signed", "Bo Board", True),
    }
    with api.at.world.database.reading() as session:
        assert chain.verify(session).faults == []


def test_what_changed_since_it_was_asked_and_since_it_was_signed_is_shown(api: Api) -> None:
    asking, member = api.asked(), api.who.member
    first = api.page(member, asking)["version"]
    api.sign(member, asking, first)
    api.team("needs", {"occupation": "Welders"})
    page = api.page(api.who.other_member, asking)
    assert page["changed_since_asked"] == page["changed_since_signed"] == ["Skills need Welders is new."]
    (signed,) = [
        row
        for row in api.get(api.made.erb_key, f"plans/{api.made.plan}/sign-offs").json()
        if row["status"] == "signed"
    ]
    assert (signed["version"], signed["changed_since"]) == (first, ["Skills need Welders is new."])
    stale = api.sign(api.who.other_member, asking, first)
    assert reasons(stale) == [
        "The plan has changed since that version; look at it as it is now.",
        "Skills need Welders is new.",
    ]
    assert api.sign(api.who.other_member, asking, page["version"]).status_code == 201


def test_who_is_not_asked_learns_nothing_and_a_key_without_a_person_signs_nothing(api: Api) -> None:
    asking = api.asked()
    other = builders.scene(api.at.world, "southshire", 2)
    strangers = deciders(api.at.world, other)
    hidden = [other.erb_key, other.provider_key, api.made.provider_key, *strangers.keys.values()]
    for key in hidden:
        for answer in (
            api.get(key, f"sign-offs/{asking}"),
            api.send(key, f"sign-offs/{asking}/sign", {"unknown": 1}),
            api.send(key, f"sign-offs/{asking}/decline", {"reason": "No."}),
        ):
            assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
    assert api.get(strangers.keys[strangers.member], "sign-offs").json() == []
    by_key = api.send(api.made.erb_key, f"sign-offs/{asking}/sign", {})
    assert (by_key.status_code, "a named person" in by_key.json()["detail"]) == (403, True)
    assert api.get(api.made.erb_key, f"sign-offs/{asking}").json()["may_sign"] is False
    page = api.page(api.who.manager, asking)
    assert (page["may_sign"], page["why_not"]) == (False, "“Roadmap” is signed by: board member.")
    manager = api.sign(api.who.manager, asking, page["version"])
    assert (manager.status_code, "does not hold that role" in manager.json()["detail"]) == (403, True)
    outside = api.get(api.key(api.who.member), f"plans/{api.made.plan}")
    assert outside.status_code == 404, "a signatory sees the page of what they sign, and no more"


def test_an_officer_of_an_authority_sees_what_is_asked_of_them_and_no_more(api: Api) -> None:
    with api.at.world.database.transaction() as session:
        when, area = builders.occasion(api.at.world), session.get_one(Area, api.made.area)
        mayor = people.record_organisation(
            session,
            when,
            Organisation(kind=OrganisationKind.STRATEGIC_AUTHORITY, name="Combined Authority", example=True),
            api.at.world.reference,
            demonstration=True,
        )
        officer = builders.person(session, when, mayor, "Ola Officer", "ola@mayor.example")
        people.grant_role(session, when, officer, area, Role.AUTHORITY_OFFICER, when.today)
        key = people.issue_key(session, when, mayor, person=officer)
    roadmap = api.asked()
    theirs = api.asked(rule="authority-agreement")
    assert [row["id"] for row in api.get(key, "sign-offs").json()] == [theirs]
    page = api.get(key, f"sign-offs/{theirs}").json()
    assert page["may_sign"] is True
    assert api.get(key, f"sign-offs/{roadmap}").status_code == 404
    body = {"version": page["version"], "statements": ["answer"]}
    assert api.send(key, f"sign-offs/{theirs}/sign", body).status_code == 201


def test_an_author_reads_why_they_do_not_sign(api: Api) -> None:
    asking = api.asked(authors=[api.who.member])
    page = api.page(api.who.member, asking)
    assert page["may_sign"] is False
    assert "never signed by somebody who wrote it" in page["why_not"]
    assert page["content"]
    refused = api.sign(api.who.member, asking, page["version"])
    assert (refused.status_code, refused.json()["detail"]) == (403, page["why_not"])


def test_who_has_an_interest_is_shown_no_text_and_signs_nothing(api: Api) -> None:
    asking = api.asked()
    version = api.page(api.who.member, asking)["version"]
    body = {
        "person": api.who.member,
        "words": "A governor of the college.",
        "since": "2026-01-01",
        "organisation": api.made.provider,
    }
    made = api.send(api.made.erb_key, f"areas/{api.made.area}/interests", body)
    assert made.status_code == 201, made.text
    page = api.page(api.who.member, asking)
    assert (page["content"], page["still_needed"], page["may_sign"]) == (None, [], False)
    assert "Open a course" not in json.dumps(page)
    assert "an interest in action A1, action A2" in page["why_not"]
    assert api.sign(api.who.member, asking, version).status_code == 403
    assert api.page(api.who.other_member, asking)["content"]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, ["version: this is needed.", "statements: this is needed."]),
        (
            {"version": "abc", "statements": []},
            ["version: write the document reference of a version: 64 characters, 0 to 9 and a to f."],
        ),
        (
            {"statements": ["agree", "made-up"]},
            [
                "statements: “regard” is not ticked.",
                "statements: “interests” is not ticked.",
                "statements: “made-up” is not a statement of this.",
            ],
        ),
    ],
)
def test_a_signature_with_faults_is_told_all_of_them(api: Api, body: Any, faults: list[str]) -> None:
    asking = api.asked()
    sent = dict(body)
    if "statements" in sent and "version" not in sent:
        sent["version"] = api.page(api.who.member, asking)["version"]
    answer = api.send(api.key(api.who.member), f"sign-offs/{asking}/sign", sent)
    assert (answer.status_code, answer.json()["faults"]) == (422, faults)


def test_declining_needs_a_reason_and_keeps_it(api: Api) -> None:
    asking = api.asked()
    address = f"sign-offs/{asking}/decline"
    empty = api.send(api.key(api.who.member), address, {"reason": " "})
    assert (empty.status_code, empty.json()["faults"]) == (422, ["reason: this may not be empty."])
    declined = api.send(api.key(api.who.member), address, {"reason": "Two actions have no measure."})
    assert declined.json()["status"] == "declined"
    told = api.get(api.made.erb_key, f"plans/{api.made.plan}/sign-offs").json()
    assert [row["note"] for row in told if row["status"] == "declined"] == ["Two actions have no measure."]
    again = api.send(api.key(api.who.member), address, {"reason": "Two actions have no measure."})
    assert reasons(again) == ["You declined this on 2026-11-02; once is enough."]


def test_twenty_at_once_from_one_person_are_one_signature(api: Api) -> None:
    asking = api.asked()
    version = api.page(api.who.member, asking)["version"]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: api.sign(api.who.member, asking, version), range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert (
        "You signed this version on 2026-11-02"
        in reasons(answers[0] if answers[0].status_code == 409 else answers[1])[0]
    )
    assert len([row for row in api.at.all(SignOff) if row.status == "signed"]) == 1


def test_of_a_signature_and_an_edit_at_once_one_wins_and_the_other_is_told(api: Api) -> None:
    asking = api.asked()
    version = api.page(api.who.member, asking)["version"]
    with ThreadPoolExecutor(2) as threads:
        signed = threads.submit(api.sign, api.who.member, asking, version)
        edited = threads.submit(api.team, "needs", {"occupation": "Welders"})
        edited.result()
        answer = signed.result()
    if answer.status_code == 409:
        assert "Skills need Welders is new." in reasons(answer)
    else:
        assert (answer.status_code, answer.json()["version"]) == (201, version)


def test_a_decision_is_entered_with_one_key_and_checked_with_another(api: Api) -> None:
    present = [
        {"name": "Bo Board", "person": api.who.member},
        {"name": "Cy Chair", "person": api.who.other_member, "interest": "A governor.", "left": True},
    ]
    entered = api.team("decisions", DECISION | {"present": present, "note": "Subject to the budget."})
    assert (entered["status"], entered["not_said"]) == ("entered", ["No minute or letter is attached."])
    address = f"plans/{api.made.plan}/decisions/{entered['id']}"
    assert api.send(api.made.erb_key, f"{address}/check").status_code == 403
    assert api.send(api.key(api.who.member), f"{address}/check").status_code == 404
    checked = api.send(api.key(api.who.lead), f"{address}/check")
    assert (checked.status_code, checked.json()["status"]) == (201, "decided")
    again = api.send(api.key(api.who.manager), f"{address}/question", {"reason": "Another date."})
    assert reasons(again) == ["Somebody checked it already, on 2026-11-02; there is nothing more to do."]
    (row,) = api.get(api.made.erb_key, f"plans/{api.made.plan}/sign-offs").json()
    assert (row["status"], row["counts"], row["note"]) == ("decided", True, "Subject to the budget.")
    assert [(each["name"], each["left"]) for each in row["present"]] == [
        ("Bo Board", False),
        ("Cy Chair", True),
    ]
    assert [each["agrees"] for each in row["checks"]] == [True]


def test_a_persons_own_entry_is_for_somebody_else_to_check(api: Api) -> None:
    plan = f"plans/{api.made.plan}"
    entered = api.send(api.key(api.who.manager), f"{plan}/decisions", DECISION).json()["id"]
    mine = api.send(api.key(api.who.manager), f"{plan}/decisions/{entered}/check")
    assert (mine.status_code, "You entered this decision" in mine.json()["detail"]) == (403, True)
    question = api.send(
        api.key(api.who.lead), f"{plan}/decisions/{entered}/question", {"reason": "The minute says Monday."}
    )
    assert question.json()["status"] == "questioned"
    corrected = api.send(api.key(api.who.manager), f"{plan}/decisions", DECISION | {"corrects": entered})
    assert corrected.status_code == 201


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        (
            {"body": "\u0007", "reference": "", "how": "by vote", "outcome": "yes", "version": "x"},
            [
                "body: this has a control character that cannot be stored; take it out.",
                "reference: this may not be empty.",
                "how: write one of 'meeting', 'delegated_decision' or 'correspondence'.",
                "outcome: write one of 'agreed', 'agreed_with_changes', 'not_agreed' or 'returned'.",
                "version: write the document reference of a version: 64 characters, 0 to 9 and a to f.",
            ],
        ),
        (
            {"on": "2026-11-03", "version": "0" * 64, "file": "none"},
            [
                "on: the decision cannot lie in the future.",
                "version: this is no version of the plan that was ever asked about, signed or decided on.",
                "file: there is no such file in this plan; hand it in first, then name its id here.",
            ],
        ),
        ({"on": "2026-02-29"}, ["on: write a day of the calendar, such as 2026-11-30."]),
        ({"rule": "parish"}, None),
    ],
)
def test_a_decision_with_faults_is_told_all_of_them(api: Api, more: Any, faults: list[str] | None) -> None:
    answer = api.send(api.made.erb_key, f"plans/{api.made.plan}/decisions", DECISION | more)
    assert answer.status_code == 422
    if faults is None:
        assert answer.json()["faults"][0].startswith(
            "rule: “parish” is not a sign-off of this edition; it has "
        )
    else:
        assert answer.json()["faults"] == faults
    assert api.at.all(SignOff) == []


def test_another_areas_decision_is_not_there(api: Api) -> None:
    other = builders.scene(api.at.world, "southshire", 2)
    strangers = deciders(api.at.world, other)
    entered = api.team("decisions", DECISION)["id"]
    for address in (f"plans/{api.made.plan}/decisions/{entered}", f"plans/{other.plan}/decisions/{entered}"):
        answer = api.send(strangers.keys[strangers.lead], f"{address}/check")
        assert (answer.status_code, answer.json()) == (404, {"detail": access.CALM})
    assert api.send(api.made.provider_key, f"plans/{api.made.plan}/decisions", DECISION).status_code == 403


def test_a_persons_name_leaves_what_they_signed_when_it_is_erased_elsewhere(api: Api) -> None:
    asking = api.asked()
    api.sign(api.who.member, asking, api.page(api.who.member, asking)["version"])
    with api.at.world.database.transaction() as session:
        member = session.get_one(Person, api.who.member)
        people.erase_person(session, builders.occasion(api.at.world), member)
    assert api.get(api.key(api.who.member), "sign-offs").status_code == 401
    told = api.get(api.made.erb_key, f"plans/{api.made.plan}/sign-offs").json()
    assert "Bo Board" in {row["signatory"] for row in told}
    with api.at.world.database.reading() as session:
        assert chain.verify(session).faults == []
