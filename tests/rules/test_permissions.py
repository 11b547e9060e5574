"""Who sees a plan and who may answer a request: beyond a scope things do not exist."""

import pytest

from lsip_workflow.model import Role
from lsip_workflow.rules.permissions import (
    Actor,
    ActorKind,
    NotAllowed,
    NotYours,
    audits,
    command,
    flow,
    in_team,
    reads_as_team,
    require_respond,
    sees_plan,
)

PLAN = {"area_id": "north", "erb_id": "chamber"}


def key(organisation: str, kind: str, *areas: str) -> Actor:
    return Actor(ActorKind.CREDENTIAL, "key", organisation, kind, frozenset(areas))


PROVIDER = key("college", "provider")
OTHER_PROVIDER = key("other-college", "provider")
PROVIDER_WITH_AREA = key("other-college", "provider", "north")
ERB = key("chamber", "erb", "north")
ERB_ELSEWHERE = key("chamber", "erb", "south")
OTHER_ERB = key("other-chamber", "erb", "north")
AUTHORITY = key("authority", "strategic_authority", "north")
NOBODY = Actor(ActorKind.PERSON, "someone")


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (command("root"), True),
        (flow("responses"), True),
        (PROVIDER, True),
        (ERB, True),
        (OTHER_PROVIDER, False),
        (PROVIDER_WITH_AREA, False),
        (ERB_ELSEWHERE, False),
        (OTHER_ERB, False),
        (AUTHORITY, False),
        (NOBODY, False),
    ],
    ids=str,
)
def test_a_plan_exists_for_its_erb_in_its_area_and_for_the_providers_it_asks(
    actor: Actor, sees: bool
) -> None:
    assert sees_plan(actor, **PLAN, provider_ids=frozenset({"college"})) is sees


@pytest.mark.parametrize("actor", [command("root"), PROVIDER, ERB], ids=str)
def test_a_request_is_answered_by_its_provider_or_for_it_by_the_erb_of_the_area(actor: Actor) -> None:
    require_respond(actor, **PLAN, provider_id="college")


@pytest.mark.parametrize(
    "actor", [OTHER_PROVIDER, PROVIDER_WITH_AREA, ERB_ELSEWHERE, OTHER_ERB, AUTHORITY, NOBODY], ids=str
)
def test_to_anybody_else_the_request_does_not_exist(actor: Actor) -> None:
    with pytest.raises(NotYours):
        require_respond(actor, **PLAN, provider_id="college")


def test_a_person_of_a_provider_acts_for_it_while_they_hold_a_role_in_the_area() -> None:
    held = frozenset({("north", Role.PROVIDER_RESPONDENT)})
    person = Actor(ActorKind.PERSON, "jo", "college", "provider", frozenset({"north"}), held)
    left = Actor(ActorKind.PERSON, "jo", "college", "provider")
    assert sees_plan(person, **PLAN, provider_ids=frozenset({"college"}))
    require_respond(person, **PLAN, provider_id="college")
    assert not sees_plan(left, **PLAN, provider_ids=frozenset({"college"}))
    with pytest.raises(NotYours):
        require_respond(left, **PLAN, provider_id="college")


@pytest.mark.parametrize(
    ("actor", "written"), [(PROVIDER, "credential:key"), (flow("responses"), "flow:responses")]
)
def test_an_actor_is_written_by_kind_and_id_and_never_by_name(actor: Actor, written: str) -> None:
    assert str(actor) == written


def test_a_person_is_of_the_team_of_the_plans_of_their_own_body_where_an_area_passed_to_another() -> None:
    held = frozenset({("north", Role.PROJECT_MANAGER)})
    person = Actor(ActorKind.PERSON, "mo", "other-chamber", "erb", frozenset({"north"}), held)
    assert in_team(person, "north", "other-chamber")
    assert not in_team(person, "north", "chamber")
    assert not in_team(person, "south", "other-chamber")


def test_a_body_whose_designation_was_removed_records_no_answer_for_a_provider_any_more() -> None:
    closed = Actor(ActorKind.CREDENTIAL, "k", "erb", "erb", frozenset({"north"}), closed=frozenset({"north"}))
    with pytest.raises(NotAllowed, match="nothing more is written"):
        require_respond(closed, "north", "erb", "college")
    require_respond(closed, "south", "erb", "erb")
    assert in_team(closed, "north", "erb"), "its record is still read"


def auditor(organisation: str, kind: str, area: str = "north") -> Actor:
    held = frozenset({(area, Role.AUDITOR)})
    return Actor(ActorKind.PERSON, "auditor", organisation, kind, frozenset({area}), held)


@pytest.mark.parametrize(
    ("actor", "reads"),
    [
        (auditor("auditors", "other"), True),
        (auditor("chamber", "erb"), True),
        (auditor("auditors", "other", "south"), False),
        (auditor("other-college", "provider"), False),
        (auditor("college", "provider"), False),
    ],
)
def test_an_auditor_of_the_area_reads_as_its_team_and_nobody_of_a_provider_does(
    actor: Actor, reads: bool
) -> None:
    assert audits(actor, "north") is reads
    assert reads_as_team(actor, **PLAN) is reads
    assert not in_team(actor, **PLAN)


def test_an_auditor_is_told_that_they_write_nothing() -> None:
    with pytest.raises(NotAllowed, match="writes nothing"):
        require_respond(auditor("auditors", "other"), **PLAN, provider_id="college")
    with pytest.raises(NotYours):
        require_respond(auditor("auditors", "other", "south"), **PLAN, provider_id="college")
