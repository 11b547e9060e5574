"""Evidence keeps the geography it was collected on: shown as it was that day, with what changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lsip_workflow.model import Evidence
from lsip_workflow.reference import Reference, UnknownReference


@dataclass(frozen=True)
class Shown:
    """A geography in the names and boundaries of its day."""

    words: str
    area: str | None
    area_name: str | None
    districts: list[dict[str, str]]
    on: date | None
    since: list[str]


def shown(row: Evidence, reference: Reference, today: date) -> Shown:
    """The geography of a piece of evidence, as it was on its day; what came after is only said."""
    on = row.geography_on
    if on is None:
        return Shown(row.geography, None, None, [], None, [])
    name = reference.area(row.geography_area, on).name if row.geography_area else None
    districts = [reference.district(code, on) for code in row.geography_districts]
    return Shown(
        words=row.geography,
        area=row.geography_area,
        area_name=name,
        districts=[{"code": one.code, "name": one.name} for one in districts],
        on=on,
        since=list(_since(row, reference, on, today)),
    )


def _since(row: Evidence, reference: Reference, on: date, today: date) -> Iterator[str]:
    if row.geography_area:
        yield from _area_since(row.geography_area, reference, on, today)
    for code in row.geography_districts:
        try:
            then, now = reference.district(code, on), reference.district(code, today)
        except UnknownReference as changed:
            yield str(changed)
            continue
        if then.area != now.area:
            yield f"{then.name} ({code}) was in {_name(reference, then.area, on)}; it is now in " + (
                f"{_name(reference, now.area, today)}."
            )


def _area_since(slug: str, reference: Reference, on: date, today: date) -> Iterator[str]:
    try:
        then, now = reference.area(slug, on), reference.area(slug, today)
    except UnknownReference as ended:
        yield str(ended)
        return
    if then.name != now.name:
        yield f"{then.name} has been called {now.name} since."
    try:
        before = {one.code for one in reference.districts_of(slug, on)}
        after = {one.code for one in reference.districts_of(slug, today)}
    except UnknownReference:
        return  # there is no list of districts for one of the two days: nothing can be said
    if before != after:
        yield f"{now.name} is made of other districts today than on that day."


def _name(reference: Reference, slug: str, on: date) -> str:
    return reference.area(slug, on).name
