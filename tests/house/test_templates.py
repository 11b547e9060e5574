"""Every message that is named is there, and every message that is there is named."""

import ast

import pytest

from lsip_workflow.runtime import PACKAGE, Runtime, templates

FOLDER = PACKAGE / "outbox" / "templates"


def of_rulebooks(world: Runtime) -> set[str]:
    books = world.books.values()
    return {rule.template for book in books for rule in book.notifications}


def in_code() -> set[str]:
    """The messages that the code itself owes: `template="…"` in some call."""
    return {
        str(word.value.value)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg == "template" and isinstance(word.value, ast.Constant)
    }


def test_every_message_on_disk_is_named_and_every_message_named_is_on_disk(small_world: Runtime) -> None:
    assert in_code() == {
        *("channel_test", "contact_wanted", "correction_asked", "delegation_given", "delegation_ended"),
        *("comment_answered", "reminders", "run_failed", "sign_in", "invitation", "part_handed"),
    }
    assert of_rulebooks(small_world) | in_code() == templates()


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_message_has_a_subject_of_one_line_and_a_body(name: str) -> None:
    assert {path.name for path in (FOLDER / name).iterdir()} == {"subject.txt", "body.txt"}
    subject = (FOLDER / name / "subject.txt").read_text(encoding="utf-8")
    assert len(subject.strip().splitlines()) == 1
    assert (FOLDER / name / "body.txt").read_text(encoding="utf-8").strip()
