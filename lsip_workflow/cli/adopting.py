"""Plans in and out of workbooks: taken over as they are today, undone while nothing was sent, written out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lsip_workflow.cli.shared import DataDir, opened, stop

if TYPE_CHECKING:
    from lsip_workflow.adopt import Reading
    from lsip_workflow.journeys.adoption_parties import Checked
    from lsip_workflow.runtime import Runtime
    from lsip_workflow.store.record import Occasion

app = typer.Typer()


@app.command()
def adopt(
    file: Annotated[Path | None, typer.Argument(help="The workbook (.xlsx).")] = None,
    template: Annotated[Path | None, typer.Option(help="Write an empty workbook to fill in.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would happen; write nothing.")] = False,
    merge: Annotated[
        list[str] | None,
        typer.Option(
            help="An answer: “Name in the workbook=UKPRN or id”, or “Name=new”. As often as needed."
        ),
    ] = None,
    undo: Annotated[str | None, typer.Option(help="Undo the taking over of this plan.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Take a plan over from a workbook as it is today; nothing is sent until you start its reminders."""
    if sum(given is not None for given in (file, template, undo)) != 1:
        stop("Name a workbook, or --template FILE, or --undo PLAN: one of the three.")
    if template is not None:
        _template(template)
    elif undo is not None:
        _undo(undo, data_dir)
    elif file is not None:
        _adopt(file, _answers(merge or []), preview, data_dir)


@app.command(name="export-plan")
def export_plan(
    plan: str,
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write a plan out as a workbook, in the shape in which plans are taken over."""
    from lsip_workflow.adopt import write
    from lsip_workflow.store import queries
    from lsip_workflow.store.workbook import gathered

    if file.exists() and not replace:
        stop(f"{file} is there already; name another, or say --replace.")
    with opened(data_dir) as runtime:
        with runtime.database.reading() as session:
            row = queries.plan(session, plan)
            if row is None:
                stop("There is no plan under that name.")
            values, lines, kept = gathered(session, row, runtime.books)
        file.write_bytes(write(lines, values, kept))
    typer.echo(f"Written: {file}. It holds names and addresses of people; keep it as you keep those.")


def _template(file: Path) -> None:
    from lsip_workflow.adopt import template

    if file.exists():
        stop(f"{file} is there already; name another.")
    file.write_bytes(template())
    typer.echo(f"Written: {file}. Fill it in, then look first: lsip adopt {file} --preview")


def _answers(given: list[str]) -> dict[str, str]:
    answers = {}
    for answer in given:
        name, parted, value = answer.rpartition("=")
        if not (name.strip() and parted and value.strip()):
            stop(f"“{answer}” is not an answer; write “Name in the workbook=UKPRN or id”, or “Name=new”.")
        answers[name.strip()] = value.strip()
    return answers


def _adopt(file: Path, merges: dict[str, str], preview: bool, data_dir: Path | None) -> None:
    from lsip_workflow.adopt import read
    from lsip_workflow.journeys import adoption
    from lsip_workflow.journeys.refusals import Faulty, Refused
    from lsip_workflow.rules.permissions import command

    content = _bytes(file)
    reading = read(content)
    with opened(data_dir) as runtime:
        at = runtime.occasion(command("lsip adopt"))
        _show(_looked(runtime, at, reading, merges), reading, told=preview)
        if preview:
            return
        kept = adoption.kept_copy(content)
        example = runtime.settings.demonstration
        try:
            with runtime.database.transaction() as session:
                plan = adoption.adopt(
                    session,
                    at,
                    reading,
                    kept,
                    runtime.reference,
                    runtime.calendar,
                    merges=merges,
                    demonstration=example,
                )
                next_step = adoption.designation_note(session, plan, at)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
        except Refused as refused:
            stop("\n".join(reason.text for reason in refused.reasons))
        said = reading.adoption
        typer.echo(
            f"Taken over: {plan.id}, with {len(said.priorities)} priorities, {len(said.actions)} actions, "
            f"{len(said.organisations)} organisations and {len(said.contacts)} contacts.\n"
            f"Nothing has been sent, and nothing will be until you start its reminders:\n"
            f"  lsip reminders {plan.id}           what would go in the first fourteen days\n"
            f"  lsip reminders {plan.id} --start   start them\n"
            f"Until the first message is sent it can be undone: lsip adopt --undo {plan.id}"
        )
        if next_step:
            typer.echo(next_step)


def _bytes(file: Path) -> bytes:
    from lsip_workflow.adopt.opening import MOST_BYTES

    if not file.is_file():
        stop(f"There is no file {file}.")
    with file.open("rb") as opened_file:
        return opened_file.read(MOST_BYTES + 1)


def _looked(runtime: "Runtime", at: "Occasion", reading: "Reading", merges: dict[str, str]) -> "Checked":
    from lsip_workflow.journeys import adoption

    with runtime.database.reading() as session:
        return adoption.look(
            session,
            at,
            reading,
            runtime.reference,
            merges=merges,
            demonstration=runtime.settings.demonstration,
        )


def _show(checked: "Checked", reading: "Reading", *, told: bool) -> None:
    for note in checked.notes:
        typer.echo(note)
    if checked.faults:
        count = len(checked.faults)
        things = "thing is" if count == 1 else "things are"
        for fault in checked.faults:
            typer.echo(str(fault), err=True)
        stop(f"{count} {things} to be put right or answered; nothing was written.")
    if told:
        said = reading.adoption
        assert checked.area is not None and checked.stage is not None  # noqa: PT018
        typer.echo(
            f"{checked.area.name}, {said.plan.cycle}: it would stand in the stage {checked.stage.title}.\n"
            f"Before this record began: {len(said.before)}. Needs: {len(said.needs)}. "
            f"Priorities: {len(said.priorities)}. Actions: {len(said.actions)}. "
            f"Organisations: {len(said.organisations)}. Contacts: {len(said.contacts)}.\n"
            "No fault was found. Nothing was written."
        )


def _undo(plan_id: str, data_dir: Path | None) -> None:
    from lsip_workflow.journeys.adoption_undone import undo
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.model import Plan
    from lsip_workflow.rules.permissions import command

    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        plan = session.get(Plan, plan_id)
        if plan is None:
            stop("There is no plan under that name.")
        at = runtime.occasion(command("lsip adopt"))
        try:
            erased, ended = undo(session, at, plan)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
    typer.echo(
        f"Undone: {plan_id} is no longer shown, its cycle is free again, {ended} roles ended and what named "
        f"{erased} people was erased. The chains still verify: lsip verify"
    )
