"""People: what we hold about one, shown, corrected, erased."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

if TYPE_CHECKING:
    from sqlmodel import Session

    from lsip_workflow.model import Person
    from lsip_workflow.store.record import Occasion

    Change = Callable[[Session, Occasion, Person], None]

app = typer.Typer(no_args_is_help=True, help="What we hold about a person: show it, correct it, erase it.")


@app.command()
def export(identity: str, data_dir: DataDir = None) -> None:
    """Everything that we hold about a person, as JSON."""
    from lsip_workflow.journeys.people import export_person
    from lsip_workflow.model import Person

    with opened(data_dir) as runtime, runtime.database.reading() as session:
        row = session.get(Person, identity)
        if row is None:
            stop("There is no person under that id.")
        typer.echo(json.dumps(export_person(session, row), indent=2, ensure_ascii=False))


@app.command()
def correct(
    identity: str,
    name: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option()] = None,
    post: Annotated[str | None, typer.Option(help="principal, chair, chief_executive or other.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Correct what names a person, or their post: to a principal, a chair or a chief executive nothing
    goes by itself."""
    from lsip_workflow.journeys.people import correct_person
    from lsip_workflow.model import Post

    if post is not None and post not in set(Post):
        stop(f"“{post}” is not a post that we tell apart: write {', '.join(Post)}.")
    said = Post(post) if post else None
    _change_person(
        identity,
        data_dir,
        lambda s, o, p: correct_person(s, o, p, name=name, email=email, phone=phone, post=said),
    )
    typer.echo("Corrected.")


@app.command()
def erase(
    identity: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase what names a person; what they did stays, under an id that names nobody."""
    from lsip_workflow.journeys.people import erase_person

    if not yes:
        typer.confirm("Erase what names this person? It cannot be undone.", abort=True)
    from lsip_workflow.outbox.channels import remove_files

    gone: list[str] = []
    _change_person(identity, data_dir, lambda s, o, p: gone.extend(erase_person(s, o, p).messages))
    with opened(data_dir) as runtime:
        remove_files(runtime.settings.data_dir, gone)
    typer.echo("Erased. The chains still verify: lsip verify")


def _change_person(identity: str, data_dir: Path | None, change: "Change") -> None:
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Person
    from lsip_workflow.rules.permissions import command

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        row = session.get(Person, identity)
        if row is None:
            stop("There is no person under that id.")
        try:
            change(session, runtime.occasion(command("lsip person")), row)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
