"""Who may see and do what.

Beyond a credential's scope things do not exist; within it, an act may be refused with the reason.
"""

from dataclasses import dataclass
from enum import StrEnum

from lsip_workflow.model import Role


class ActorKind(StrEnum):
    """What acts: a key of an organisation, a person, a flow, or the command line of an administrator."""

    CREDENTIAL = "credential"
    PERSON = "person"
    FLOW = "flow"
    COMMAND = "command"


@dataclass(frozen=True)
class Actor:
    """Whoever acts, with the scope that it was let in with."""

    kind: ActorKind
    id: str
    organisation_id: str | None = None
    organisation_kind: str | None = None
    areas: frozenset[str] = frozenset()
    held: frozenset[tuple[str, Role]] = frozenset()
    """The roles of a person, each with the area it is held in."""
    closed: frozenset[str] = frozenset()
    """Areas that were the body's and are no longer: their record may be read, not written."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    def holds(self, area_id: str, *roles: Role) -> bool:
        """Whether this is a person who holds one of these roles in the area today."""
        return any((area_id, role) in self.held for role in roles)

    def works_in(self, area_id: str) -> bool:
        """Whether this is a person who holds any role in the area today."""
        return any(area == area_id for area, _ in self.held)

    @property
    def person_id(self) -> str | None:
        """The person who acts, where one does."""
        return self.id if self.kind is ActorKind.PERSON else None

    @property
    def everywhere(self) -> bool:
        """Flows and administrators at the command line are not of one area."""
        return self.kind in (ActorKind.FLOW, ActorKind.COMMAND)


class NotYours(LookupError):
    """Beyond the scope of whoever asks, or not there at all: the two are the same to them."""


class NotAllowed(PermissionError):
    """Within their scope, but not theirs to do; the text says why."""


def flow(name: str) -> Actor:
    """A flow, as the actor of what it records."""
    return Actor(ActorKind.FLOW, name)


def command(name: str) -> Actor:
    """The command line of this installation, as the actor of what it records."""
    return Actor(ActorKind.COMMAND, name)


TEAM = (Role.PROJECT_MANAGER, Role.ERB_LEAD)
ONLY_TO_AUDIT = "An auditor reads what the team of the plan reads, and writes nothing."


def holds_for(actor: Actor, area_id: str, erb_id: str, *roles: Role) -> bool:
    """Whether a person holds one of these roles for a plan; its team are people of its own ERB only."""
    return any(
        actor.holds(area_id, role) and (role not in TEAM or actor.organisation_id == erb_id) for role in roles
    )


def in_team(actor: Actor, area_id: str, erb_id: str) -> bool:
    """Whether this is the ERB team of a plan: the ERB's own key for the area, or a person with the role."""
    if actor.everywhere:
        return True
    if actor.kind is ActorKind.PERSON:
        return holds_for(actor, area_id, erb_id, *TEAM)
    return area_id in actor.areas and actor.organisation_id == erb_id


def audits(actor: Actor, area_id: str) -> bool:
    """Whether this is an auditor of the area today: the days of the role bound it, and it writes nothing.

    Nobody of a provider audits: what other providers answered is not theirs to see.
    """
    return actor.holds(area_id, Role.AUDITOR) and actor.organisation_kind != "provider"


def reads_as_team(actor: Actor, area_id: str, erb_id: str) -> bool:
    """Whether this reads all of a plan: its team, or an auditor of its area."""
    return in_team(actor, area_id, erb_id) or audits(actor, area_id)


def holds_area(actor: Actor, area_id: str) -> bool:
    """Whether this is the ERB of an area, or a person of its team there."""
    if actor.everywhere:
        return True
    if actor.organisation_kind != "erb":
        return False
    return actor.holds(area_id, *TEAM) if actor.kind is ActorKind.PERSON else area_id in actor.areas


def require_open(actor: Actor, area_id: str) -> None:
    """A body whose designation was removed writes no more there from that day; it still reads.

    Reading stays because what it did while designated it has to answer for, and to hand over: it ends when
    its key is revoked. Raises NotAllowed.
    """
    if area_id in actor.closed:
        raise NotAllowed(
            "The designation for this area was removed by a published notice, or passed to another body "
            "(2022 Act, s.3). The record can still be read with this key; nothing more is written."
        )


def sees_plan(actor: Actor, area_id: str, erb_id: str, provider_ids: frozenset[str]) -> bool:
    """Whether a plan exists for this actor: its team, an auditor, or a provider that the plan asks."""
    if actor.everywhere:
        return True
    if actor.organisation_kind == "provider":
        return any(speaks_for(actor, area_id, provider) for provider in provider_ids)
    return reads_as_team(actor, area_id, erb_id)


def speaks_for(actor: Actor, area_id: str, organisation_id: str | None) -> bool:
    """Whether this is an organisation's own key, or one of its people with a role in the area today."""
    return actor.organisation_id == organisation_id and (actor.person_id is None or area_id in actor.areas)


def require_respond(actor: Actor, area_id: str, erb_id: str, provider_id: str) -> None:
    """A request is answered by the provider that was asked, or recorded for it by the ERB of the area.

    Raises NotYours for anybody else, to whom the request does not exist, and NotAllowed for an auditor.
    """
    if actor.everywhere or speaks_for(actor, area_id, provider_id):
        return
    if not sees_plan(actor, area_id, erb_id, frozenset()):
        raise NotYours
    if not in_team(actor, area_id, erb_id):
        raise NotAllowed(ONLY_TO_AUDIT)
    require_open(actor, area_id)
