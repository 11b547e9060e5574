"""What must be ours alone before anything starts: the data, and the ports."""

import errno
import fcntl
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType


class DataInUse(Exception):
    """Another supervisor works on this data. Its text is a sentence for people."""


class PortTaken(Exception):
    """A port cannot be had. Its text is a sentence for people for each such port, on lines of their own."""


class DataLock:
    """The right to work on a data folder, held for the life of this process: `with DataLock(folder): ...`.

    The kernel holds it, so it ends with the process however that ends, and a lock file left behind means
    nothing. Makes the folder. Raises DataInUse, and OSError where the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> "DataLock":
        self._folder.mkdir(parents=True, exist_ok=True)
        # Never removed: the holder of a removed file and the maker of a new one would both believe themselves
        # alone.
        self._file = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = self._sentence()
            os.close(self._file)
            raise DataInUse(sentence) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def _sentence(self) -> str:
        pid = os.pread(self._file, 20, 0).decode(errors="replace").strip()
        who = f"process {pid}" if pid.isdigit() else "another process"
        return (
            f"The data in {self._folder} is in use: {who} is already running `lsip up` on it. "
            "Stop that one first, or choose another folder with --data-dir."
        )


def free_port(port: int, option: str) -> None:
    """Return if a server may take this port on 127.0.0.1 now; if not, raise PortTaken, naming the option."""
    free_ports({option: port})


def free_ports(ports: Mapping[str, int]) -> None:
    """Return if all these ports can be had now, each under the option that sets it.

    Raises PortTaken with every fault at once, one on a line.
    """
    faults = []
    seen: dict[int, str] = {}
    for option, port in ports.items():
        if port in seen:
            faults.append(f"Port {port} is given to both {seen[port]} and {option}. Choose another for one.")
        elif fault := port_fault(port):
            faults.append(f"{fault} Choose another with {option}.")
        seen[port] = option
    if faults:
        raise PortTaken("\n".join(faults))


def port_fault(port: int) -> str | None:
    """Why no server of ours can listen on this port of 127.0.0.1 now, as a sentence; None: one can."""
    if not 0 < port < 65536:
        return f"Port {port} does not exist: ports go from 1 to 65535."
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as ours:
        # As servers do: connections that a former server left behind for a minute do not keep its port taken,
        # while a program that listens does, on this address or on all of them.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ours.bind(("127.0.0.1", port))
            ours.listen(1)
        except PermissionError:
            return f"Port {port} is kept for the system on this machine."
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program."
            raise
    return None
