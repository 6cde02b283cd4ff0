"""The printers of the shop's own network: whoever takes a line on the port of raw print jobs.

Looked for only when a person asks. Each neighbour is offered a line and hung up on at once; nothing is
sent, for what takes lines on that port may be an office printer, which would print it.
"""

import ipaddress
import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.printing.links import DEFAULT_PORT

WAIT_S = 1.5
"""How long a neighbour may take to answer. A printer asleep on wireless takes a second."""
_ELSEWHERE = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): asked which way leads there, nothing is sent."""


def network_printers() -> list[str]:
    """The addresses of this machine's neighbours that take print jobs; itself is not looked at.

    Raises:
        EnvironmentFault: this machine is in no network of its own.
    """
    return answering(neighbours_of(_own_address()), DEFAULT_PORT)


def neighbours_of(own: str) -> list[str]:
    """The other addresses of a machine's network of up to 254, as a shop's router makes it.

    Raises:
        EnvironmentFault: the address is a public one: those beside it are other people's.
    """
    address = ipaddress.ip_address(own)
    if not address.is_private or address.is_loopback:
        raise EnvironmentFault(_nowhere())
    network = ipaddress.ip_network(f"{own}/24", strict=False)
    return [str(host) for host in network.hosts() if host != address]


def answering(hosts: Iterable[str], port: int, wait_s: float = WAIT_S) -> list[str]:
    """Which of these take a line on a port, in the order given; all are asked at once."""
    asked = list(hosts)
    with ExitStack() as lines, selectors.DefaultSelector() as answers:
        for host in asked:
            line = lines.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            line.setblocking(False)
            with suppress(OSError):  # In progress, as a rule; where not, it will not answer.
                line.connect((host, port))
            answers.register(line, selectors.EVENT_WRITE, host)
        found = set(_taken(answers, time.monotonic() + wait_s))
    return [host for host in asked if host in found]


def _taken(answers: selectors.BaseSelector, deadline: float) -> Iterator[str]:
    while answers.get_map() and (left := deadline - time.monotonic()) > 0:
        for key, _events in answers.select(left):
            answers.unregister(key.fileobj)
            line = key.fileobj
            assert isinstance(line, socket.socket)
            with suppress(OSError):  # Refused, or out of reach.
                line.getpeername()
                yield str(key.data)


def _own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(_ELSEWHERE)
        except OSError as fault:
            raise EnvironmentFault(_nowhere()) from fault
        return str(way.getsockname()[0])


def _nowhere() -> str:
    return _(
        "This machine is in no network of its own. Enter the printer’s address: its own test page says it."
    )
