"""Where a real installation begins: who is designated for an area, by which notice, and until when."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lsip_workflow.cli.shared import DataDir, day_of, opened, stop

if TYPE_CHECKING:
    from sqlmodel import Session

    from lsip_workflow.model import Organisation
    from lsip_workflow.runtime import Runtime
    from lsip_workflow.store.record import Occasion

app = typer.Typer()
On = Annotated[str, typer.Option(help="From which day: YYYY-MM-DD.")]
Reference = Annotated[str, typer.Option(help="The reference of the published notice.")]


@app.command()
def designate(
    area: Annotated[str, typer.Argument(help="The area: its slug, code or name.")],
    erb: Annotated[str, typer.Option(help="The body: its key in the reference data, its id, or its name.")],
    on: On,
    reference: Reference,
    url: Annotated[str, typer.Option(help="Where the notice is published.")] = "",
    name: Annotated[str, typer.Option(help="The area's name, if the reference data does not have it.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Record that an employer representative body is designated for an area, from its published notice."""
    from lsip_workflow.journeys import designations
    from lsip_workflow.journeys.refusals import Faulty

    day = day_of(on)
    with _begun(data_dir) as runtime, runtime.database.transaction() as session:
        at = _occasion(runtime)
        try:
            place = designations.area_of(session, runtime.reference, area, name, day)
            body = _body(session, at, runtime, erb)
            designations.designate(session, at, place, body, on=day, reference=reference, url=url)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
        said = f"{body.name} is designated for {place.name} from {day}. Its key: lsip key issue {body.id}"
    typer.echo(said)


@app.command(name="end-designation")
def end_designation(area: str, on: On, reference: Reference, data_dir: DataDir = None) -> None:
    """Record that a published notice removed the designation for an area: its record is then only read."""
    from lsip_workflow.journeys import designations
    from lsip_workflow.journeys.refusals import Faulty
    from lsip_workflow.store import life

    day = day_of(on)
    with opened(data_dir) as runtime, runtime.database.transaction() as session:
        held = life.designations(session, area)
        if not held:
            stop(f"No designation is recorded for an area “{area}”; it is named by its id.")
        try:
            designations.remove(session, _occasion(runtime), held[-1], on=day, reference=reference)
        except Faulty as faulty:
            stop("\n".join(faulty.faults))
    typer.echo(f"The designation ends on {day}. From then on its key reads the record and writes nothing.")


@contextmanager
def _begun(data_dir: Path | None) -> Iterator["Runtime"]:
    """The runtime, with its database made if there is none: this is where an installation begins."""
    from lsip_workflow.model import Installation
    from lsip_workflow.runtime import Runtime, Settings
    from lsip_workflow.store.migrate import claim_kind, migrate

    runtime = Runtime(Settings(data_dir=data_dir) if data_dir else Settings())
    try:
        migrate(runtime.database)
        with runtime.database.transaction() as session:
            if session.get(Installation, 1) is None:
                demonstration = runtime.settings.demonstration
                claim_kind(session, demonstration=demonstration, now=runtime.now())
        yield runtime
    finally:
        runtime.database.close()


def _occasion(runtime: "Runtime") -> "Occasion":
    from lsip_workflow.rules.permissions import command

    return runtime.occasion(command("lsip designate"))


def _body(session: "Session", at: "Occasion", runtime: "Runtime", key: str) -> "Organisation":
    """The body that is in the records, or in the reference data, or new under that name."""
    from lsip_workflow.journeys import designations, people
    from lsip_workflow.model import Organisation, OrganisationKind, new_id

    name = runtime.reference.erb_names.get(key)
    there = designations.erb_of(session, key) or (designations.erb_of(session, name) if name else None)
    if there is not None:
        return there
    demonstration = runtime.settings.demonstration
    row = Organisation(
        id=key if name else new_id(),
        kind=OrganisationKind.ERB,
        name=name or key,
        example=demonstration and not name,
    )
    return people.record_organisation(session, at, row, runtime.reference, demonstration=demonstration)
