"""Areas that change: what the reference data know, and taking it into these records."""

from typing import Annotated

import typer

from lsip_workflow.cli.shared import DataDir, day_of, opened, stop

app = typer.Typer(no_args_is_help=True, help="Areas that begin, end, divide, join or are renamed.")


@app.command()
def changes(
    as_of: Annotated[str | None, typer.Option(help="Up to this day: YYYY-MM-DD. Default: today.")] = None,
    data_dir: DataDir = None,
) -> None:
    """The changes that the reference data know, and which of them these records have not taken in yet."""
    from lsip_workflow.journeys.areas import changes_seen
    from lsip_workflow.rules.areas import districts_ended, districts_on, sentence

    asked = day_of(as_of) if as_of else None
    with opened(data_dir) as runtime, runtime.database.reading() as session:
        until = asked or runtime.today()
        reference = runtime.reference
        seen = changes_seen(session, reference, until)
        for one in seen:
            held = "taken in" if one.taken_in else "not taken in yet" if one.ours else "not of these records"
            typer.echo(f"{one.change.on}  {one.change.area}: {sentence(one.change, reference)} [{held}]")
        ended = districts_ended(reference, until)
        for area, on in sorted({(row.area, row.ended or until) for row in ended}):
            rows, note = districts_on(reference, area, on)
            for row in rows:
                if row.ended == on:
                    typer.echo(f"{on}  {area}: district {row.code}: {row.says}")
            if note:
                typer.echo(f"{on}  {area}: {note}")
    waiting = sorted({one.change.on.isoformat() for one in seen if one.ours and not one.taken_in})
    if waiting:
        typer.echo(f"Take in what is new: lsip areas take-in {waiting[0]}")


@app.command(name="take-in")
def take_in(
    on: Annotated[str, typer.Argument(metavar="DATE", help="The day of the changes: YYYY-MM-DD.")],
    data_dir: DataDir = None,
) -> None:
    """Record the changes of a day for the areas in these records, with their source; twice is once."""
    from lsip_workflow.journeys.areas import take_in as take
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.rules.areas import sentence
    from lsip_workflow.rules.permissions import command

    day = day_of(on)
    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        at = runtime.occasion(command("lsip areas"))
        try:
            new = take(session, at, runtime.reference, day)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
        lines = [f"{change.area}: {sentence(change, runtime.reference)}" for change in new]
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} changes taken in." if lines else "Nothing is new: these records have them all.")


@app.command(name="hand-over")
def hand_over(
    plan: Annotated[str, typer.Argument(help="The plan that is handed over.")],
    to: Annotated[str, typer.Option(help="The id of the ERB that follows.")],
    area: Annotated[str, typer.Option(help="Its area: the plan's own, or one that followed it.")],
    on: Annotated[str, typer.Option(help="Since when: YYYY-MM-DD.")],
    data_dir: DataDir = None,
) -> None:
    """Let the ERB that follows read a plan, where the one that made it no longer can say so itself."""
    from lsip_workflow.journeys import cycles
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Area, Organisation
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store import queries

    day = day_of(on)
    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        row, its, erb = queries.plan(session, plan), session.get(Area, area), session.get(Organisation, to)
        if row is None or its is None or erb is None:
            stop("Name a plan, an area and a body that are in these records.")
        at = runtime.occasion(command("lsip areas"))
        try:
            cycles.hand_over(session, at, row, its, erb, day)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
        name = erb.name
    typer.echo(f"{name} may read {plan} with its key for {area}.")
