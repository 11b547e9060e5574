"""Who was heard: what an entry of the log may hold, and its counts by kind and district. Never a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lsip_workflow.model import Engagement, EngagementKind, EngagementParty, ParticipantKind
from lsip_workflow.reference import Reference, UnknownReference

SIC_SECTIONS = "ABCDEFGHIJKLMNOPQRSTU"


@dataclass(frozen=True)
class Heard:
    """How many of one kind from one district were invited and took part; zero is said as well."""

    kind: ParticipantKind
    district: str | None
    invited: int
    took_part: int


@dataclass(frozen=True)
class FromDistrict:
    """How many from one district took part; `in_area` is None where the area's districts are not known."""

    district: str | None
    name: str
    in_area: bool | None
    invited: int
    took_part: int


@dataclass(frozen=True)
class Counted:
    """The log, counted: every kind in every district of the area; the least heard from come first."""

    on: date
    cells: tuple[Heard, ...]
    districts: tuple[FromDistrict, ...]
    engagements: Mapping[EngagementKind, int]
    note: str


def faults_of(row: Engagement, today: date) -> list[str]:
    """What cannot be in an entry of the log, whoever took part."""
    faults = [] if row.title.strip() else ["title: say what it was."]
    if row.on > today:
        faults.append("on: record it once it has taken place; this day lies in the future.")
    counts = (("sent", row.sent), ("answered", row.answered))
    if row.kind is not EngagementKind.SURVEY_WAVE:
        faults += [
            f"{name}: only a wave of a survey has this." for name, count in counts if count is not None
        ]
    if row.sent is not None and row.answered is not None and row.answered > row.sent:
        faults.append(f"answered: {row.answered} is more than the {row.sent} that were sent.")
    return faults


def party_faults(place: int, row: EngagementParty, reference: Reference, on: date) -> list[str]:
    """What cannot be in one line of who took part; its district is set to the code of that day."""
    at = f"heard.{place}"
    faults = []
    if row.kind is not ParticipantKind.EMPLOYER and (row.size_band is not None or row.sector is not None):
        faults.append(f"{at}: a size and a sector are of employers only.")
    if row.sector is not None and row.sector not in SIC_SECTIONS:
        faults.append(f"{at}.sector: “{row.sector}” is not a section of SIC 2007; write one letter, A to U.")
    if row.invited == 0 and row.took_part == 0:
        faults.append(f"{at}: say how many were invited, how many took part, or both.")
    if row.district is not None:
        try:
            row.district = reference.district(row.district, on).code
        except UnknownReference as unknown:
            faults.append(f"{at}.district: {unknown}")
    return faults


def count(
    log: Sequence[Engagement], heard: Sequence[EngagementParty], reference: Reference, area: str, on: date
) -> Counted:
    """Count who was heard, by kind and district, with a line for what nobody was heard from."""
    names, note = _districts(reference, area, on)
    known = bool(names)
    places: list[str | None] = [*names, *sorted({r.district for r in heard if r.district} - set(names))]
    if any(row.district is None for row in heard):
        places.append(None)
    cells = tuple(
        Heard(kind, place, *_sum([row for row in heard if (row.kind, row.district) == (kind, place)]))
        for place in places
        for kind in ParticipantKind
    )
    districts = tuple(
        FromDistrict(
            place,
            names.get(place or "") or _name(reference, place, log, heard),
            (place in names if place else None) if known else None,
            *_sum([row for row in heard if row.district == place]),
        )
        for place in places
    )
    kinds = {kind: sum(row.kind is kind for row in log) for kind in EngagementKind}
    least_first = tuple(sorted(districts, key=lambda one: (one.took_part, one.invited, one.name)))
    return Counted(on, cells, least_first, kinds, note)


def _sum(rows: Sequence[EngagementParty]) -> tuple[int, int]:
    return sum(row.invited for row in rows), sum(row.took_part for row in rows)


def _districts(reference: Reference, area: str, on: date) -> tuple[dict[str, str], str]:
    try:
        return {row.code: row.name for row in reference.districts_of(area, on)}, ""
    except UnknownReference as unknown:
        return {}, f"The districts of this area on that day are not known here: {unknown}"


def _name(
    reference: Reference, code: str | None, log: Sequence[Engagement], heard: Sequence[EngagementParty]
) -> str:
    """The name of a district on the day on which somebody from it was heard."""
    if code is None:
        return "district not said"
    days = {row.id: row.on for row in log}
    on = max(days[row.engagement_id] for row in heard if row.district == code)
    return reference.district(code, on).name
