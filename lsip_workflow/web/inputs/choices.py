"""What there is to choose from, on the plan where an input is filled in: names to read, never raw ids."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from lsip_workflow.model import (
    AuthorityAnswer,
    Barrier,
    Evidence,
    Organisation,
    OrganisationOfArea,
    Priority,
    SkillsNeed,
)
from lsip_workflow.reference import UnknownReference
from lsip_workflow.rules.engagement import SIC_SECTIONS
from lsip_workflow.store import queries
from lsip_workflow.web.inputs.shape import Choice, Place
from lsip_workflow.web.saying import sentence


def words(phrases: Mapping[Any, str]) -> list[Choice]:
    """A closed list of words, each with its phrase."""
    return [Choice(str(getattr(word, "value", word)), sentence(said)) for word, said in phrases.items()]


def bodies(place: Place) -> list[Choice]:
    """Every organisation that a form of this plan may name: its ERB first, then the others by name."""
    plan = place.this_plan
    noted = select(AuthorityAnswer.organisation_id).where(AuthorityAnswer.plan_id == plan.id)
    listed = select(OrganisationOfArea.organisation_id).where(OrganisationOfArea.area_id == plan.area_id)
    ids = {*queries.providers_asked(place.session, plan.id), *place.session.exec(noted)}
    ids |= {*place.session.exec(listed)}
    return _named(place, {plan.erb_id}) + _named(place, ids - {plan.erb_id})


def _named(place: Place, ids: set[str]) -> list[Choice]:
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    rows = sorted(place.session.exec(query), key=lambda row: row[1].casefold())
    return [Choice(key, name) for key, name in rows]


def needs(place: Place) -> list[Choice]:
    """The skills needs of the plan."""
    query = select(SkillsNeed).where(SkillsNeed.plan_id == place.this_plan.id)
    rows = [row for row in place.session.exec(query) if row.withdrawn_on is None]
    return [
        Choice(row.id, row.occupation, f"Level {row.level}" if row.level is not None else "")
        for row in sorted(rows, key=lambda row: (row.occupation.casefold(), row.id))
    ]


def evidence(place: Place) -> list[Choice]:
    """The evidence of the plan."""
    query = select(Evidence).where(Evidence.plan_id == place.this_plan.id)
    rows = [row for row in place.session.exec(query) if row.withdrawn_on is None]
    return [
        Choice(row.id, row.title, row.source)
        for row in sorted(rows, key=lambda row: (row.title.casefold(), row.id))
    ]


def barriers(place: Place) -> list[Choice]:
    """The barriers of the plan."""
    query = select(Barrier).where(Barrier.plan_id == place.this_plan.id)
    rows = [row for row in place.session.exec(query) if row.withdrawn_on is None]
    return [Choice(row.id, row.title) for row in sorted(rows, key=lambda row: (row.title.casefold(), row.id))]


def priorities(place: Place) -> list[Choice]:
    """The priorities of the plan, by their codes."""
    query = select(Priority).where(Priority.plan_id == place.this_plan.id).order_by(Priority.code)
    rows = [row for row in place.session.exec(query) if row.withdrawn_on is None]
    return [Choice(row.code, f"{row.code} {row.title}") for row in rows]


def districts(place: Place) -> list[Choice]:
    """The districts of the plan's area today; none where the reference data do not know the area."""
    world = place.world
    try:
        found = world.reference.districts_of(place.this_plan.area_id, world.today())
    except UnknownReference:
        return []
    return [Choice(row.code, row.name) for row in sorted(found, key=lambda row: row.name)]


def sections(place: Place) -> list[Choice]:
    """The sections of SIC 2007."""
    entries = place.world.reference.sic_entries
    return [Choice(letter, f"{letter}: {entries[letter].title}") for letter in SIC_SECTIONS]


def levels(_place: Place) -> list[Choice]:
    """The levels of qualifications in England."""
    return [Choice("0", "Entry level"), *(Choice(str(level), f"Level {level}") for level in range(1, 9))]
