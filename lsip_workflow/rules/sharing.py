"""Whom a plan that is not theirs is shared with: which of the three audiences somebody belongs to."""

from collections.abc import Iterable

from lsip_workflow.model import Role, SharedWith
from lsip_workflow.rules.permissions import TEAM, Actor


def audiences(
    actors: Iterable[Actor], area_id: str, neighbours: frozenset[str] = frozenset()
) -> frozenset[SharedWith]:
    """The audiences of a plan of an area that these actors, all one person's, belong to.

    `neighbours` are the areas in the same region of England. The region is the people of the ERBs there and
    the officers of strategic authorities who hold the role in the plan's own area.
    """
    found = set()
    for actor in actors:
        teams = {area for area, role in actor.held if role in TEAM and actor.organisation_kind == "erb"}
        if teams:
            found.add(SharedWith.ERBS)
        if teams & neighbours or actor.holds(area_id, Role.AUTHORITY_OFFICER):
            found.add(SharedWith.REGION)
        if actor.holds(area_id, Role.DEPARTMENT_READER):
            found.add(SharedWith.DEPARTMENT)
    return frozenset(found)
