"""How the installation itself stands, in plain words: nobody should wonder why something takes longer."""

from dataclasses import dataclass
from pathlib import Path

from lsip_workflow.runtime import Settings
from lsip_workflow.supervisor import Standing, State, standings
from lsip_workflow.words import outside

NOT_UP = {
    State.WAITING: "is about to start",
    State.STARTING: "is starting",
    State.SILENT: "does not answer just now",
    State.RESTARTING: "is being started again",
    State.LEFT: "could not be kept going and wants a person",
    State.DONE: "has ended",
    State.STOPPED: "is stopped",
}
MEANWHILE = {
    "worker": "Answers are taken in and kept; what follows from them is done when it is back.",
    "prefect": "Answers are taken in as ever; what follows from them comes a little later.",
}
CALLED = {"worker": "the worker", "prefect": "Prefect"}
LOADING = frozenset({State.WAITING, State.STARTING, State.UP})


@dataclass(frozen=True)
class Banner:
    """`delays` are sentences, empty when all is well; `loading` is how far the demonstration has come."""

    delays: tuple[str, ...] = ()
    loading: str | None = None
    known: bool = True


def banner(settings: Settings) -> Banner:
    """What the supervisor last told of the parts that people depend on."""
    told = {child.name: child for child in standings(settings.data_dir / "state.json")}
    if not told:
        return Banner(known=False)
    delays = tuple(_delay(told[name]) for name in MEANWHILE if name in told and told[name].state != State.UP)
    demonstration = told.get("demonstration")
    loading = demonstration is not None and demonstration.state in LOADING
    return Banner(delays, _progress(settings.data_dir / "demonstration.txt") if loading else None)


def _delay(child: Standing) -> str:
    return f"{outside('degraded')}: {CALLED[child.name]} {NOT_UP[child.state]}. {MEANWHILE[child.name]}"


def _progress(path: Path) -> str:
    """The first line of the file in which the loading says how far it is; it may not be there yet."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            line = file.readline(300).strip()
    except FileNotFoundError:
        line = ""
    return line or "It has just begun."
