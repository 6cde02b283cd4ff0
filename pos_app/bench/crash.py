"""``crash``: a till killed at random moments of a running day, again and again.

The till is a program of its own. It works until it is killed, and says on its output which ticket it is
about to close and which it has closed.
"""

import random
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from random import Random
from threading import Thread

from pos_app import demo
from pos_app.bench import shops
from pos_app.bench.result import Result, Sizes, Told
from pos_app.clock import SetClock
from pos_app.errors import UserError
from pos_app.reports.verify import verify
from pos_app.services import closing

_CLIENTS = 12
_LONGEST_S = 1.0
_TILL = "import sys; from pos_app.bench.crash import work; work(sys.argv[1], int(sys.argv[2]))"


@dataclass
class Said:
    """What the tills said before they died: ticket ids."""

    closing: dict[int, int] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)

    def hear(self, line: str) -> None:
        """Take one line of a till's output; half a line is none."""
        words = line.split()
        if words[0] == "closing":
            self.closing[int(words[1])] = int(words[2])
        elif words[0] == "closed":
            self.closed.add(int(words[1]))


def crash(sizes: Sizes, told: Told) -> list[Result]:
    """How many faults were found: tickets lost, doubled, value held for ever, records not sound."""
    chance, said, faults = random.Random(), Said(), 0
    with shops.scratch() as folder:
        file = folder / "shop.db"
        shops.make(file, _CLIENTS)
        for kill in range(sizes.kills):
            told("killing", kill, sizes.kills)
            _work_and_die(file, kill, chance, said)
            faults += len(list(_faults(file, said)))
    data = f"{sizes.kills} kills, {len(said.closed)} tickets closed"
    return [Result("crash", "faults", faults, faults, 0, data=data)]


def _work_and_die(file: Path, seed: int, chance: Random, said: Said) -> None:
    """Let a till work on the shop for a moment, and kill it."""
    command = [sys.executable, "-c", _TILL, str(file), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as till:
        assert till.stdout is not None
        lines: SimpleQueue[str] = SimpleQueue()
        output = till.stdout
        reader = Thread(target=lambda: deque(map(lines.put, chain(output, [""])), maxlen=0))
        reader.start()
        if not lines.get().startswith("ready"):
            raise RuntimeError("crash: the till did not start")
        time.sleep(chance.uniform(0, _LONGEST_S))
        if till.poll() is not None:
            raise RuntimeError("crash: the till ended by itself")
        till.kill()
        reader.join()
    while not lines.empty():
        line = lines.get()
        if line.endswith("\n"):
            said.hear(line)


def _faults(file: Path, said: Said) -> Iterator[str]:
    """What is wrong now, in words for whoever debugs it."""
    desk = shops.desk(file)
    with desk.read() as connection:
        raw = connection.exec_driver_sql
        states = dict(map(tuple, raw("SELECT id, state FROM tickets")))
        entries = "SELECT ticket_number FROM entries WHERE kind = 'ticket' GROUP BY 1"
        twice = raw(f"{entries} HAVING count(*) > 1").all()
        left = raw(
            "SELECT h.id FROM holds h JOIN tickets t ON t.id = h.ticket_id"
            " WHERE t.state NOT IN ('open', 'held')"
        ).all()
    yield from (f"ticket {ticket} is lost" for ticket in said.closed if states[ticket] != "closed")
    yield from (f"ticket {number} is there twice" for (number,) in twice)
    yield from (f"hold {hold} is left" for (hold,) in left)
    yield from (str(finding) for finding in verify(desk.database))
    # A close that was under way is sent again, as the till does: it is closed now, and once.
    for ticket, version in said.closing.items():
        if ticket not in said.closed:
            try:
                closing.close(desk, ticket, version, f"close {ticket}")
            except UserError as refused:
                yield f"ticket {ticket} would not close again: {refused}"
            said.closed.add(ticket)
    desk.database.close()


def work(file: str, seed: int) -> None:
    """Be the till: play visits until killed."""
    clock = SetClock(shops.NOW)
    desk = shops.desk(Path(file), clock=clock)
    with desk.read() as connection:
        clients = list(connection.exec_driver_sql("SELECT id FROM clients").scalars())
    shop = demo.at_work(desk, clock, Random(seed), clients)
    shop.closing = lambda ticket, version: _say("closing", ticket, version)
    shop.closed = lambda ticket: _say("closed", ticket)
    _say("ready")
    while True:
        shop.play()


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()
