"""A plan between the one before and the one after, with names for ids and phrases for choices."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from lsip_workflow.journeys import cycles
from lsip_workflow.model import Area, Handover, Organisation, Plan
from lsip_workflow.rules import permissions
from lsip_workflow.rules.permissions import Actor
from lsip_workflow.runtime import Runtime
from lsip_workflow.web import saying
from lsip_workflow.web.api.shown_cycles import CarryOverOut, LineOut, carry_over_of, validity_of

CHOSEN = {"kept": "Goes on", "split": "Goes on in several plans", "closed": "Ends here"}


@dataclass(frozen=True)
class Named:
    """A plan by its area and cycle."""

    id: str
    title: str
    opens: bool


@dataclass(frozen=True)
class Fate:
    """What becomes of one action."""

    code: str
    title: str
    says: str
    because: str
    into: tuple[str, ...]
    undecided: bool


@dataclass(frozen=True)
class Proposed:
    """An action that another plan proposes to this one."""

    id: str
    title: str
    came_from: str
    says: str
    open: bool


@dataclass(frozen=True)
class CyclePage:
    """Where the plan stands between its cycles, and what whoever looks may do about it."""

    id: str
    valid: str
    cite: str
    replaces: tuple[Named, ...]
    replaced_by: tuple[Named, ...]
    fates: tuple[Fate, ...]
    undecided: int
    offered: tuple[Proposed, ...]
    handed: tuple[str, ...]
    writes: bool
    chooses: bool


def cycle_page(session: Session, world: Runtime, plan: Plan, actor: Actor) -> CyclePage:
    """The plan between its cycles, for its team, an auditor, or the body that it was handed over to."""
    today = world.today()
    valid, carried = validity_of(session, world, plan, today), carry_over_of(session, world, plan, today)
    team = permissions.in_team(actor, plan.area_id, plan.erb_id)
    whole = permissions.reads_as_team(actor, plan.area_id, plan.erb_id)
    names = {
        row.id: row for row in [*cycles.replaces(session, plan.id), *cycles.replaced_by(session, plan.id)]
    }
    areas = {row.id: session.get_one(Area, row.area_id).name for row in names.values()}
    titles = {key: f"{areas[key]}, {row.cycle}" for key, row in names.items()}

    def named(key: str) -> Named:
        return Named(key, titles.get(key, key), key in names and cycles.may_read(session, actor, names[key]))

    return CyclePage(
        id=plan.id,
        valid=valid.sentence,
        cite=valid.cite,
        replaces=tuple(map(named, valid.replaces)),
        replaced_by=tuple(map(named, valid.replaced_by)),
        fates=tuple(_fate(line, titles) for line in carried.actions),
        undecided=carried.undecided,
        offered=_offered(carried) if whole else (),
        handed=_handed(session, plan) if whole else (),
        writes=team and plan.area_id not in actor.closed,
        chooses=cycles.chooses(session, actor, plan) and plan.area_id not in actor.closed,
    )


def _fate(line: LineOut, titles: Mapping[str, str]) -> Fate:
    return Fate(
        code=line.action,
        title=line.title,
        says=CHOSEN[line.choice.value] if line.choice else "Nobody has chosen yet",
        because=line.because or "",
        into=tuple(
            f"{titles.get(one.plan, one.plan)}, as {one.became or one.code}: "
            f"{one.standing}" + (f" ({one.because})" if one.because else "")
            for one in line.into
        ),
        undecided=line.undecided,
    )


def _offered(carried: CarryOverOut) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(
            id=one.id,
            title=f"{one.action} {one.title}",
            came_from=one.area,
            says=one.standing + (f" as {one.became}" if one.became else ""),
            open=one.standing == "proposed",
        )
        for one in carried.offered
    )


def _handed(session: Session, plan: Plan) -> tuple[str, ...]:
    """The bodies that may read the plan, for which area, and since when."""
    query = (
        select(Handover, Organisation.name, Area.name)
        .where(Handover.plan_id == plan.id)
        .where(Organisation.id == Handover.organisation_id, Area.id == Handover.area_id)
        .order_by(Organisation.name)
    )
    return tuple(
        f"{body}, for {area}, since {saying.day(row.handed_on)}" for row, body, area in session.exec(query)
    )
