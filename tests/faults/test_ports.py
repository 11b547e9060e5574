"""A port that cannot be had is named with its option, every one at once."""

import socket
from contextlib import closing

import pytest

from lsip_workflow.supervisor import PortTaken, free_port, free_ports
from tests.faults.supervised import some_port


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named_with_its_option(address: str) -> None:
    with closing(socket.create_server((address, 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            free_port(port, "--port")
    assert str(refusal.value) == f"Port {port} is taken by another program. Choose another with --port."
    free_port(port, "--port")


def test_a_port_is_free_though_a_connection_of_a_former_server_lingers() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port))):
            accepted, _ = server.accept()
            accepted.close()  # the side that closes first keeps the address for a minute
    free_port(port, "--port")


def test_every_fault_of_the_ports_is_told_at_once() -> None:
    port = some_port()
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        taken = other.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            free_ports({"--port": port, "--prefect-port": port, "--third": taken, "--fourth": 70000})
    assert str(refusal.value).splitlines() == [
        f"Port {port} is given to both --port and --prefect-port. Choose another for one.",
        f"Port {taken} is taken by another program. Choose another with --third.",
        "Port 70000 does not exist: ports go from 1 to 65535. Choose another with --fourth.",
    ]
