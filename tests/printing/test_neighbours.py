"""Printers of the shop's own network, looked for on loopback: all of 127.0.0.0/8 is this machine."""

import socket
import sys

import pytest

from pos_app.errors import EnvironmentFault
from pos_app.printing.neighbours import answering, neighbours_of


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is loopback")
def test_whoever_takes_a_line_is_found_and_sent_nothing() -> None:
    with socket.create_server(("127.0.0.7", 0)) as printer:
        port = printer.getsockname()[1]
        hosts = [f"127.0.0.{number}" for number in range(1, 255)]
        assert answering(hosts, port) == ["127.0.0.7"]
        line, _peer = printer.accept()
        with line:
            assert line.recv(1) == b"", "an office printer would print what it is sent"


def test_where_nobody_answers_the_search_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert answering(["127.0.0.1"], port) == []


def test_the_neighbours_are_those_of_the_machines_own_network() -> None:
    near = neighbours_of("192.168.1.50")
    assert (near[0], near[-1], len(near)) == ("192.168.1.1", "192.168.1.254", 253)
    assert "192.168.1.50" not in near


@pytest.mark.parametrize("own", ["8.8.8.8", "127.0.0.1"])
def test_other_peoples_machines_are_not_asked(own: str) -> None:
    with pytest.raises(EnvironmentFault, match="no network of its own"):
        neighbours_of(own)
