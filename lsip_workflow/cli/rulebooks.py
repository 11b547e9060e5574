"""Rulebooks: checked and drawn."""

from pathlib import Path

import typer

from lsip_workflow.cli.shared import stop

app = typer.Typer(no_args_is_help=True, help="Editions of the guidance, as data.")


@app.command(name="check")
def check_rulebook(file: Path) -> None:
    """Say every fault of a rulebook with its place; exit 1 when there is one."""
    from lsip_workflow.events import TYPES
    from lsip_workflow.rulebook_check import check
    from lsip_workflow.runtime import templates

    _, faults = check(file, events=TYPES, templates=templates())
    for fault in faults:
        typer.echo(f"{fault.place}: {fault.text}")
    if faults:
        raise typer.Exit(1)
    typer.echo(f"{file.name}: no fault.")


@app.command()
def diagram(file: Path) -> None:
    """Draw the lifecycle of an edition, as Mermaid text."""
    from lsip_workflow.events import TYPES
    from lsip_workflow.rulebook_check import RulebookRefused, load
    from lsip_workflow.rulebook_diagram import diagram as draw
    from lsip_workflow.runtime import templates

    try:
        typer.echo(draw(load(file, events=TYPES, templates=templates())))
    except RulebookRefused as refused:
        stop("\n".join(f"{fault.place}: {fault.text}" for fault in refused.faults))
