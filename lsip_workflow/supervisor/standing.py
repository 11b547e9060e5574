"""What the supervisor tells of its children, in one small file that the pages and `lsip status` read."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from lsip_workflow.supervisor.children import State


@dataclass(frozen=True)
class Standing:
    """One child as it stands, and since when; a negative `last_exit` is the signal that ended it."""

    name: str
    state: State
    since: datetime
    pid: int | None
    deaths: int
    last_exit: int | None


def write(path: Path, children: Sequence[Standing]) -> None:
    """Replace the file in one step: a reader sees the old or the new, never a part. Raises OSError."""
    rows = [{**asdict(child), "since": child.since.isoformat()} for child in children]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps({"supervisor": os.getpid(), "children": rows}, indent=1), encoding="utf-8")
    draft.replace(path)


def standings(path: Path) -> tuple[Standing, ...]:
    """The children as their supervisor last told; none when there is no file or that supervisor is gone."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    if not alive(told["supervisor"]):
        return ()
    return tuple(_standing(row) for row in told["children"])


def alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _standing(row: dict[str, str | int | None]) -> Standing:
    typed = {"state": State(str(row["state"])), "since": datetime.fromisoformat(str(row["since"]))}
    return Standing(**{**row, **typed})  # type: ignore[arg-type]  # the file is written from the same class
