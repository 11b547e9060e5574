"""LSIP areas and local authority districts, each on a date: names, codes, boundaries and succession."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from lsip_workflow.reference.reading import (
    Files,
    UnknownReference,
    day,
    in_force,
    in_force_on,
    nearest,
    normalised,
    parts,
    quoted,
    span,
    spoken,
)

# The look-up of districts that we hold is that of the 2023 geography; the districts before it are not here.
DISTRICTS_BEGIN = date(2023, 4, 1)


@dataclass(frozen=True)
class Area:
    """One statutory area, with its name and codes on the date asked for (the latest when none was).

    `began` is None for the areas of the first round; `ended` is the first day it is an area no longer.
    """

    slug: str
    name: str
    codes: tuple[str, ...]
    began: date | None
    ended: date | None
    regions: tuple[str, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class District:
    """A local authority district while it lies in one area; `status` is sourced or unverified."""

    code: str
    name: str
    area: str
    began: date | None
    ended: date | None
    upper_tier: str
    region: str
    successors: tuple[str, ...]
    status: str
    note: str


@dataclass(frozen=True)
class _Label:
    """A name or code and what it stood for between two dates."""

    slug: str
    text: str
    meaning: str
    official: bool
    began: date | None
    ended: date | None


class Places(Files):
    """Areas, districts and boundaries. Nothing is guessed: what does not match raises UnknownReference."""

    def areas(self, on: date) -> tuple[Area, ...]:
        """The statutory areas on a date, by name: 39 from 1 October 2025, and before it the first 38."""
        found = [self._area(slug, on) for slug, row in self._ever.items() if in_force(row, on)]
        return tuple(sorted(found, key=lambda area: area.name))

    def area(self, key: str, on: date | None = None) -> Area:
        """The area of a slug, name, other spelling or ONS code; with a date, as it was that day.

        Raises UnknownReference for what is unknown, was not in use on the date, or, without a date, has
        meant more than one thing (five codes outlived their names, two names outlived their boundaries).
        """
        slug = key if key in self._ever else self._slug(key, on)
        if on is not None and not in_force(self._ever[slug], on):
            raise UnknownReference(
                f"{quoted(key)} is {self._called(slug)}, which {self._elsewhen(slug, on)}."
            )
        return self._area(slug, on)

    @cached_property
    def all_areas(self) -> tuple[Area, ...]:
        """Every area there has been, by its slug, each as it was last known."""
        return tuple(self._area(slug, None) for slug in sorted(self._ever))

    def renamings(self) -> tuple[tuple[str, date], ...]:
        """The areas that took another name while they went on, by the day and the slug."""
        official = [label for label in self._names if label.official]
        ended = {(label.slug, label.ended) for label in official if label.ended is not None}
        found = [(row.slug, row.began) for row in official if row.began and (row.slug, row.began) in ended]
        return tuple(sorted(found, key=lambda one: (one[1], one[0])))

    def district(self, key: str, on: date) -> District:
        """The district of a name or ONS code on a date. Raises UnknownReference, also for one that ended."""
        rows = self._district_labels.get(normalised(key), [])
        if not rows:
            close = nearest(key, [row.name for row in self.all_districts])
            raise UnknownReference(f"{quoted(key)} is not the name or code of a district in England{close}.")
        self._check_districts_known(on)
        current = in_force_on(rows, on)
        if not current:
            raise UnknownReference(_not_then(rows, on))
        return current[0]

    def districts_of(self, area_slug: str, on: date) -> tuple[District, ...]:
        """The districts of an area on a date, by name. Raises UnknownReference rather than give none."""
        area = self.area(area_slug, on)
        self._check_districts_known(on)
        rows = [row for row in self.all_districts if row.area == area.slug]
        current = in_force_on(rows, on)
        if not current:
            last = sorted({name for row in rows for name in row.successors})
            raise UnknownReference(
                f"No district of {area.name} is recorded on {spoken(on)}: all {len(rows)} had ended. "
                f"Add what follows ({' and '.join(last)}) to districts.csv, with codes."
            )
        return tuple(sorted(current, key=lambda row: row.name))

    def boundary(self, area_slug: str) -> dict[str, Any]:
        """The outline of an area of 2023 as a GeoJSON geometry in British National Grid metres.

        Raises UnknownReference for an area whose boundary is of 2025: no outline is held, only districts.
        """
        area = self.area(area_slug)
        if area.slug not in self._outlines:
            raise UnknownReference(
                f"No outline is held for {area.name}: its boundary dates from 2025. Use its districts."
            )
        return self._outlines[area.slug]

    @cached_property
    def all_districts(self) -> tuple[District, ...]:
        """Every row of districts.csv: a district appears once for each area that it has been in."""
        return tuple(
            District(
                code=row["code"],
                name=row["name"],
                area=row["area"],
                began=day(row["from"]),
                ended=day(row["until"]),
                upper_tier=row["upper_tier"],
                region=row["region"],
                successors=parts(row["successors"]),
                status=row["status"],
                note=row["note"],
            )
            for row in self.rows("districts.csv")
        )

    @cached_property
    def _ever(self) -> dict[str, Area]:
        return {
            row["slug"]: Area(
                slug=row["slug"],
                name="",
                codes=(),
                began=day(row["from"]),
                ended=day(row["until"]),
                regions=parts(row["regions"]),
                predecessors=parts(row["predecessors"]),
                successors=parts(row["successors"]),
                note=row["note"],
            )
            for row in self.rows("areas.csv")
        }

    @cached_property
    def _names(self) -> tuple[_Label, ...]:
        return tuple(
            _Label(
                slug=row["slug"],
                text=row["name"],
                meaning=f"the area {row['slug']}",
                official=row["kind"] == "official",
                began=day(row["from"]),
                ended=day(row["until"]),
            )
            for row in self.rows("area_names.csv")
        )

    @cached_property
    def _codes(self) -> tuple[_Label, ...]:
        return tuple(
            _Label(
                slug=row["slug"],
                text=row["code"],
                meaning=row["published_name"],
                official=True,
                began=day(row["from"]),
                ended=day(row["until"]),
            )
            for row in self.rows("area_codes.csv")
        )

    @cached_property
    def _labels(self) -> dict[str, list[_Label]]:
        labels = defaultdict(list)
        for label in (*self._names, *self._codes):
            labels[normalised(label.text)].append(label)
        for same in labels.values():
            same.sort(key=lambda label: label.began or date.min)
        return labels

    @cached_property
    def _district_labels(self) -> dict[str, list[District]]:
        labels = defaultdict(list)
        for district, row in zip(self.all_districts, self.rows("districts.csv"), strict=True):
            for text in {normalised(text) for text in (district.code, district.name, *parts(row["also"]))}:
                labels[text].append(district)
        return labels

    @cached_property
    def _outlines(self) -> dict[str, dict[str, Any]]:
        read = json.loads((self.folder / "boundaries_2023.geojson").read_text(encoding="utf-8"))
        return {feature["properties"]["slug"]: feature["geometry"] for feature in read["features"]}

    def _area(self, slug: str, on: date | None) -> Area:
        row = self._ever[slug]
        names = _then([label for label in self._names if label.slug == slug and label.official], on)
        codes = _then([label for label in self._codes if label.slug == slug], on)
        return replace(row, name=names[-1].text, codes=tuple(sorted(label.text for label in codes)))

    def _slug(self, key: str, on: date | None) -> str:
        labels = self._labels.get(normalised(key), [])
        if not labels:
            close = nearest(key, [label.text for label in self._names])
            raise UnknownReference(f"{quoted(key)} is not the name, slug or code of an LSIP area{close}.")
        if on is not None:
            return (in_force_on(labels, on) or self._another_name(key, labels, on))[0].slug
        if len({label.meaning for label in labels}) > 1:
            meant = ", and ".join(f"{label.meaning} {span(label)}" for label in labels)
            raise UnknownReference(f"{quoted(key)} has meant {meant}: give a date too.")
        return labels[0].slug

    def _another_name(self, key: str, labels: list[_Label], on: date) -> list[_Label]:
        """The labels themselves when it is the area that was not there, which the caller tells."""
        slug = labels[-1].slug
        if not in_force(self._ever[slug], on):
            return labels
        area = self._area(slug, on)
        raise UnknownReference(
            f"{quoted(key)} was in use {span(labels[-1])}; on {spoken(on)} the area is {area.name} "
            f"({', '.join(area.codes)})."
        )

    def _called(self, slug: str) -> str:
        return f"{self._area(slug, None).name} ({slug})"

    def _elsewhen(self, slug: str, on: date) -> str:
        row = self._ever[slug]
        if row.began is not None and on < row.began:
            kin, verb = row.predecessors, f"begins on {spoken(row.began)}; before it came"
        else:
            assert row.ended is not None
            kin, verb = row.successors, f"ended on {spoken(row.ended)}; after it came"
        return f"{verb} {' and '.join(self._called(other) for other in kin)}"

    def _check_districts_known(self, on: date) -> None:
        if on < DISTRICTS_BEGIN:
            raise UnknownReference(
                f"Districts are recorded from {spoken(DISTRICTS_BEGIN)}; there is no list for {spoken(on)}."
            )


def _then(labels: list[_Label], on: date | None) -> list[_Label]:
    """The labels of one area in force on the day; without a day, those that came last."""
    if on is not None:
        return in_force_on(labels, on)
    open_ended = [label for label in labels if label.ended is None]
    return open_ended or labels


def _not_then(rows: list[District], on: date) -> str:
    last = rows[-1]
    if last.began is not None and on < last.began:
        return f"{last.name} ({last.code}) begins on {spoken(last.began)}, after {spoken(on)}."
    assert last.ended is not None
    after = f" What follows it: {' and '.join(last.successors)}." if last.successors else ""
    return (
        f"{last.name} ({last.code}) ended on {spoken(last.ended)}, so it has no area on {spoken(on)}.{after}"
    )
