"""How much of which plan somebody sees who looks at several: all, theirs, what is shared, what is public."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from lsip_workflow.model import Document, OrganisationKind, Release, Role, SharedThing
from lsip_workflow.reference import Reference
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.rules.sharing import audiences
from lsip_workflow.store import overview


@dataclass(frozen=True)
class Sight:
    """What one person, with all the roles that they hold, sees of the plans there are."""

    plans: Sequence[Any]
    """What a notice says of every plan; those that this person may not know of are not in `known`."""
    whole: frozenset[str]
    own: frozenset[tuple[str, str]]
    """(provider, plan): the providers for whom they answer, and the plans that ask them."""
    handed: frozenset[str]
    """Plans that were handed over to their body to read."""
    shares: Mapping[str, frozenset[SharedThing]]
    documents: Mapping[str, Sequence[Document]]
    released: Mapping[str, Sequence[Release]]

    @property
    def asked(self) -> frozenset[str]:
        """The plans that ask a provider of theirs."""
        return frozenset(plan for _, plan in self.own)

    @property
    def known(self) -> frozenset[str]:
        """The plans that exist for this person: theirs, and those of which something is public or shared."""
        theirs = self.whole | self.asked | self.handed
        return theirs | self.shares.keys() | self.documents.keys() | self.released.keys()

    def address(self, plan: str) -> str:
        """Where this person reads the plan; nowhere, when nothing of it is on a page of ours for them."""
        if plan in self.whole | self.asked:
            return f"/plans/{plan}"
        if plan in self.handed:
            return f"/plans/{plan}/cycle"
        return f"/plans/{plan}" if plan in self.released else ""

    def that_show(self, thing: SharedThing) -> frozenset[str]:
        """The plans of others of which this is shared with them."""
        return frozenset(plan for plan, things in self.shares.items() if thing in things)


def sight(session: Session, reference: Reference, hats: Sequence[Actor]) -> Sight:
    """What these hats see together, in a constant number of reads."""
    plans = overview.plans(session)
    whole = frozenset(
        plan.id
        for plan in plans
        if any(permissions.reads_as_team(hat, plan.area_id, plan.erb_id) for hat in hats)
    )
    providers = {
        (hat.organisation_id or "", area)
        for hat in hats
        if hat.organisation_kind == OrganisationKind.PROVIDER
        for area in hat.areas
    }
    own = frozenset(overview.asked_of(session, providers)) if providers else frozenset()
    near = neighbours(reference, {plan.area_id for plan in plans})
    return Sight(
        plans=plans,
        whole=whole,
        own=own,
        handed=_handed(session, hats) - whole,
        shares=_shares(session, plans, whole, hats, near),
        documents=_of(plans, overview.published(session)),
        released=_of(plans, _released(session, hats, own)),
    )


def regions(reference: Reference) -> dict[str, tuple[str, ...]]:
    """The regions of England that each area lies in, by its slug; an invented area is not here."""
    return {area.slug: area.regions for area in reference.all_areas}


def neighbours(reference: Reference, area_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """For each area those in the same region of England; an invented area has none."""
    known = regions(reference)
    found = {area: frozenset(known.get(area, ())) for area in area_ids}
    return {
        area: frozenset(other for other, theirs in found.items() if theirs & own)
        for area, own in found.items()
    }


def _handed(session: Session, hats: Sequence[Actor]) -> frozenset[str]:
    return frozenset(
        plan
        for plan, area, body in overview.handovers(session)
        if any(permissions.in_team(hat, area, body) for hat in hats)
    )


def _of(plans: Sequence[Any], found: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Without plans whose taking over was undone."""
    return {plan.id: found[plan.id] for plan in plans if plan.id in found}


def _shares(
    session: Session,
    plans: Sequence[Any],
    whole: frozenset[str],
    hats: Sequence[Actor],
    near: Mapping[str, frozenset[str]],
) -> dict[str, frozenset[SharedThing]]:
    areas = {plan.id: plan.area_id for plan in plans}
    found: dict[str, frozenset[SharedThing]] = {}
    for row in overview.shared(session, whole):
        area = areas.get(row.plan_id)
        if area is not None and row.audience in audiences(hats, area, near[area]):
            found[row.plan_id] = found.get(row.plan_id, frozenset()) | {SharedThing(t) for t in row.shows}
    return found


def _released(
    session: Session, hats: Sequence[Actor], own: frozenset[tuple[str, str]]
) -> dict[str, list[Release]]:
    def where(role: Role) -> set[str]:
        return {area for hat in hats for area, held in hat.held if held is role}

    def bodies(*roles: Role) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for hat in hats:
            found[hat.organisation_id or ""] |= {
                area for area, held in hat.held if not roles or held in roles
            }
        return found

    return overview.released(
        session,
        boards=where(Role.BOARD_MEMBER),
        departments=where(Role.DEPARTMENT_READER),
        officers=bodies(Role.AUTHORITY_OFFICER),
        own=own,
        bodies=bodies(),
    )
