"""Words: one inside, one phrase outside. The table is `config/words.toml`."""

import re
import tomllib
from functools import cache

from lsip_workflow.runtime import shipped


def outside(word: str, **filled: str) -> str:
    """The phrase that people read for an inside word. Raises KeyError for a word that has none.

    A phrase with a place in braces wants it filled: `outside("overdue", due="3 June 2026")`.
    """
    return _table()["outside"][word].format(**filled)


def inside_words() -> frozenset[str]:
    """Every inside word that has a phrase."""
    return frozenset(_table()["outside"])


def inside_in(text: str) -> list[str]:
    """The inside words in a text for people, in any of their forms, as they stand there."""
    return _pattern().findall(text)


@cache
def _pattern() -> re.Pattern[str]:
    forms = sorted({form for every in _table()["forms"].values() for form in every}, key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)


@cache
def _table() -> dict[str, dict[str, str]]:
    text = (shipped("config") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
