"""The drawing of an edition's lifecycle, and the page that explains rulebooks to those who write them."""

from pathlib import Path
from typing import get_args

import pytest

from lsip_workflow.events import TYPES
from lsip_workflow.model.words import Basis, Precision, ProviderClass, Role, Strength, Test
from lsip_workflow.rulebook import AnyCondition, DeadlineRule, DutyRule, Rulebook, SignOffRule
from lsip_workflow.rulebook_check import check, load_all
from lsip_workflow.rulebook_diagram import diagram
from lsip_workflow.runtime import templates

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rulebook.md").read_text("utf-8")
TEMPLATES = templates()
BOOKS = load_all(ROOT / "config" / "rulebooks", events=TYPES, templates=TEMPLATES)
EACH = pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS.keys())


@EACH
def test_each_stage_and_each_gate_is_named(book: Rulebook) -> None:
    lines = [line.strip() for line in diagram(book).split("\n")]
    stages = [f'state "{stage.title}" as stage_{stage.key}' for stage in book.stages]
    assert [stage for stage in stages if stage not in lines] == []
    labels = [line.partition(" : ")[2] for line in lines]
    assert [gate.key for gate in book.gates if gate.title not in labels] == []


@EACH
def test_the_beginning_the_end_and_each_way_on_are_drawn_once(book: Rulebook) -> None:
    arrows = [line.split(" : ")[0].strip() for line in diagram(book).split("\n") if "-->" in line]
    ways = [f"stage_{stage.key} --> stage_{key}" for stage in book.stages for key in stage.next]
    ways += [f"stage_{one.key} --> stage_{one.returns_to}" for one in book.stages if one.returns_to]
    ends = [f"stage_{stage.key} --> [*]" for stage in book.stages if stage.final]
    assert sorted(arrows) == sorted(["[*] --> stage_" + book.first_stage.key, *ways, *ends])


@EACH
def test_the_same_rulebook_gives_the_same_drawing(book: Rulebook) -> None:
    assert diagram(Rulebook.model_validate(book.model_dump())) == diagram(book)


@EACH
def test_the_drawing_is_the_one_in_the_documentation(book: Rulebook) -> None:
    assert f"```mermaid\n{diagram(book)}```" in PAGE


def test_marks_that_mermaid_reads_as_its_own_are_written_as_entities() -> None:
    book = next(iter(BOOKS.values()))
    stage = book.stages[0].model_copy(update={"key": "a-b", "title": 'A "b": c;\n#1', "next": ()})
    drawn = diagram(book.model_copy(update={"stages": (stage,)}))
    assert '    state "A #quot;b#quot;#58; c#59; #35;1" as stage_a_b\n' in drawn


def test_the_example_in_the_documentation_loads(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(PAGE.partition("```toml\n")[2].partition("```")[0], "utf-8")
    assert check(path, events=TYPES, templates=TEMPLATES)[1] == []


KINDS = [kind.model_fields["kind"].annotation for kind in get_args(get_args(AnyCondition)[0])]
WORDS = [
    *Rulebook.model_fields,
    *DeadlineRule.model_fields,
    *DutyRule.model_fields,
    *SignOffRule.model_fields,
    *(get_args(kind)[0] for kind in KINDS),
    *(word.value for words in (Role, Strength, Test, Precision, Basis, ProviderClass) for word in words),
]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_the_documentation_explains_each_word_of_a_rulebook(word: str) -> None:
    assert any(f"`{mark}`" in PAGE for mark in (word, f"[{word}]", f"[[{word}]]"))
