"""The pages of docs/ that the code writes: never edited by hand, and compared in the checks."""

from collections.abc import Callable
from pathlib import Path

from lsip_workflow import events, routes
from lsip_workflow.events import TYPES
from lsip_workflow.rulebook_check import load_all
from lsip_workflow.rulebook_diagram import diagram
from lsip_workflow.runtime import PACKAGE, Runtime, shipped, templates
from lsip_workflow.web.app import create

DOCS = PACKAGE.parent / "docs"


def lifecycle() -> str:
    """The lifecycle of every edition, drawn from its rulebook."""
    books = load_all(shipped("config") / "rulebooks", events=TYPES, templates=templates())
    parts = ["# The life of a plan, by edition", "Written by `make docs` from `config/rulebooks/`."]
    for book in books.values():
        parts += [
            f"## {book.edition.title}",
            f"{book.edition.cite}.",
            f"```mermaid\n{diagram(book).rstrip()}\n```",
        ]
    return "\n\n".join(parts) + "\n"


def event_list() -> str:
    """Every event: its type, what it means, who wants it."""
    lines = [
        "# Events",
        "",
        "Written by `make docs` from `lsip_workflow/events/` and `routes.py`.",
        "",
        "| event | what it means | flows that want it | makes the stage look again |",
        "|---|---|---|---|",
    ]
    for cls in events.CLASSES:
        kind = cls.model_fields["type"].default
        meaning = " ".join((cls.__doc__ or "").split())
        flows = ", ".join(routes.FLOWS_FOR.get(kind, ())) or "–"
        lines.append(f"| `{kind}` | {meaning} | {flows} | {'yes' if kind in routes.RINGS_STAGE else 'no'} |")
    return "\n".join(lines) + "\n"


def addresses() -> str:
    """Every address of the API, by topic: what it is for."""
    topics: dict[str, list[str]] = {}
    for path, acts in create(Runtime()).openapi()["paths"].items():
        for act, about in acts.items():
            meaning = " ".join(about["description"].split())
            line = f"| `{act.upper()} {path.removeprefix('/api/v1/')}` | {meaning} |"
            topics.setdefault(about["tags"][0], []).append(line)
    parts = [
        "# The addresses of the API",
        "Written by `make docs` from `lsip_workflow/web/`. Each begins with `/api/v1/`. "
        "[How to use it](api.md); the fields of every form are in `/api/v1/openapi.json`.",
    ]
    for topic, lines in topics.items():
        parts += [
            f"## {topic.capitalize()}",
            "\n".join(["| address | what it is for |", "|---|---|", *lines]),
        ]
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "lifecycle.md": lifecycle,
    "events.md": event_list,
    "addresses.md": addresses,
}


def write(folder: Path = DOCS) -> None:
    """Write every generated page."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


def differing(folder: Path = DOCS) -> list[str]:
    """The generated pages that are not as the code would write them."""
    return [
        name
        for name, page in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != page()
    ]
