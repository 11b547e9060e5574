"""Reminders of a plan: what would go in the next days, and starting them."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

if TYPE_CHECKING:
    from lsip_workflow.journeys.reminders import AheadMessage
    from lsip_workflow.runtime import Runtime

app = typer.Typer()


@app.command()
def reminders(
    plan: Annotated[str, typer.Argument(help="The plan, by its name in addresses.")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days to look ahead.")] = 14,
    start: Annotated[bool, typer.Option("--start", help="Start them, after a yes.")] = False,
    yes: Annotated[str | None, typer.Option(help="The reference shown: start without being asked.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Show whom a plan would write to in the next days, and why; with --start, let it begin."""
    from lsip_workflow.journeys.reminders import DAYS, reference

    with opened(data_dir) as runtime:
        held, messages = _ahead(runtime, plan, days)
        for line in _lines(messages, days):
            typer.echo(line)
        if days != DAYS:
            held, messages = _ahead(runtime, plan, DAYS)
        seen = reference(messages)
        typer.echo(f"Reference of the first {DAYS} days: {seen}")
        if not held:
            typer.echo("The reminders of this plan run.")
        elif not (start or yes):
            typer.echo(f"Nothing goes yet. To start: lsip reminders {plan} --start")
        else:
            if yes is None and days < DAYS:
                stop(f"To start, look at {DAYS} days at least: leave out --days.")
            if yes is None:
                typer.confirm("Start the reminders of this plan?", abort=True)
            _start(runtime, plan, yes or seen)


def _ahead(runtime: "Runtime", plan_id: str, days: int) -> tuple[bool, list["AheadMessage"]]:
    from lsip_workflow.journeys.reminders import ahead
    from lsip_workflow.rules.permissions import command
    from lsip_workflow.store import queries

    with runtime.database.reading() as session:
        row = queries.plan(session, plan_id)
        if row is None:
            stop("There is no plan under that name.")
        at = runtime.occasion(command("lsip reminders"))
        return row.held, ahead(session, at, runtime.calendar, [row.id], days)


def _lines(messages: Sequence["AheadMessage"], days: int) -> list[str]:
    if not messages:
        return [f"Nothing would go in the next {days} days."]
    lines = []
    for day, of_day in groupby(messages, key=lambda message: message.day):
        lines.append(f"{day:%a} {day}")
        for message in of_day:
            draft = ", as a draft for a person to send" if message.draft else ""
            who = f"{message.role.replace('_', ' ')} of {message.organisation}"
            lines.append(f"  to {message.name or 'nobody named'} ({who}){draft}")
            lines += [f"    {each.title}, {each.due}: {each.why}" for each in message.dates]
    return lines


def _start(runtime: "Runtime", plan_id: str, seen: str) -> None:
    from lsip_workflow.journeys.refusals import Refused
    from lsip_workflow.journeys.reminders import start
    from lsip_workflow.model import Plan
    from lsip_workflow.rules.permissions import command

    with runtime.database.transaction() as session:
        at = runtime.occasion(command("lsip reminders"))
        try:
            start(session, at, runtime.calendar, session.get_one(Plan, plan_id), seen)
        except Refused as refused:
            stop(str(refused))
    typer.echo("Started: from the next morning its reminders go by themselves.")
