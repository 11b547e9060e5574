"""`lsip up`: take the data, migrate, then keep the web, Prefect and the worker running."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lsip_workflow.journeys import first_run
from lsip_workflow.runtime import ADDRESS, Runtime, Settings
from lsip_workflow.store.migrate import claim_kind, migrate
from lsip_workflow.supervisor import Child, DataLock, Supervisor, free_ports

PREFECT_TIMEOUT = 60


def up(settings: Settings, say: Callable[[str], None]) -> int:
    """Run everything until stopped; the exit code.

    Raises DataInUse, PortTaken or WrongKind, each with a sentence for the person at the terminal.
    """
    with DataLock(settings.data_dir):
        ours = {} if settings.prefect_api_url else {"--prefect-port": settings.prefect_port}
        free_ports({"--port": settings.port} | ours)
        runtime = Runtime(settings)
        migrate(runtime.database)
        with runtime.database.transaction() as session:
            claim_kind(session, demonstration=settings.demonstration, now=runtime.now())
        (settings.data_dir / ADDRESS).write_text(settings.pages, "utf-8")
        begin_at = first_link(runtime)
        runtime.database.close()
        supervisor = Supervisor(
            children(settings, begin_at),
            say,
            settings.data_dir / "state.json",
            settings.data_dir / "logs",
            now=runtime.now,
        )
        return supervisor.run()


def first_link(runtime: Runtime) -> str:
    """Where the first person of an installation begins; empty once somebody is on record."""
    with runtime.database.reading() as session:
        if not first_run.empty(session):
            return ""
    return f"{runtime.settings.pages}/begin/{first_run.word(runtime.secret)}"


def children(settings: Settings, begin_at: str = "") -> list[Child]:
    """The processes, in the order in which they are stopped."""
    begin = f"\nNobody is on record yet. Whoever opens this link first begins: {begin_at}" if begin_at else ""
    shared = environment(settings)
    pages = f"http://{_reached(settings.host)}:{settings.port}"
    api = f"http://127.0.0.1:{settings.prefect_port}/api"
    server = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(settings.prefect_port))
    runner = ("prefect", "worker", "start", "--pool", "lsip", "--type", "process", "--limit", "1")
    found = [
        # Runs that a person or a schedule starts; the relay runs everything else in its own process.
        Child(
            "runner", _module(*runner, "--name", "lsip"), shared, start_after=("prefect",), wait_seconds=120
        ),
        Child("worker", _module("flows.worker"), shared, start_after=("web",), wait_seconds=8),
        Child(
            "web",
            _module("lsip_workflow.cli", "web"),
            shared,
            health=f"{pages}/health",
            up_sentence=f"The pages are at {pages}{begin}",
        ),
        Child(
            "prefect",
            _module(*server),
            shared,
            health=f"{api}/health",
            up_sentence=f"Prefect is up; operators find its pages at {api.removesuffix('/api')}",
            start_after=("web",),
            wait_seconds=8,
        ),
    ]
    if settings.prefect_api_url:  # another server: there is none of ours to keep
        found = [replace(child, start_after=()) for child in found if child.name != "prefect"]
    if settings.demonstration:
        loads = _module("lsip_workflow.demonstration")
        found.insert(0, Child("demonstration", loads, shared, once=True, start_after=("web",)))
    return found


def _reached(host: str) -> str:
    """Where this machine reaches what listens there: itself, where it listens everywhere."""
    if host in ("", "0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)


def environment(settings: Settings) -> dict[str, str]:
    """What every child is told: our settings, and a Prefect that is closed, private and of this machine."""
    data = settings.data_dir.resolve()
    return {
        "LSIP_DATA_DIR": str(data),
        "LSIP_DATABASE_URL": settings.database_url,
        "LSIP_PORT": str(settings.port),
        "LSIP_PREFECT_PORT": str(settings.prefect_port),
        "LSIP_DEMONSTRATION": str(settings.demonstration).lower(),
        "PREFECT_HOME": str(data / "prefect"),
        "PREFECT_API_URL": settings.prefect_api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_DATABASE_TIMEOUT": str(PREFECT_TIMEOUT),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
