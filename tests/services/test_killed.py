"""kill -9 in the middle of a running day, again and again: nothing lost, doubled or held for ever."""

import multiprocessing
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.persistence.database import Database
from pos_app.services import closing, payments, payoffs, selling, tickets
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.services.counter import Counter

KILLS = int(os.environ.get("POS_KILLS", "20"))
WAYS = ["cash", "card", "check", "later", "balance"]


class Day:
    """One process's random day. What was done is written down before and after, and outlives it."""

    def __init__(self, desk: Desk, diary: int, seed: int) -> None:
        self.at = Counter(desk)
        self.desk = desk
        self.diary = diary
        self.dice = random.Random(seed)
        self.clients = [client for (client,) in self.at.rows("SELECT id FROM clients")]

    def note(self, *words: object) -> None:
        """One write to the file, which the system keeps however the process ends."""
        os.write(self.diary, (" ".join(map(str, words)) + "\n").encode())

    def work(self) -> None:
        open_now = list(self.at.open_ticket_ids())
        if len(open_now) < 3:
            self.at.ticket(self.dice.choice([None, *self.clients]), self.dice.randint(1, 9_000))
            return
        ticket = self.dice.choice(open_now)
        acts: list[Callable[[int], None]] = [
            self.pay, self.pay, self.pay, self.pay_off, self.remove, self.change_client,
            self.top_up, self.finish, self.finish, self.finish, self.void,
        ]  # fmt: skip
        try:
            self.dice.choice(acts)(ticket)
        except UserError:
            return
        self.note("version", ticket, self.at.look(ticket).ticket.version)

    def pay(self, ticket: int) -> None:
        amount = self.dice.randint(1, max(1, self.at.due(ticket)))
        self.send(ticket, self.dice.choice(WAYS), amount)

    def send(self, ticket: int, way: str, amount: int) -> None:
        request = PaymentRequest(
            id=f"{self.dice.getrandbits(96):x}", type_code=way, amount=amount, keep_change=True
        )
        self.note("pay", ticket, request.id, way, amount)
        payments.add_payment(self.desk, ticket, request)

    def pay_off(self, ticket: int) -> None:
        payoffs.pay_off(self.desk, ticket, self.dice.randint(0, 3_000))

    def remove(self, ticket: int) -> None:
        for payment in self.at.look(ticket).ticket.payments[:1]:
            payments.remove_payment(self.desk, ticket, payment.id)

    def change_client(self, ticket: int) -> None:
        tickets.set_client(self.desk, ticket, self.dice.choice(self.clients))

    def top_up(self, ticket: int) -> None:
        selling.top_up(self.desk, ticket, self.dice.randint(1, 3_000))

    def void(self, ticket: int) -> None:
        self.at.void(ticket)

    def finish(self, ticket: int) -> None:
        if due := self.at.due(ticket):
            self.send(ticket, "card", due)
        seen = self.at.look(ticket)
        closing.close(self.desk, ticket, seen.ticket.version, f"close {ticket}")
        self.note("closed", ticket, seen.bill.total)


def _run(desk: Desk, path: Path, diary: Path, seed: int, done: Connection) -> None:
    """A till's process: works until it is killed."""
    desk = replace(desk, database=Database(path))
    day = Day(desk, os.open(diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT), seed)
    while True:
        day.work()
        done.send("worked")


def _context() -> Any:
    """Where the system can, children that are made quickly: the modules are there already."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "sqlalchemy.dialects.sqlite"])
    return context


def test_a_day_that_is_killed_again_and_again_loses_doubles_and_holds_nothing(
    counter: Counter, tmp_path: Path
) -> None:
    for number in range(4):
        client = counter.client(f"Client {number}")
        counter.opening(client, owed=8_000, credit=9_000, paid=9_000)
    counter.item(500, kind=LineKind.PRODUCT)
    path, diary = counter.desk.database.path, tmp_path / "diary.txt"
    nowhere: Any = None
    desk = replace(counter.desk, database=nowhere)
    context, dice = _context(), random.Random()
    read = 0
    for kill in range(KILLS):
        told, done = context.Pipe(duplex=False)
        child = context.Process(target=_run, args=(desk, path, diary, kill, done))
        child.start()
        for _act in range(dice.randint(5, 30)):
            assert told.recv() == "worked"
        # At no moment in particular: between two acts, in one, or in its commit.
        child.join(dice.uniform(0.0, 0.02))
        assert child.exitcode is None, "the day ended by itself"
        child.kill()
        child.join()
        told.close()
        done.close()
        lines = diary.read_text().splitlines() if diary.exists() else []
        check(counter, [line.split() for line in lines], read)
        read = len(lines)
    assert counter.rows("SELECT count(*) > 20 FROM tickets WHERE state = 'closed'") == [(1,)]
    for ticket in counter.open_ticket_ids():
        counter.void(ticket)
    assert counter.rows("SELECT sum(held) FROM funds") == [(0,)]
    assert counter.rows("SELECT sum(held) FROM charges") == [(0,)]


def check(counter: Counter, diary: list[list[str]], read: int) -> None:
    """What the diary says was done is done, once."""
    counter.assert_sound()
    total = dict(counter.rows("SELECT id, total FROM tickets WHERE state = 'closed'"))
    entries = dict(
        counter.rows("SELECT ticket_number, count(*) FROM entries WHERE kind = 'ticket' GROUP BY 1")
    )
    numbers = dict(counter.rows("SELECT id, number FROM tickets WHERE state = 'closed'"))
    assert {numbers[ticket]: 1 for ticket in total} == entries
    for words in diary:
        if words[0] == "closed":
            assert total[int(words[1])] == int(words[2])
    version = dict(counter.rows("SELECT id, version FROM tickets"))
    last = {int(words[1]): int(words[2]) for words in diary if words[0] == "version"}
    # At most the one act that was under way when the process died is not in the diary; paying and
    # closing in one go are two.
    assert all(seen <= version[ticket] <= seen + 2 for ticket, seen in last.items())
    send_again(counter, [words for words in diary[read:] if words[0] == "pay"][-1:])


def send_again(counter: Counter, sent: list[list[str]]) -> None:
    """Send the payment that was under way again, twice: it is there once, or was refused."""
    for _pay, ticket, request_id, way, amount in sent:
        request = PaymentRequest(id=request_id, type_code=way, amount=int(amount))
        try:
            for _click in range(2):
                payments.add_payment(counter.desk, int(ticket), request)
        except UserError:
            continue
        found = counter.rows("SELECT count(*) FROM requests WHERE id = :id", id=request_id)
        assert found == [(1,)]
        found = counter.rows("SELECT count(*) FROM payments WHERE request_id = :id", id=request_id)
        assert found in ([(0,)], [(1,)])
