"""What the reference data know of changes: areas that begin, end, divide, join or are renamed; districts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lsip_workflow.reference import Area, District, Reference, UnknownReference
from lsip_workflow.reference.reading import spoken

SOURCE = "Reference data on areas and districts, 27 July 2026; notice of designated ERBs, 28 August 2025"


@dataclass(frozen=True)
class Change:
    """One change of one area on a day; `kin` are the areas that it came from or went into."""

    area: str
    kind: str
    on: date
    kin: tuple[str, ...] = ()


@dataclass(frozen=True)
class DistrictThen:
    """A district as it stood on a day, what followed it, and a sentence where that is not known."""

    code: str
    name: str
    area: str
    live: bool
    ended: date | None
    successors: tuple[str, ...]
    says: str


def changes(reference: Reference, until: date) -> tuple[Change, ...]:
    """Every change of an area up to a day, by day and area; a change that nobody has dated is not there."""
    areas = {area.slug: area for area in reference.all_areas}
    found = [change for area in areas.values() for change in _of_area(area, areas)]
    found += [Change(slug, "renamed", on) for slug, on in reference.renamings()]
    known = [change for change in found if change.on <= until]
    return tuple(sorted(known, key=lambda change: (change.on, change.area, change.kind)))


def _of_area(area: Area, areas: dict[str, Area]) -> Iterator[Change]:
    if area.began is not None:
        yield Change(area.slug, "began", area.began, area.predecessors)
    if area.ended is None:
        return
    yield Change(area.slug, "ended", area.ended, area.successors)
    if len(area.successors) > 1:
        yield Change(area.slug, "split", area.ended, area.successors)
    joined = tuple(slug for slug in area.successors if len(areas[slug].predecessors) > 1)
    if joined:
        yield Change(area.slug, "merged", area.ended, joined)


def name_on(reference: Reference, slug: str, on: date) -> str:
    """The name that an area had on a day; the last one known where it was not an area then."""
    try:
        return reference.area(slug, on).name
    except UnknownReference:
        pass
    try:
        return reference.area(slug).name
    except UnknownReference:
        return slug


def sentence(change: Change, reference: Reference) -> str:
    """A change in a line, with the names of that day: the old name before it, the new one after."""
    last = date.fromordinal(change.on.toordinal() - 1)
    before, after = name_on(reference, change.area, last), name_on(reference, change.area, change.on)
    match change.kind:
        case "began":
            came = and_(name_on(reference, slug, last) for slug in change.kin)
            return f"“{after}” is an area; before it came {came}." if came else f"“{after}” is an area."
        case "ended":
            went = and_(name_on(reference, slug, change.on) for slug in change.kin)
            return f"“{before}” is an area no longer; after it comes {went}."
        case "split":
            return f"“{before}” is divided into {and_(name_on(reference, s, change.on) for s in change.kin)}."
        case "merged":
            into = and_(name_on(reference, slug, change.on) for slug in change.kin)
            return f"“{before}”, or a part of it, is joined with another in {into}."
        case _:
            return f"“{before}” is called “{after}”; its boundary stays."


def and_(names: Iterable[str]) -> str:
    """Names in a row, each in quotation marks, since many have an “and” of their own."""
    *first, last = [f"“{name}”" for name in names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def districts_ended(reference: Reference, until: date) -> tuple[District, ...]:
    """The districts that ended up to a day, by day and name; not those that only changed their area."""
    rows = reference.all_districts
    went_on = {(row.code, row.began) for row in rows}
    found = [row for row in rows if row.ended and row.ended <= until and (row.code, row.ended) not in went_on]
    return tuple(sorted(found, key=lambda row: (row.ended or until, row.name)))


def districts_on(reference: Reference, area: str, on: date) -> tuple[tuple[DistrictThen, ...], str]:
    """The districts of an area on a day, those that had ended by then with them, and what is not known.

    Where the reference data have no list the sentence says so: nothing is raised, and nothing guessed.
    """
    try:
        live, note = reference.districts_of(area, on), ""
    except UnknownReference as unknown:
        live, note = (), str(unknown)
    ended = [row for row in districts_ended(reference, on) if row.area == area]
    found = [_then(reference, row, on) for row in (*live, *ended)]
    return tuple(sorted(found, key=lambda row: (not row.live, row.name))), note


def _then(reference: Reference, row: District, on: date) -> DistrictThen:
    live = row.ended is None or on < row.ended
    if live:
        return DistrictThen(row.code, row.name, row.area, True, row.ended, row.successors, "")
    assert row.ended is not None
    return DistrictThen(
        row.code, row.name, row.area, False, row.ended, row.successors, _followed(reference, row, on)
    )


def _followed(reference: Reference, row: District, on: date) -> str:
    ended = f"{row.name} ended on {spoken(row.ended)}" if row.ended else row.name
    if not row.successors:
        return f"{ended}; what followed it is not recorded."
    followed = " and ".join(_called(reference, one, on) for one in row.successors)
    unsure = "" if row.status == "sourced" and "unverified" not in row.note else " (unverified)"
    return f"{ended}; {followed} followed it{unsure}."


def _called(reference: Reference, successor: str, on: date) -> str:
    try:
        found = reference.district(successor, on)
    except UnknownReference:
        return f"{successor} (its code is not known)"
    return f"{found.name} ({found.code})"
