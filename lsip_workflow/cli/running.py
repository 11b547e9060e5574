"""Running: everything at once, or the pages alone; and leaving the demonstration."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lsip_workflow.cli.shared import DataDir, stop

if TYPE_CHECKING:
    from lsip_workflow.runtime import Settings

app = typer.Typer()


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="With a demonstration to look at.")] = False,
    data_dir: DataDir = None,
    port: Annotated[int | None, typer.Option(help="The port of the pages; default 8000.")] = None,
    prefect_port: Annotated[int | None, typer.Option(help="The port of Prefect; default 4200.")] = None,
) -> None:
    """Run everything: the pages, Prefect and the worker. Ctrl-C stops them in order."""
    from lsip_workflow.runtime import Settings
    from lsip_workflow.store.migrate import WrongKind
    from lsip_workflow.supervisor import DataInUse, PortTaken
    from lsip_workflow.up import up as run

    said: dict[str, Any] = {
        "data_dir": data_dir,
        "port": port,
        "prefect_port": prefect_port,
        "demonstration": demo or None,
    }
    settings = Settings(**{name: value for name, value in said.items() if value is not None})
    if settings.demonstration and "data_dir" not in settings.model_fields_set:
        settings = settings.model_copy(update={"data_dir": Path("var/demonstration")})
    try:
        code = run(settings, typer.echo)
    except (DataInUse, PortTaken, WrongKind) as error:
        stop(str(error))
    raise typer.Exit(code)


@app.command(hidden=True)
def web() -> None:
    """The pages and the API, alone: what `lsip up` starts."""
    import uvicorn

    from lsip_workflow.runtime import LOOPBACK, Runtime
    from lsip_workflow.web.app import create

    runtime = Runtime()
    settings = runtime.settings
    if settings.host not in LOOPBACK and not (settings.secure or settings.demonstration):
        stop(
            "Beyond this machine people sign in by https only: set LSIP_PUBLIC_URL to the address of the "
            "proxy in front, which begins with https://, or take LSIP_HOST out (docs/behind-a-proxy.md)."
        )
    uvicorn.run(create(runtime), **listening(settings))


def listening(settings: "Settings") -> dict[str, Any]:
    """Where the pages listen; only behind a proxy that is set does a header say where somebody comes from."""
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": "warning",
        "server_header": False,
        "proxy_headers": settings.secure,
        "timeout_graceful_shutdown": 3,
    }


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to the shape of this version, where `lsip up` does not run it."""
    from lsip_workflow.runtime import Runtime, Settings
    from lsip_workflow.store.migrate import WrongKind, claim_kind
    from lsip_workflow.store.migrate import migrate as bring

    runtime = Runtime(Settings(data_dir=data_dir) if data_dir else Settings())
    try:
        bring(runtime.database)
        with runtime.database.transaction() as session:
            claim_kind(session, demonstration=runtime.settings.demonstration, now=runtime.now())
    except WrongKind as error:
        stop(str(error))
    typer.echo("The database has the shape of this version.")


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
