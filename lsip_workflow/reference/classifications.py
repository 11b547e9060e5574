"""Occupations, standards, SOC 2020, SIC 2007 and sector subject areas. Codes are text, zeros and all."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from lsip_workflow.reference.reading import (
    Files,
    UnknownReference,
    nearest,
    normalised,
    one_of,
    quoted,
    well_formed,
)


@dataclass(frozen=True)
class Route:
    """One of the 15 routes of the occupational map; the id is the official one."""

    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.id} ({self.name})"


@dataclass(frozen=True)
class Pathway(Route):
    """A part of a route."""

    route: str


@dataclass(frozen=True)
class Cluster(Route):
    """A part of a pathway."""

    pathway: str


@dataclass(frozen=True)
class Entry:
    """An entry of a classification; `parent` is the code one level up, "" at the top."""

    code: str
    title: str
    parent: str

    def __str__(self) -> str:
        return f"{self.code} ({self.title})"


@dataclass(frozen=True)
class SocUnit(Entry):
    """A unit group of SOC 2020: four digits."""


@dataclass(frozen=True)
class SicEntry(Entry):
    """A section, division or group of SIC 2007; `basis` is published or completed (see the README)."""

    level: str
    basis: str


@dataclass(frozen=True)
class SubjectArea(Entry):
    """A sector subject area: tier 1 as 6, tier 2 as 6.1; `former_name` is what older data call it."""

    former_name: str


@dataclass(frozen=True)
class Occupation:
    """An occupation of the map; standard, route id and level are "" where the link is not known."""

    code: str
    name: str
    standard: str
    route: str
    level: str

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"


@dataclass(frozen=True)
class Standard:
    """An occupational standard of 2020/21 or before; `started` is True when learners began it from 2022."""

    ref: str
    name: str
    route: str
    level: str
    lars_code: str
    started: bool

    def __str__(self) -> str:
        return f"{self.ref} ({self.name})"


class Classifications(Files):
    """Look-ups by code. Each raises UnknownReference, first for the form, then for what is not listed."""

    def soc(self, code: str) -> SocUnit:
        """The SOC 2020 unit group of a four-digit code; an extension such as 3221/01 is told its parent."""
        form = "the four digits of a SOC 2020 unit group"
        value = well_formed(code, r"\d{1,4}|\d{4}/\d{2}", "SOC code", form)
        if value == "0":
            raise UnknownReference(
                "SOC code 0 means that no code is known for the occupation: leave it blank."
            )
        if "/" in value and value[:4] in self.soc_units:
            raise UnknownReference(
                f"SOC code {value} is an extension: store its unit group, {self.soc_units[value[:4]]}."
            )
        if value in self.soc_groups:
            inside = next(unit for code, unit in self.soc_units.items() if code.startswith(value))
            raise UnknownReference(
                f"SOC code {self.soc_groups[value]} is a wider group: give {form}, such as {inside}."
            )
        return one_of(self.soc_units, value, "SOC code", "unit groups")

    def soc_matching(self, words: str) -> tuple[SocUnit, ...]:
        """Unit groups with every one of the words in their title or in one of their example job titles."""
        wanted = normalised(words).split()
        found = [
            unit
            for unit in self.soc_units.values()
            if any(
                all(word in normalised(title) for word in wanted)
                for title in (unit.title, *self.job_titles.get(unit.code, ()))
            )
        ]
        return tuple(found) if wanted else ()

    def sic(self, code: str) -> SicEntry:
        """The SIC 2007 section (a letter), division (two digits) or group (three); finer codes raise."""
        form = "a section letter A to U, two digits for a division or three for a group, zeros included"
        value = well_formed(code, r"[A-Ua-u]|\d{2,5}", "SIC code", form).upper()
        if len(value) > 3 and value[:3] in self.sic_entries:
            raise UnknownReference(
                f"SIC code {value} is finer than this list: use its group, {self.sic_entries[value[:3]]}."
            )
        return one_of(self.sic_entries, value, "SIC code", "sections, divisions and groups")

    def ssa(self, code: str) -> SubjectArea:
        """The sector subject area of a code such as 6 or 6.1, kept as text."""
        form = "a number from 1 to 15, with a second after a point for tier 2, such as 6.1"
        value = well_formed(code, r"(1[0-5]|[1-9])(\.[1-5])?", "Sector subject area", form)
        return one_of(self.subject_areas, value, "Sector subject area", "areas")

    def route(self, id_or_name: int | str) -> Route:
        """The route of an id from 1 to 15 or of a name."""
        key = str(id_or_name).strip()
        named = {normalised(route.name): route for route in self.routes.values()}
        if key in self.routes or normalised(key) in named:
            return self.routes.get(key) or named[normalised(key)]
        close = nearest(key, [route.name for route in self.routes.values()])
        raise UnknownReference(f"{quoted(key)} is not one of the {len(self.routes)} routes{close}.")

    def pathway(self, id: int | str) -> Pathway:
        """The pathway of an id."""
        return one_of(self.pathways, str(id).strip(), "Pathway", "pathways")

    def cluster(self, id: int | str) -> Cluster:
        """The cluster of an id."""
        return one_of(self.clusters, str(id).strip(), "Cluster", "clusters")

    def occupation(self, code: str) -> Occupation:
        """The occupation of a code such as OCC0038C."""
        form = "OCC, four digits and, for some, a letter, such as OCC0038C"
        value = well_formed(code, r"OCC\d{4}[A-Z]?", "Occupation code", form)
        return one_of(self.occupations, value, "Occupation code", "occupations")

    def standard(self, ref: str) -> Standard:
        """The standard of a reference such as ST0527. The list is old: absence proves nothing."""
        value = well_formed(ref, r"ST\d{4}", "Standard", "ST and four digits, such as ST0527")
        return one_of(self.standards, value, "Standard", "standards of 2020/21 and before")

    @cached_property
    def _map(self) -> list[dict[str, str]]:
        return self.rows("occupational_map.csv")

    @cached_property
    def routes(self) -> dict[str, Route]:
        """The routes by id."""
        return {row["route_id"]: Route(row["route_id"], row["route_name"]) for row in self._map}

    @cached_property
    def pathways(self) -> dict[str, Pathway]:
        """The pathways by id."""
        return {
            row["pathway_id"]: Pathway(row["pathway_id"], row["pathway_name"], row["route_id"])
            for row in self._map
        }

    @cached_property
    def clusters(self) -> dict[str, Cluster]:
        """The clusters by id."""
        return {
            row["cluster_id"]: Cluster(row["cluster_id"], row["cluster_name"], row["pathway_id"])
            for row in self._map
        }

    @cached_property
    def occupations(self) -> dict[str, Occupation]:
        """The occupations by code."""
        return {
            row["code"]: Occupation(row["code"], row["name"], row["standard"], row["route_id"], row["level"])
            for row in self.rows("occupations.csv")
        }

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """The standards by reference."""
        return {
            row["ref"]: Standard(
                ref=row["ref"],
                name=row["name"],
                route=row["route_id"],
                level=row["level"],
                lars_code=row["lars_code"],
                started=row["starts_since_2022"] == "Y",
            )
            for row in self.rows("standards.csv")
        }

    @cached_property
    def soc_units(self) -> dict[str, SocUnit]:
        """The 412 unit groups of SOC 2020 by code."""
        return {code: SocUnit(code, row["title"], row["parent"]) for code, row in self._soc if len(code) == 4}

    @cached_property
    def soc_groups(self) -> dict[str, Entry]:
        """The major, sub-major and minor groups of SOC 2020 by code."""
        return {code: Entry(code, row["title"], row["parent"]) for code, row in self._soc if len(code) < 4}

    @cached_property
    def _soc(self) -> list[tuple[str, dict[str, str]]]:
        return [(row["code"], row) for row in self.rows("soc2020.csv")]

    @cached_property
    def job_titles(self) -> dict[str, tuple[str, ...]]:
        """Example job titles by SOC 2020 unit group."""
        titles = defaultdict(list)
        for row in self.rows("soc2020_job_titles.csv"):
            titles[row["code"]].append(row["title"])
        return {code: tuple(listed) for code, listed in titles.items()}

    @cached_property
    def sic_entries(self) -> dict[str, SicEntry]:
        """Sections, divisions and groups of SIC 2007 by code."""
        return {
            row["code"]: SicEntry(row["code"], row["title"], row["parent"], row["level"], row["basis"])
            for row in self.rows("sic2007.csv")
        }

    @cached_property
    def subject_areas(self) -> dict[str, SubjectArea]:
        """Sector subject areas by code."""
        return {
            row["code"]: SubjectArea(row["code"], row["name"], row["parent"], row["former_name"])
            for row in self.rows("ssa.csv")
        }
