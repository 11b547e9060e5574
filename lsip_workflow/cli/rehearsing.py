"""A history rehearsed under a virtual clock; nothing is kept, and nobody is told."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer()


@app.command()
def rehearse(
    file: Path,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: the same bytes each time.")] = False,
    area: Annotated[str | None, typer.Option(help="Tell only of this area, by its slug.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    words: Annotated[bool, typer.Option("--words", help="With the words of each message.")] = False,
) -> None:
    """Tell day by day what a scenario would do here, who would be told what, and why."""
    from lsip_workflow.rehearsal import ScenarioRefused, load
    from lsip_workflow.rehearsal import rehearse as play
    from lsip_workflow.rehearsal.tell import Wanted, as_text
    from lsip_workflow.rehearsal.tell import as_json as tell_json
    from lsip_workflow.runtime import Runtime

    if not file.is_file():
        _fault(f"There is no file {file}. The scenarios that ship are in config/scenarios.")
    runtime = Runtime()
    try:
        scenario = load(file, runtime.books, runtime.reference)
    except ScenarioRefused as refused:
        _fault("\n".join(f"{fault.place}: {fault.text}" for fault in refused.faults))
    wanted = Wanted(area, _day(first), _day(last), words)
    course = play(scenario)
    if area is not None and area not in course.names:
        _fault(f"“{area}” is not an area of this scenario; it has: {', '.join(sorted(course.names))}.")
    if as_json:
        typer.echo(tell_json(course, wanted), nl=False)
    else:
        for line in as_text(course, wanted):
            typer.echo(line)


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


def _fault(sentences: str) -> NoReturn:
    typer.echo(sentences, err=True)
    raise typer.Exit(2)
