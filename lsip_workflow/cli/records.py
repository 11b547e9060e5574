"""Records: their proof, the sweep, what could not be processed, and keys."""

from datetime import date
from typing import Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

app = typer.Typer()
key = typer.Typer(no_args_is_help=True, help="Keys to the API: only their hashes are kept.")
app.add_typer(key, name="key")


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
    if not proof.streams and plan:
        stop("There is no plan under that name.")
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
        try:
            report = clock.sweep_now(works, Lease("command line", 60, "by hand"), day)
        except ValueError as error:
            stop(str(error))
    for line in report.lines:
        typer.echo(f"{line.plan_id}: {line.about}: {line.outcome}")
    typer.echo(f"{len(report.lines)} dates have reached a reminder.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"“{text}” is not a day: write it as 2027-06-30.")


@app.command()
def retry(event: int, flow: str, data_dir: DataDir = None) -> None:
    """Let something that could not be processed be tried again, once its cause is mended."""
    from lsip_workflow.relay.claims import try_again

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        if not try_again(session, event, flow):
            stop(
                "Nothing that could not be processed is there under that event and flow; see the page /runs."
            )
    typer.echo("It is tried again within a second, if the worker runs.")


@key.command()
def issue(
    organisation: Annotated[str, typer.Argument(help="A UKPRN, or the id of an organisation.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Make a key for a provider, or for an ERB and its areas, and show it this once."""
    from lsip_workflow.journeys.people import issue_key
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store import queries
    from lsip_workflow.store.record import Occasion

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        found = queries.organisation(session, organisation)
        if found is None:
            stop(f"There is no organisation “{organisation}” in these records.")
        at = Occasion(command("lsip key"), runtime.now(), runtime.books)
        made = issue_key(session, at, found, label=label)
    typer.echo(f"{made}\nThis is the only time that it is shown.")


@key.command()
def revoke(identity: str, data_dir: DataDir = None) -> None:
    """Let a key open nothing any more."""
    from lsip_workflow.journeys.people import revoke_key
    from lsip_workflow.model import Credential
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store.record import Occasion

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        row = session.get(Credential, identity)
        if row is None:
            stop("There is no key under that id.")
        revoke_key(session, Occasion(command("lsip key"), runtime.now(), runtime.books), row)
    typer.echo("The key opens nothing any more.")


@key.command(name="list")
def listed(data_dir: DataDir = None) -> None:
    """The keys: id, whose, what for, since when, and until when."""
    from sqlmodel import select

    from lsip_workflow.model import Credential, Organisation

    with opened(data_dir) as runtime, runtime.database.reading() as session:
        rows = session.exec(
            select(Credential, Organisation).where(Credential.organisation_id == Organisation.id)
        )
        for row, owner in rows:
            ended = f", revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else ""
            typer.echo(f"{row.id}  {owner.name}  {row.label}  since {row.issued_at:%Y-%m-%d}{ended}")
