"""An area's people, its body's appearance and a plan's providers, as the team changes them on pages."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from lsip_workflow import events
from lsip_workflow.journeys import people
from lsip_workflow.model import (
    Area,
    Organisation,
    OrganisationKind,
    OrganisationOfArea,
    Person,
    PlanProvider,
    Role,
    RoleHeld,
)
from lsip_workflow.store.chain import verify
from lsip_workflow.store.record import record
from lsip_workflow.web.app import create
from tests import builders
from tests.builders import Scene
from tests.web import page_scenes
from tests.web.page_scenes import HOSTILE, Still
from tests.web.signed import hidden, sent, signed_in

PEOPLE = "/areas/northshire/people"


@pytest.fixture
def world(tmp_path: Path) -> Still:
    return page_scenes.still(tmp_path)


@pytest.fixture
def made(world: Still) -> Scene:
    return builders.scene(world)


@pytest.fixture
def team(world: Still, made: Scene) -> TestClient:
    return signed_in(world, "mo@northshire.example")


def do(client: TestClient, key: str, query: str = "", **fields: str) -> Response:
    return sent(client, f"/areas/northshire/do/{key}{query}", **fields)


def day(name: str, on: str) -> dict[str, str]:
    year, month, number = on.split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


TODAY = day("since", page_scenes.LATER.date().isoformat())


def roles_in(session: Session, area_id: str) -> list[RoleHeld]:
    return list(session.exec(select(RoleHeld).where(RoleHeld.area_id == area_id)))


def of_number(session: Session, ukprn: str) -> str:
    return session.exec(select(Organisation.id).where(Organisation.ukprn == ukprn)).one()


def test_a_person_is_added_given_a_role_and_hands_it_over(
    team: TestClient, world: Still, made: Scene
) -> None:
    asked = do(
        team, "add-person", organisation=made.erb, name=f"Al {HOSTILE}"[:290], email="al@north.example"
    )
    assert "Give somebody a role" in asked.text
    al = str(asked.url.query, "ascii").partition("person_id=")[2].partition("&")[0]
    given = do(team, "give-role", f"?person_id={al}", role="board_member", **TODAY)
    assert "The role is given." in given.text
    assert "Board member" in given.text
    assert "<script>alert" not in given.text
    handed = do(team, "hand-over-work", f"?person_id={made.manager}", successor=al, **day("on", "2026-12-07"))
    assert "The work is handed over" in handed.text
    with world.database.reading() as session:
        held = {(row.person_id, row.role): (row.since, row.until) for row in roles_in(session, made.area)}
        assert verify(session).faults == []
    assert str(held[al, Role.PROJECT_MANAGER][0]) == str(held[made.manager, Role.PROJECT_MANAGER][1])
    assert "7 December 2026" in team.get(PEOPLE).text
    for own in ("/you", "/you/data"):
        assert "6 December 2026" in team.get(own).text, "the last day, not the first without it"
    assert "1 person" in team.get(f"{PEOPLE}?q=al@north").text
    assert "Nobody is found" in team.get(f"{PEOPLE}?q=%3Ci%3Enobody").text


def test_work_is_handed_over_to_whom_it_can_go_and_the_page_says_when_there_is_nobody(
    team: TestClient, made: Scene
) -> None:
    address = f"/areas/northshire/do/hand-over-work?person_id={made.manager}"
    alone = team.get(address).text
    assert "Nobody else of the same organisation is on record here." in alone
    assert 'name="successor"' not in alone
    do(team, "add-person", organisation=made.erb, name="Al")
    offered = team.get(address).text
    assert "Al, " in offered
    assert made.respondent not in offered, "a manager's work does not go to a provider"
    al = re.findall(r'name="successor" type="radio" value="([0-9a-f]+)"', offered)
    done = sent(team, address, successor=al[0], **day("on", page_scenes.LATER.date().isoformat()))
    assert done.url.path == "/sign-in", "their own work: nothing is theirs here any more"
    assert "The work is handed over" in done.text


def test_an_auditor_without_a_last_day_and_a_second_lead_are_told_beside_the_field(
    team: TestClient, made: Scene
) -> None:
    asked = do(team, "add-person", organisation=made.erb, name="Al")
    query = "?" + str(asked.url.query, "ascii").partition("&")[0]
    told = do(team, "give-role", query, role="auditor", **TODAY)
    assert told.status_code == 422
    assert 'href="#until-day"' in told.text
    assert "An auditor reads for a time" in told.text
    refused = do(team, "give-role", query, role="erb_lead", **TODAY)
    assert refused.status_code == 403
    assert "named by the present lead" in refused.text
    given = do(team, "give-role", query, role="auditor", **TODAY, **day("until", "2027-1-1"))
    assert "31 December 2026" in given.text, "the last day, not the first without it"


def test_another_areas_people_and_who_only_reads_find_nothing(team: TestClient, world: Still) -> None:
    other = builders.scene(world, "southshire", 2)
    with world.database.transaction() as session:
        when, erb = builders.occasion(world), session.get_one(Organisation, other.erb)
        member = builders.person(session, when, erb, "Bo", "bo@board.example")
        people.grant_role(
            session, when, member, session.get_one(Area, other.area), Role.BOARD_MEMBER, when.today
        )
    for address in (
        "/areas/southshire/people",
        "/areas/southshire/branding",
        "/areas/southshire/do/add-person",
        f"/areas/northshire/do/correct-person?person_id={other.manager}",
        f"/areas/northshire/do/correct-organisation?organisation_id={other.provider}",
        "/areas/northshire/do/end-role?role_id=" + "0" * 32,
        f"/plans/{other.plan}/providers",
        "/areas/..%2fetc/people",
    ):
        assert team.get(address).status_code == 404, address
    for reader in ("bo@board.example", "pat@southshire.example"):
        client = signed_in(world, reader)
        assert client.get("/areas/southshire/people").status_code == 404
        assert client.get("/people").status_code == 404


def test_a_role_that_ended_yesterday_closes_the_page(team: TestClient, world: Still, made: Scene) -> None:
    assert team.get(PEOPLE).status_code == 200
    with world.database.transaction() as session:
        for held in roles_in(session, made.area):
            if held.person_id == made.manager:
                held.until = world.today() - timedelta(days=1)
    team.follow_redirects = False
    assert team.get(PEOPLE).headers["location"].startswith("/sign-in?next=")


def test_a_body_shows_its_colour_and_logo_once_they_can_be_seen(
    team: TestClient, world: Still, made: Scene
) -> None:
    pale = do(team, "change-branding", display_name="North Skills", colour="#ffcc00")
    assert pale.status_code == 422
    assert "contrast with white is 1.51 to 1" in pale.text
    assert 'value="North Skills"' in pale.text
    done = do(
        team,
        "change-branding",
        display_name="North <i>Skills</i>",
        colour="#5B1A68",
        telephone="01632 960001",
    )
    assert "North &lt;i&gt;Skills&lt;/i&gt;" in done.text
    nobody = TestClient(create(world))
    assert nobody.get(f"/brand/{made.erb}/colour.css").text == ":root { --accent: #5b1a68; }\n"
    assert nobody.get(f"/brand/{made.provider}/colour.css").status_code == 404
    fields = hidden(team.get("/areas/northshire/branding").text)
    address = "/brand/northshire/logo"
    svg = team.post(address, data=fields, files={"file": ("logo.png", b"<svg onload='alert(1)'/>")})
    assert svg.status_code == 422
    assert "not a PNG or JPEG" in svg.text
    assert nobody.get(f"/brand/{made.erb}/logo").status_code == 404
    shown = team.post(address, data=fields, files={"file": ("logo.svg", builders.picture())})
    assert f'src="/brand/{made.erb}/logo?of=' in shown.text
    logo = nobody.get(f"/brand/{made.erb}/logo")
    assert (logo.headers["content-type"], logo.content) == ("image/png", builders.picture())
    assert "sandbox" in logo.headers["content-security-policy"]
    other = builders.scene(world, "southshire", 2)
    theirs = signed_in(world, "mo@southshire.example").get("/areas/southshire/branding").text
    assert f"/brand/{made.erb}/" not in theirs
    assert f"/brand/{other.erb}/colour.css" not in theirs


def test_providers_are_added_together_or_not_at_all_and_leave_with_a_reason(
    team: TestClient, world: Still, made: Scene
) -> None:
    choose, own = f"/plans/{made.plan}/do/choose-providers", f"/plans/{made.plan}/providers"
    fields = hidden(team.get(choose).text)
    numbers = [builders.ukprn(2), builders.ukprn(3)]
    with world.database.transaction() as session:
        when = builders.occasion(world)
        for number in numbers:
            row = Organisation(
                kind=OrganisationKind.PROVIDER, name=f"College {number}", ukprn=number, example=True
            )
            people.record_organisation(session, when, row, world.reference, demonstration=True)
    nothing = team.post(choose, data=fields)
    assert nothing.status_code == 422
    mixed = team.post(
        choose, data=fields | {"ukprns": [*numbers, "10003010"], "reason": "They deliver here."}
    )
    assert "only an invented provider" in mixed.text
    with world.database.reading() as session:
        assert session.get(PlanProvider, (made.plan, of_number(session, numbers[0]))) is None
    added = team.post(choose, data=fields | {"ukprns": numbers, "reason": "They deliver here."})
    assert added.url.path == own
    assert "3 providers take part" in added.text
    left = sent(team, f"/plans/{made.plan}/do/remove-provider?ukprn={numbers[0]}", reason="It <b>closed</b>.")
    assert "2 providers take part" in left.text
    assert "It &lt;b&gt;closed&lt;/b&gt;." in left.text


def test_a_provider_without_a_number_gets_one_and_a_public_name_is_not_changed(still_world: Still) -> None:
    world = still_world
    with world.database.transaction() as session:
        when = builders.occasion(world)
        area = Area(id="kent-and-medway", name="Kent and Medway")
        session.add(area)
        erb = recorded(session, world, OrganisationKind.ERB, "Kent Invicta Chamber of Commerce")
        key = recorded(session, world, OrganisationKind.PROVIDER, "North Kent").id
        listed = OrganisationOfArea(area_id=area.id, organisation_id=key)
        record(session, when, events.OrganisationListed(area=area.id, organisation=key), listed)
        manager = builders.person(session, when, erb, "Jo", "jo@kent.example")
        people.grant_role(session, when, manager, area, Role.PROJECT_MANAGER, when.today)
    client = signed_in(world, "jo@kent.example")
    address = "/areas/kent-and-medway/do/"
    sent(client, address + "add-organisation", kind="provider", ukprn="10004340")
    query = f"{address}correct-organisation?organisation_id={key}"
    taken = sent(client, query, name="North Kent", ukprn="10004340")
    assert "which is here already" in taken.text
    done = sent(client, query, name="North Kent College", ukprn="10004721")
    assert "It is corrected." in done.text
    again = sent(client, query, name="Best College")
    assert again.status_code == 422
    assert "others go by this name" in again.text
    with world.database.reading() as session:
        assert verify(session).faults == []
        assert session.get_one(Organisation, key).name == "North Kent College"


def recorded(session: Session, world: Still, kind: OrganisationKind, name: str) -> Organisation:
    row = Organisation(kind=kind, name=name)
    when = builders.occasion(world)
    return people.record_organisation(session, when, row, world.reference, demonstration=False)


def test_nobody_is_offered_an_invitation_that_could_only_be_refused(
    team: TestClient, world: Still, made: Scene
) -> None:
    invite = f"/areas/northshire/do/invite-person?person_id={made.respondent}"
    assert invite in team.get(PEOPLE).text, "a demonstration on this machine"
    assert "Invite them" in team.get(invite).text
    world.settings.demonstration = False
    told = "people elsewhere cannot open these pages yet. Set LSIP_PUBLIC_URL to their address"
    for page, status in ((team.get(PEOPLE), 200), (team.get(invite), 200), (do_empty(team, invite), 422)):
        assert page.status_code == status
        assert told in page.text
        assert "docs/behind-a-proxy.md" in page.text
        assert "Invite" not in page.text.partition("<main")[2].replace("Invite somebody to the pages", "")


def do_empty(client: TestClient, address: str) -> Response:
    return client.post(address, data=hidden(client.get(PEOPLE).text) | {"once": "once"})


def test_nobody_of_the_pages_is_a_person_whose_name_was_erased(
    team: TestClient, world: Still, made: Scene
) -> None:
    with world.database.transaction() as session:
        people.erase_person(session, builders.occasion(world), session.get_one(Person, made.respondent))
    shown = team.get(PEOPLE).text
    assert "A person whose name was erased" in shown
    assert "pat@northshire.example" not in shown


def test_the_part_of_a_colleague_who_fills_in_is_ended_like_any_other(
    world: Still, made: Scene, team: TestClient
) -> None:
    with world.database.transaction() as session:
        when, area = builders.occasion(world), session.get_one(Area, made.area)
        college = session.get_one(Organisation, made.provider)
        cole = builders.person(session, when, college, "Cole League", "cole@northshire.example")
        held = people.grant_role(session, when, cole, area, Role.PROVIDER_COLLEAGUE, when.today).id
    shown = team.get(f"/areas/northshire/do/end-role?role_id={held}")
    assert "Cole League: Fills in parts of answers" in shown.text
    assert "Fills in parts" not in team.get(f"/areas/northshire/do/give-role?person_id={cole.id}").text
    assert do(team, "end-role", f"?role_id={held}", **day("until", "2026-12-31")).status_code == 200
