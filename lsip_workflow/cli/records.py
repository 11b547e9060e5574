"""Records: their proof, the sweep, what could not be processed, and keys."""

from pathlib import Path
from typing import Annotated

import typer

from lsip_workflow.cli.shared import DataDir, day_of, opened, stop

SHOWN = 20  # faults; the first of them is the first thing that does not hold

app = typer.Typer()
key = typer.Typer(no_args_is_help=True, help="Keys to the API: only their hashes are kept.")
app.add_typer(key, name="key")


@app.command()
def verify(
    plan: Annotated[str | None, typer.Option(help="Only this plan, and what hangs on it.")] = None,
    heads: Annotated[
        bool, typer.Option("--heads", help="Then print the head of each chain, to keep elsewhere.")
    ] = False,
    against: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A copy of the heads to compare with.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Check every chain, head and seal, and that the rows are what their events say."""
    from lsip_workflow.store import heads as kept
    from lsip_workflow.store.chain import verify as check

    stream = f"plan:{plan}" if plan else None
    noted = against.read_text(encoding="utf-8", errors="replace").splitlines() if against else []
    with opened(data_dir) as runtime, runtime.database.reading() as session:
        proof = check(session, stream)
        faults = [*proof.faults, *kept.against(session, noted)]
        lines = list(kept.heads(session, stream)) if heads else []
    if not proof.streams and plan and not faults:
        stop("There is no plan under that name.")
    if faults:
        for fault in faults[:SHOWN]:
            typer.echo(fault)
        if len(faults) > SHOWN:
            typer.echo(f"and {len(faults) - SHOWN} more.")
        raise typer.Exit(1)
    erased = f", {proof.erased} erased" if proof.erased else ""
    chains = "1 chain" if proof.streams == 1 else f"{proof.streams} chains"
    says = f"{proof.events} events in {chains}, intact; {proof.seals} sealed texts match{erased}."
    typer.echo(says, err=heads)  # the heads alone go into a file
    for line in lines:
        typer.echo(line)
    if against:
        typer.echo(f"All {sum(map(bool, map(str.strip, noted)))} heads of the copy are still there.")


@app.command()
def sweep(
    as_of: Annotated[str | None, typer.Option(help="As of this day: YYYY-MM-DD.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Owe this morning's reminders, and say of each date what was done and what not, and why."""
    from lsip_workflow.relay import clock
    from lsip_workflow.relay.batches import Works
    from lsip_workflow.relay.claims import Lease

    day = day_of(as_of) if as_of else None
    with opened(data_dir) as runtime:
        works = Works(runtime.database, runtime.books, runtime.calendar, runtime.now)
        try:
            report = clock.sweep_now(works, Lease("command line", 60, "by hand"), day)
        except ValueError as error:
            stop(str(error))
    for line in report.lines:
        typer.echo(f"{line.plan_id}: {line.about}: {line.outcome}")
    typer.echo(f"{report.sentence}.")


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
    person: Annotated[str | None, typer.Option(help="A person of it, by id: a key of their own.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a key for a provider, for an ERB and its areas, or for one person; it is shown this once."""
    from lsip_workflow.journeys.people import issue_key
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Person
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store import queries

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        found = queries.organisation(session, organisation)
        if found is None:
            stop(f"There is no organisation “{organisation}” in these records.")
        at = runtime.occasion(command("lsip key"))
        whose = session.get(Person, person) if person else None
        if person and whose is None:
            stop("There is no person under that id.")
        try:
            made = issue_key(session, at, found, label=label, person=whose)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
    typer.echo(f"{made}\nThis is the only time that it is shown.")


@key.command()
def revoke(identity: str, data_dir: DataDir = None) -> None:
    """Let a key open nothing any more."""
    from lsip_workflow.journeys.people import revoke_key
    from lsip_workflow.model import Credential
    from lsip_workflow.rules.permissions import command

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        row = session.get(Credential, identity)
        if row is None:
            stop("There is no key under that id.")
        revoke_key(session, runtime.occasion(command("lsip key")), row)
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
