"""Areas that change: taking in what the reference data know, and what an area that ended still allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from lsip_workflow import events
from lsip_workflow.events.areas import change_id
from lsip_workflow.journeys.refusals import Faulty, Refused
from lsip_workflow.model import Area, AreaChange, Strength
from lsip_workflow.reference import Reference
from lsip_workflow.reference.reading import spoken
from lsip_workflow.rules.areas import SOURCE, Change, changes, name_on
from lsip_workflow.rules.lifecycle import Blocker
from lsip_workflow.store.record import Occasion, lock, record

AREAS_CITE = "Notice of designated ERBs, 28 August 2025: the areas of the second cycle, from 1 October 2025"


@dataclass(frozen=True)
class Seen:
    """A change that the reference data know, whether it touches these records, and whether they have it."""

    change: Change
    ours: bool
    taken_in: bool


def changes_seen(session: Session, reference: Reference, until: date) -> list[Seen]:
    """Every change up to a day, against what these records hold."""
    here = set(session.exec(select(Area.id)))
    taken = set(session.exec(select(AreaChange.id)))
    return [
        Seen(change, _ours(change, here, reference), _id(change) in taken)
        for change in changes(reference, until)
    ]


def take_in(session: Session, occasion: Occasion, reference: Reference, on: date) -> list[Change]:
    """Take in the changes of a day: of the areas that are here, and of those that they went into.

    Twice is once. Raises Faulty for a day to come, and for one on which no change is known.
    """
    seen = [one for one in changes_seen(session, reference, on) if one.change.on == on]
    if faults := _day_faults(occasion, reference, on, seen):
        raise Faulty(faults)
    for slug in sorted({one.change.area for one in seen if one.ours}):
        lock(session, f"area:{slug}")
    # Read again behind the locks: another may have taken them in meanwhile.
    fresh = [one for one in changes_seen(session, reference, on) if one.change.on == on]
    new = [one.change for one in fresh if one.ours and not one.taken_in]
    for change in new:
        _take_in(session, occasion, reference, change)
    return new


def _ours(change: Change, here: set[str], reference: Reference) -> bool:
    """An area that is here, or one that begins from an area that is here."""
    return change.area in here or (change.kind == "began" and not here.isdisjoint(change.kin))


def _day_faults(occasion: Occasion, reference: Reference, on: date, seen: Sequence[Seen]) -> list[str]:
    if on > occasion.today:
        return [f"on: {spoken(on)} is still to come; take its changes in when it is there."]
    if not seen:
        days = sorted({change.on for change in changes(reference, occasion.today)})
        known = ", ".join(map(spoken, days))
        return [f"on: no change of an area is known for {spoken(on)}. There are changes for: {known}."]
    return []


def _take_in(session: Session, occasion: Occasion, reference: Reference, change: Change) -> None:
    area = session.get(Area, change.area) or Area(
        id=change.area, name=name_on(reference, change.area, change.on)
    )
    if change.kind == "renamed":
        area.name = name_on(reference, change.area, change.on)
    row = AreaChange(id=_id(change), area_id=area.id, kind=change.kind, changed_on=change.on)
    session.add(area)
    session.flush()
    record(session, occasion, _fact(change), row)


def _fact(change: Change) -> events.Fact:
    area, on, kin = change.area, change.on, change.kin
    match change.kind:
        case "began":
            return events.AreaBegan(area=area, on=on, came_from=kin, source=SOURCE)
        case "ended":
            return events.AreaEnded(area=area, on=on, into=kin, source=SOURCE)
        case "split":
            return events.AreaSplit(area=area, on=on, into=kin, source=SOURCE)
        case "merged":
            return events.AreaMerged(area=area, on=on, into=kin, source=SOURCE)
        case _:
            return events.AreaRenamed(area=area, on=on, source=SOURCE)


def _id(change: Change) -> str:
    return change_id(change.area, change.kind, change.on)


def successors_of(session: Session, area_id: str) -> tuple[str, ...]:
    """The areas that an area went into, as taken in; none while it is one."""
    query = select(AreaChange).where(AreaChange.area_id == area_id, AreaChange.kind == "ended")
    row = session.exec(query.order_by(col(AreaChange.changed_on).desc())).first()
    return tuple(row.kin) if row else ()


def require_going_on(session: Session, area: Area, on: date) -> None:
    """A new plan is for an area that is one on that day. Raises Refused, with the areas that followed."""
    if area.ended is None or on < area.ended:
        return
    followed = " and ".join(f"“{slug}”" for slug in successors_of(session, area.id))
    where = f"Open it for {followed}." if followed else "Open it for the area that followed."
    text = (
        f"{area.name} is an area no longer since {spoken(area.ended)}, so it gets no new plan. {where} What "
        "is open in its last plan can still be worked, and taken over into the plans that follow."
    )
    raise Refused([Blocker("area-ended", text, AREAS_CITE, Strength.GUIDANCE)])
