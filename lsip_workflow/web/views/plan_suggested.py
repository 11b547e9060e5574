"""Codes suggested for a skills need from its own wording. A person chooses; nothing is set by itself."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from lsip_workflow.reference import Reference, normalised

MOST = 5
SHORTEST = 4  # letters of a word before its ending may differ: install and installer, heat and heating


@dataclass(frozen=True)
class SuggestedSoc:
    """A unit group of SOC 2020, and the title in it that is like the need's wording."""

    code: str
    title: str
    because: str


@dataclass(frozen=True)
class SuggestedOccupation:
    """An occupation of the map whose name is like the need's wording."""

    code: str
    name: str
    level: str


def soc_like(reference: Reference, words: str) -> tuple[SuggestedSoc, ...]:
    """The unit groups of SOC 2020 with a title or an example job title like these words, the likest first."""
    titles = [(unit.code, unit.title) for unit in reference.soc_units.values()]
    titles += [(code, title) for code, listed in reference.job_titles.items() for title in listed]
    found: dict[str, SuggestedSoc] = {}
    for code, title in _ranked(words, titles):
        found.setdefault(code, SuggestedSoc(code, reference.soc_units[code].title, title))
    return tuple(found.values())[:MOST]


def occupations_like(reference: Reference, words: str) -> tuple[SuggestedOccupation, ...]:
    """The occupations of the map with a name like these words, the likest first."""
    ranked = _ranked(words, [(row.code, row.name) for row in reference.occupations.values()])
    rows = [reference.occupations[code] for code, _ in ranked[:MOST]]
    return tuple(SuggestedOccupation(row.code, row.name, row.level) for row in rows)


def _ranked(words: str, titles: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The titles that share a telling word, those that share most first; a rare word tells more."""
    wanted = set(_words(words))
    shared = [(code, title, _shared(wanted, title)) for code, title in titles]
    how_many = Counter(word for _, _, common in shared for word in common)
    scored = [
        (sum(1 / how_many[word] for word in common) + len(common) / (1 + len(_words(title))), code, title)
        for code, title, common in shared
        if common
    ]
    return [(code, title) for _, code, title in sorted(scored, key=lambda one: (-one[0], one[1], one[2]))]


def _shared(wanted: set[str], title: str) -> set[str]:
    return {word for word in wanted if any(_alike(word, other) for other in _words(title))}


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST and long.startswith(short))


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in normalised(text).split() if len(word) > 2)
