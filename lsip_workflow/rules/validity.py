"""How long a plan is valid: from its publication until its replacement is published, part by part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from lsip_workflow.reference.reading import spoken

CITE = "Notice of designated ERBs, 28 August 2025: a plan stays valid until its replacement is published"


@dataclass(frozen=True)
class Replacement:
    """A plan that was named as replacing another: its area, and the day it was published if it was."""

    plan: str
    area: str
    published_on: date | None


@dataclass(frozen=True)
class Part:
    """The territory of an area that follows, or the whole area: from `until` another plan stands for it."""

    area: str
    until: date | None = None
    replaced_by: str | None = None

    def stands(self, day: date) -> bool:
        """Whether no replacement has been published for this part by that day."""
        return self.until is None or day < self.until


@dataclass(frozen=True)
class Validity:
    """Since when a plan is valid, for which parts of its territory, and until when for each."""

    day: date
    since: date | None
    parts: tuple[Part, ...]

    @property
    def valid(self) -> bool:
        """Whether the plan is valid that day for some part of its territory at least."""
        return (
            self.since is not None and self.since <= self.day and any(p.stands(self.day) for p in self.parts)
        )

    @property
    def whole(self) -> bool:
        """Whether it is valid that day for all of its territory."""
        return self.valid and all(part.stands(self.day) for part in self.parts)

    @property
    def until(self) -> date | None:
        """The first day on which it is valid nowhere any more; None while that is not known."""
        days = [part.until for part in self.parts]
        return max(day for day in days if day) if all(days) else None


def valid_on(
    day: date,
    *,
    published_on: date | None,
    area: str,
    successors: Iterable[str],
    replacements: Iterable[Replacement],
) -> Validity:
    """Where a plan stands on a day. The part of a divided area whose new plan is not published keeps it."""
    there = tuple(replacements)
    parts = tuple(_part(slug, area, there) for slug in tuple(successors) or (area,))
    return Validity(day, published_on, parts)


def _part(slug: str, area: str, replacements: tuple[Replacement, ...]) -> Part:
    published = [(r.published_on, r.plan) for r in replacements if r.published_on and r.area in (slug, area)]
    if not published:
        return Part(slug)
    until, plan = min(published)
    return Part(slug, until, plan)


def sentence(validity: Validity, name: Callable[[str], str]) -> str:
    """The same in words; `name` gives the name of an area."""
    if validity.since is None:
        return (
            "The publication of this plan is not recorded here. A published plan is valid until its "
            "replacement is published."
        )
    if validity.day < validity.since:
        return (
            f"This plan was published on {spoken(validity.since)}; on {spoken(validity.day)} it was not yet."
        )
    left = [part for part in validity.parts if part.stands(validity.day)]
    if len(left) == len(validity.parts):
        return f"Valid since {spoken(validity.since)}, until its replacement is published."
    if not left:
        last = max(part.until for part in validity.parts if part.until)
        return f"Valid from {spoken(validity.since)} until its replacement was published on {spoken(last)}."
    gone = "; ".join(
        f"for {name(part.area)} it was replaced on {spoken(part.until)}"
        for part in validity.parts
        if part.until and not part.stands(validity.day)
    )
    stays = " and ".join(name(part.area) for part in left)
    return (
        f"Valid since {spoken(validity.since)}: {gone}; for {stays} it stays valid until its replacement is "
        "published."
    )
