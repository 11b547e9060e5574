"""The command line: `lsip up`, and what administrators need without a page."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:  # each command imports what it needs, so that `lsip --help` is quick
    from sqlmodel import Session

    from lsip_workflow.model import Person
    from lsip_workflow.runtime import Runtime
    from lsip_workflow.store.record import Occasion

    Change = Callable[[Session, Occasion, Person], None]

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Local Skills Improvement Plans: the workflow."
)
rulebook = typer.Typer(no_args_is_help=True, help="Editions of the guidance, as data.")
person = typer.Typer(no_args_is_help=True, help="What we hold about a person: show it, correct it, erase it.")
app.add_typer(rulebook, name="rulebook")
app.add_typer(person, name="person")

DataDir = Annotated[Path | None, typer.Option(help="Where everything is kept; default var/records.")]


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="With a demonstration to look at.")] = False,
    data_dir: DataDir = None,
    port: Annotated[int, typer.Option(help="The port of the pages.")] = 8000,
    prefect_port: Annotated[int, typer.Option(help="The port of Prefect.")] = 4200,
) -> None:
    """Run everything: the pages, Prefect and the worker. Ctrl-C stops them in order."""
    from lsip_workflow.runtime import Settings
    from lsip_workflow.store.migrate import WrongKind
    from lsip_workflow.supervisor import DataInUse, PortTaken
    from lsip_workflow.up import up as run

    folder = data_dir or Path("var/demonstration" if demo else "var/records")
    settings = Settings(demonstration=demo, data_dir=folder, port=port, prefect_port=prefect_port)
    try:
        code = run(settings, typer.echo)
    except (DataInUse, PortTaken, WrongKind) as error:
        stop(str(error))
    raise typer.Exit(code)


@app.command(hidden=True)
def web() -> None:
    """The pages and the API, alone: what `lsip up` starts."""
    import uvicorn

    from lsip_workflow.runtime import Runtime
    from lsip_workflow.up import LOOPBACK
    from lsip_workflow.web.app import create

    runtime = Runtime()
    if runtime.settings.host not in LOOPBACK and not runtime.settings.demonstration:
        stop("Until people can sign in, the pages answer on 127.0.0.1 only: take LSIP_HOST out.")
    uvicorn.run(
        create(runtime), host=runtime.settings.host, port=runtime.settings.port, log_level="warning",
        server_header=False, timeout_graceful_shutdown=3,
    )  # fmt: skip


@app.command(name="leave-demonstration")
def leave_demonstration(
    data_dir: DataDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove the demonstration and all it made. Real records are elsewhere and stay."""
    import shutil

    from lsip_workflow.supervisor import DataInUse, DataLock

    folder = data_dir or Path("var/demonstration")
    if not (folder / "lsip.db").exists():
        stop(f"There is no demonstration in {folder}.")
    if not is_demonstration(folder):
        stop(f"{folder} holds real records: this command removes nothing there.")
    if not yes:
        typer.confirm(f"Remove the demonstration in {folder}?", abort=True)
    try:
        with DataLock(folder):
            shutil.rmtree(folder)
    except DataInUse as error:
        stop(str(error))
    typer.echo("The demonstration is gone. Begin with real records: lsip up")


def is_demonstration(folder: Path) -> bool:
    """What a data directory was made for."""
    from lsip_workflow.model import Installation
    from lsip_workflow.runtime import Runtime, Settings

    runtime = Runtime(Settings(data_dir=folder, database_url=""))
    with runtime.database.reading() as session:
        made = session.get(Installation, 1)
    runtime.database.close()
    return made is not None and made.demonstration


@app.command()
def verify(
    plan: Annotated[str | None, typer.Option(help="Only this plan.")] = None, data_dir: DataDir = None
) -> None:
    """Check every chain, head and seal, and that the rows are what their events say."""
    from lsip_workflow.store.chain import verify as check

    with opened(data_dir) as runtime, runtime.database.reading() as session:
        proof = check(session, f"plan:{plan}" if plan else None)
    for fault in proof.faults:
        typer.echo(fault)
    erased = f", {proof.erased} erased" if proof.erased else ""
    if not proof.streams:
        stop("There is nothing under that name.")
    if not proof.holds:
        raise typer.Exit(1)
    typer.echo(
        f"{proof.events} events in {proof.streams} chains, intact; {proof.seals} sealed texts match{erased}."
    )


@app.command()
def sweep(
    as_of: Annotated[str | None, typer.Option(help="As of this day: YYYY-MM-DD.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Look at every open date and owe the highest reminder it has reached."""
    from lsip_workflow.relay import clock
    from lsip_workflow.relay.batches import Works
    from lsip_workflow.relay.claims import Lease

    day = _day(as_of) if as_of else None
    with opened(data_dir) as runtime:
        works = Works(runtime.database, runtime.books, runtime.calendar, runtime.now)
        report = clock.sweep_now(works, Lease("command line", 60, "by hand"), day)
    for line in report.lines:
        typer.echo(f"{line.plan_id}: {line.about}: {line.outcome}")
    typer.echo(f"{len(report.lines)} dates have reached a reminder.")


@app.command()
def docs(check: Annotated[bool, typer.Option("--check", help="Only compare.")] = False) -> None:
    """Write the generated pages of docs/ again, or say which differ."""
    from lsip_workflow.generated import differing, write

    if not check:
        write()
        return
    if pages := differing():
        stop(f"These pages are not what the code says; run `make docs`: {', '.join(pages)}")


@rulebook.command(name="check")
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


@rulebook.command()
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


@person.command()
def export(identity: str, data_dir: DataDir = None) -> None:
    """Everything that we hold about a person, as JSON."""
    from lsip_workflow.journeys.people import export_person
    from lsip_workflow.model import Person

    with opened(data_dir) as runtime, runtime.database.reading() as session:
        row = session.get(Person, identity)
        if row is None:
            stop("There is no person under that id.")
        typer.echo(json.dumps(export_person(session, row), indent=2, ensure_ascii=False))


@person.command()
def correct(
    identity: str,
    name: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option()] = None,
    data_dir: DataDir = None,
) -> None:
    """Correct what names a person."""
    from lsip_workflow.journeys.people import correct_person

    _change_person(
        identity, data_dir, lambda s, o, p: correct_person(s, o, p, name=name, email=email, phone=phone)
    )
    typer.echo("Corrected.")


@person.command()
def erase(
    identity: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase what names a person; what they did stays, under an id that names nobody."""
    from lsip_workflow.journeys.people import erase_person

    if not yes:
        typer.confirm("Erase what names this person? It cannot be undone.", abort=True)
    _change_person(identity, data_dir, erase_person)
    typer.echo("Erased. The chains still verify: lsip verify")


def _change_person(identity: str, data_dir: Path | None, change: "Change") -> None:
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Person
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store.record import Occasion

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        row = session.get(Person, identity)
        if row is None:
            stop("There is no person under that id.")
        try:
            change(session, Occasion(command("lsip person"), runtime.now(), runtime.books), row)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))


@contextmanager
def opened(data_dir: Path | None) -> Iterator["Runtime"]:
    """The runtime on a data directory that is there."""
    from lsip_workflow.runtime import Runtime, Settings

    settings = Settings(data_dir=data_dir) if data_dir else Settings()
    if not settings.database_url and not (settings.data_dir / "lsip.db").exists():
        stop(
            f"There are no records in {settings.data_dir}. Name the folder with --data-dir, or begin: lsip up"
        )
    runtime = Runtime(settings)
    try:
        yield runtime
    finally:
        runtime.database.close()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"“{text}” is not a day: write it as 2027-06-30.")


def stop(sentence: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    print(sentence, file=sys.stderr)  # noqa: T201
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
