"""What the commands share: the data they are about, and how one ends with a sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:  # each command imports what it needs, so that `lsip --help` is quick
    from lsip_workflow.runtime import Runtime

YEARS = range(2000, 2100)
DataDir = Annotated[Path | None, typer.Option(help="Where everything is kept; default var/records.")]


@contextmanager
def opened(data_dir: Path | None) -> Iterator["Runtime"]:
    """The runtime on a data directory that is there."""
    from lsip_workflow.runtime import Runtime, Settings

    settings = Settings(data_dir=data_dir) if data_dir else Settings()
    if not settings.database_url and not (settings.data_dir / "lsip.db").exists():
        stop(
            f"There are no records in {settings.data_dir}. Name the folder with --data-dir, or begin: lsip up"
        )
    runtime = Runtime(settings)
    try:
        yield runtime
    finally:
        runtime.database.close()


def day_of(text: str) -> date:
    """A day that was written as an option; ends the command where it cannot be one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        stop(f"“{text}” is not a day that can be meant here: write it as 2027-06-30.")
    return day


def stop(sentence: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    print(sentence, file=sys.stderr)  # noqa: T201
    raise typer.Exit(1)
