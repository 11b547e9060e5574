"""One word inside, one phrase outside: the inside words stay out of what people read."""

import re
from pathlib import Path

import pytest

from lsip_workflow import words
from lsip_workflow.runtime import PACKAGE

PAGES = sorted((PACKAGE / "web" / "templates").rglob("*.html"))
MESSAGES = sorted((PACKAGE / "outbox" / "templates").rglob("*.txt"))
JINJA = re.compile(r"{[{%#].*?[%#}]}", re.DOTALL)
TOLD = re.compile(r'(?:aria-label|data-label|alt|title|placeholder)="([^"]*)"')


def text_of(path: Path) -> str:
    """What a template itself says to people: no expressions, no tags, but the names that tags give."""
    plain = JINJA.sub(" ", path.read_text(encoding="utf-8"))
    if path.suffix == ".txt":
        return plain
    return " ".join([*TOLD.findall(plain), re.sub(r"<[^>]*>", " ", plain)])


@pytest.mark.parametrize("path", [*PAGES, *MESSAGES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_inside_word_stands_in_a_template(path: Path) -> None:
    without_addresses = re.sub(r"\S*/\S+", " ", text_of(path))
    assert words.inside_in(without_addresses) == []


def test_there_are_templates_to_look_at() -> None:
    assert len(PAGES) > 10
    assert len(MESSAGES) > 10


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two blockers are left", ["blockers"]),
        ("It was Escalated and is OVERDUE.", ["Escalated", "OVERDUE"]),
        ("The event was set aside; the run failed", ["set aside", "run failed"]),
        ("A non-response", ["non-response"]),
        ("What ran: the runner went on, a hashtag, the staleness of bread", []),
    ],
)
def test_inside_words_are_found_in_every_form_and_nowhere_else(text: str, found: list[str]) -> None:
    assert words.inside_in(text) == found


@pytest.mark.parametrize(
    ("word", "filled", "phrase"),
    [
        ("blocker", {}, "Still needed"),
        ("overdue", {"due": "3 June 2026"}, "Awaiting reply: was due 3 June 2026"),
        ("refused", {"things": "2 things"}, "Not ready yet: 2 things still needed"),
        ("run", {}, "What ran"),
        ("degraded", {}, "Working, with delay"),
    ],
)
def test_an_inside_word_has_its_phrase(word: str, filled: dict[str, str], phrase: str) -> None:
    assert words.outside(word, **filled) == phrase


def test_a_word_without_a_phrase_is_refused_loudly() -> None:
    with pytest.raises(KeyError):
        words.outside("kerfuffle")


@pytest.mark.parametrize("word", sorted(words.inside_words()))
def test_no_phrase_brings_an_inside_word_out(word: str) -> None:
    filled = dict.fromkeys(("number", "due", "things"), "x")
    assert words.inside_in(words.outside(word, **filled)) == []
    assert words.inside_in(f"It says {word} here"), "every inside word is looked for"
