"""Providers by UKPRN, and whom the delivery data suggest for an area. A person decides; data never do."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lsip_workflow.reference.places import Places
from lsip_workflow.reference.reading import UnknownReference, parts, well_formed

UKPRN = r"1\d{7}"
SOURCE = "Department for Education apprenticeship data by provider and delivery area, taken 16 July 2026"
CAUTIONS = {
    "": "Its class is not known.",
    "Other": "This class takes in universities, NHS trusts, police and fire services and other employers.",
    "Private Sector Public Funded": "This class takes in employers that train only their own staff.",
    "armed_forces": "It is part of the armed forces.",
}
DECISION = "Whether it is a relevant provider is for a person to decide."


@dataclass(frozen=True)
class Provider:
    """A training provider as published. `published_class` is the department's word, "" when not known.

    It is not a legal class. `noted` is armed_forces or "". `main_area` is the slug of where most of its
    apprenticeships were delivered, "" when not known; it is not an address. `lists` is where it was found.
    """

    ukprn: str
    name: str
    published_class: str
    noted: str
    main_region: str
    main_area: str
    lists: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """A provider that the delivery data show in an area. Counts are rounded to 10; `reason` is a sentence."""

    ukprn: str
    name: str
    published_class: str
    academic_year: str
    starts: int
    enrolments: int
    source: str
    reason: str


class Providers(Places):
    """Known providers, the numbers set aside for invented ones, and suggestions by volume of delivery."""

    def provider(self, ukprn: str) -> Provider:
        """The provider of a UKPRN. Raises UnknownReference: first for its form, then for being unknown."""
        value = well_formed(ukprn, UKPRN, "UKPRN", "eight digits, the first a 1")
        if value in self.example_ukprns:
            raise UnknownReference(
                f"UKPRN {value} is set aside for the invented providers of the demonstration; "
                "it belongs to no provider."
            )
        if value not in self.providers:
            raise UnknownReference(
                f"UKPRN {value} is not among the {len(self.providers):,} providers held. Check it against "
                "the UK Register of Learning Providers: the list lacks most sixth-form colleges."
            )
        return self.providers[value]

    def is_example(self, ukprn: str) -> bool:
        """True for a number set aside for the demonstration; everywhere else it is to be refused."""
        return ukprn.strip() in self.example_ukprns

    def suggestions(self, area_slug: str, on: date | None = None, minimum: int = 10) -> list[Suggestion]:
        """Providers with at least `minimum` apprenticeship enrolments in the area, by volume of delivery.

        Ties are by name. Volume is not quality, and nothing here says who is a relevant provider. Only
        academic years over by `on` count, and the latest of them is used. An empty list means that no data
        are held for the area by then, not that nobody delivers there. Raises UnknownReference for the area.
        """
        slug = self.area(area_slug, on).slug
        over = [year for year in self._delivery[slug] if on is None or on >= _ended(year)]
        if not over:
            return []
        year = max(over)
        found = [
            self._suggestion(ukprn, year, starts, enrolments)
            for ukprn, (starts, enrolments) in self._delivery[slug][year].items()
            if enrolments >= minimum
        ]
        return sorted(found, key=lambda found: (-found.enrolments, found.name.casefold(), found.ukprn))

    def subjects(self, ukprn: str) -> tuple[str, ...]:
        """The two largest tier 1 subjects of a provider in England, by enrolments in the latest year held."""
        by_subject: Counter[str] = Counter()
        for subject, enrolments in self._by_subject[ukprn]:
            by_subject[subject] += enrolments
        return tuple(subject for subject, enrolments in by_subject.most_common(2) if enrolments)

    @cached_property
    def providers(self) -> dict[str, Provider]:
        """Every provider held, by UKPRN."""
        return {
            row["ukprn"]: Provider(
                ukprn=row["ukprn"],
                name=row["name"],
                published_class=row["published_class"],
                noted=row["noted"],
                main_region=row["main_region"],
                main_area=row["main_area"],
                lists=parts(row["lists"]),
            )
            for row in self.rows("providers.csv")
        }

    @cached_property
    def example_ukprns(self) -> frozenset[str]:
        """Numbers set aside for invented providers."""
        return frozenset(row["ukprn"] for row in self.rows("example_ukprns.csv"))

    @cached_property
    def _delivery(self) -> dict[str, dict[str, dict[str, tuple[int, int]]]]:
        """Starts and enrolments by area, year and UKPRN. Greater London is the sum of its four codes."""
        areas = {row["code"]: row["slug"] for row in self.rows("area_codes.csv") if not row["until"]}
        found: defaultdict[str, dict[str, dict[str, tuple[int, int]]]] = defaultdict(dict)
        for row in self.rows("provider_delivery.csv"):
            year = found[areas[row["code"]]].setdefault(row["academic_year"], {})
            starts, enrolments = year.get(row["ukprn"], (0, 0))
            year[row["ukprn"]] = (starts + int(row["starts"]), enrolments + int(row["enrolments"]))
        return found

    @cached_property
    def _by_subject(self) -> dict[str, list[tuple[str, int]]]:
        names = {row["code"]: row["name"] for row in self.rows("ssa.csv")}
        rows = self.rows("provider_ssa.csv")
        latest = max(row["academic_year"] for row in rows)
        found = defaultdict(list)
        for row in rows:
            if row["academic_year"] == latest:
                found[row["ukprn"]].append((names[row["ssa"].partition(".")[0]], int(row["enrolments"])))
        return found

    def _suggestion(self, ukprn: str, year: str, starts: int, enrolments: int) -> Suggestion:
        provider = self.providers[ukprn]
        return Suggestion(
            ukprn=ukprn,
            name=provider.name,
            published_class=provider.published_class,
            academic_year=year,
            starts=starts,
            enrolments=enrolments,
            source=SOURCE,
            reason=self._reason(provider, year, starts, enrolments),
        )

    def _reason(self, provider: Provider, year: str, starts: int, enrolments: int) -> str:
        volume = (
            f"{enrolments:,} apprenticeship enrolments and {starts:,} starts were delivered in this area in "
            f"{year} (rounded to 10)."
        )
        mostly = " and ".join(self.subjects(provider.ukprn))
        subjects = f"Across England it delivers most in {mostly}." if mostly else ""
        caution = CAUTIONS.get(provider.noted or provider.published_class, "")
        return " ".join(part for part in (volume, subjects, caution, DECISION) if part)


def _ended(academic_year: str) -> date:
    """The day after an academic year such as 2024/25, which ends on 31 July."""
    return date(int(academic_year[:4]) + 1, 8, 1)
