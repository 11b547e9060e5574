"""Who stands behind an area on a date: its employer representative body and its strategic authorities."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lsip_workflow.reference.places import Places
from lsip_workflow.reference.reading import day, in_force, one_of, parts


@dataclass(frozen=True)
class Erb:
    """An employer representative body as it holds one area; `url` is that area's plan page, if known.

    `status` is sourced or unverified, for who holds the area; `note` says what is known of the days.
    """

    key: str
    name: str
    url: str
    area: str
    began: date | None
    ended: date | None
    source: str
    status: str
    note: str


@dataclass(frozen=True)
class StrategicAuthority:
    """A strategic authority; `districts` are ONS codes, old and new, `areas` the slugs that they touch.

    `kind` is combined_authority, combined_county_authority, greater_london_authority or single_council.
    """

    key: str
    name: str
    kind: str
    code: str
    began: date | None
    ended: date | None
    areas: tuple[str, ...]
    districts: tuple[str, ...]
    source: str
    status: str
    note: str

    def __str__(self) -> str:
        return f"{self.key} ({self.name})"


class Bodies(Places):
    """ERBs and strategic authorities by area and date."""

    def erb_of(self, area_slug: str, on: date) -> Erb | None:
        """Who held the area on the date; None means not recorded here, which is not the same as nobody.

        Raises UnknownReference when the area is unknown or was no area on the date.
        """
        slug = self.area(area_slug, on).slug
        held = [erb for erb in self.designations if erb.area == slug and in_force(erb, on)]
        return held[-1] if held else None

    def authorities_of(self, area_slug: str, on: date) -> tuple[StrategicAuthority, ...]:
        """The authorities over all or part of the area on the date, by name; there may be none or several.

        Raises UnknownReference when the area is unknown or was no area on the date.
        """
        slug = self.area(area_slug, on).slug
        return tuple(body for body in self.authorities.values() if slug in body.areas and in_force(body, on))

    def authority(self, key: str) -> StrategicAuthority:
        """The authority of a key. Raises UnknownReference."""
        return one_of(self.authorities, key, "Strategic authority", "authorities")

    def coverage(self, authority_key: str, area_slug: str, on: date) -> tuple[int, int]:
        """How many of the area's districts the authority takes in, and how many the area has."""
        inside = set(self.authority(authority_key).districts)
        districts = self.districts_of(area_slug, on)
        return sum(district.code in inside for district in districts), len(districts)

    @cached_property
    def erb_names(self) -> dict[str, str]:
        """The name of each body by its key."""
        return {row["key"]: row["name"] for row in self.rows("erbs.csv")}

    @cached_property
    def designations(self) -> tuple[Erb, ...]:
        """Every designation recorded, by area and then by day."""
        return tuple(
            Erb(
                key=row["erb"],
                name=self.erb_names[row["erb"]],
                url=row["url"],
                area=row["area"],
                began=day(row["from"]),
                ended=day(row["until"]),
                source=row["source"],
                status=row["status"],
                note=row["note"],
            )
            for row in self.rows("designations.csv")
        )

    @cached_property
    def authorities(self) -> dict[str, StrategicAuthority]:
        """Every strategic authority recorded, by key in order of name."""
        bodies = (
            StrategicAuthority(
                key=row["key"],
                name=row["name"],
                kind=row["kind"],
                code=row["code"],
                began=day(row["from"]),
                ended=day(row["until"]),
                areas=parts(row["areas"]),
                districts=parts(row["districts"]),
                source=row["source"],
                status=row["status"],
                note=row["note"],
            )
            for row in self.rows("strategic_authorities.csv")
        )
        return {body.key: body for body in sorted(bodies, key=lambda body: body.name)}
