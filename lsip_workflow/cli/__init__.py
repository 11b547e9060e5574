"""The command line: `lsip up`, and what administrators need without a page."""

from typing import Annotated

import typer

from lsip_workflow.cli import (
    access,
    adopting,
    areas,
    designations,
    people,
    records,
    rehearsing,
    reminding,
    retention,
    rulebooks,
    running,
)
from lsip_workflow.cli.shared import stop

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Local Skills Improvement Plans: the workflow."
)
app.add_typer(running.app)
app.add_typer(adopting.app)
app.add_typer(records.app)
app.add_typer(reminding.app)
app.add_typer(designations.app)
app.add_typer(access.app)
app.add_typer(rehearsing.app)
app.add_typer(rulebooks.app, name="rulebook")
app.add_typer(areas.app, name="areas")
app.add_typer(people.app, name="person")
app.add_typer(retention.app, name="retention")


@app.command()
def docs(check: Annotated[bool, typer.Option("--check", help="Only compare.")] = False) -> None:
    """Write the generated pages of docs/ again, or say which differ."""
    from lsip_workflow.generated import differing, write

    if not check:
        write()
        return
    if pages := differing():
        stop(f"These pages are not what the code says; run `make docs`: {', '.join(pages)}")
