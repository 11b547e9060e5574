"""What was kept for long enough: shown, and erased by whoever looks after the installation."""

from typing import Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

app = typer.Typer(no_args_is_help=True, help="What was kept for long enough: show it, erase it.")


@app.command()
def due(data_dir: DataDir = None) -> None:
    """Each class of record of the whole installation: for how long it is kept, and how many are due."""
    from lsip_workflow.store.retention import due as due_of

    with opened(data_dir) as runtime, runtime.database.reading() as session:
        for rule in runtime.retention:
            number = due_of(session, rule, runtime.books, None, runtime.today()).number
            period = f"{rule.months} months, {rule.counted_from}" if rule.months else "kept"
            typer.echo(f"{rule.key:10} {number:6} due   {period:28} {rule.title}")


@app.command()
def erase(
    of_class: Annotated[str, typer.Argument(help="The key of a class, as `lsip retention due` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase, or delete, what is due of one class in the whole installation; at most 500 at once."""
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.journeys.retention import erase_due, files_of
    from lsip_workflow.outbox.channels import remove_files
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store.retention import due as due_of

    with opened(data_dir) as runtime:
        rule = next((each for each in runtime.retention if each.key == of_class), None)
        if rule is None:
            stop(f"“{of_class}” is not a class: {', '.join(each.key for each in runtime.retention)}.")
        with runtime.database.reading() as session:
            number = due_of(session, rule, runtime.books, None, runtime.today()).number
        if not number:
            typer.echo("Nothing is due.")
            return
        if not yes:
            typer.confirm(f"{rule.title}: erase {number}? It cannot be undone.", abort=True)
        try:
            with runtime.database.transaction() as session:
                occasion = runtime.occasion(command("lsip retention"))
                found = erase_due(session, occasion, rule, None, number)
                gone = files_of(found)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
        remove_files(runtime.settings.data_dir, gone)
        typer.echo(f"Erased: {number}. The chains still verify: lsip verify")
