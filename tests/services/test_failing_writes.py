"""The 1st, 2nd, 3rd … write fails: every service leaves all as it was, and can be tried again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import event

from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    OwnMoney,
    Received,
    RemoveCredit,
    WriteOff,
)
from pos_app.domain.shop import POINTS_TYPE
from pos_app.domain.ticket import Discount
from pos_app.persistence.database import Database
from pos_app.services import (
    client_accounts,
    closing,
    holding,
    invoices,
    payments,
    payoffs,
    selling,
    tickets,
)
from pos_app.services.payments import PaymentRequest
from pos_app.services.voiding import KeepMoney
from tests.services.counter import Counter


class PowerCut(Exception):
    """What no service expects."""


@dataclass
class Statements:
    """How many statements ran, the commit counted; the one numbered ``fails`` does not."""

    fails: int = 0
    count: int = 0

    def one_more(self) -> None:
        self.count += 1
        if self.count == self.fails:
            raise PowerCut


statements = Statements()


class FailingCursor(sqlite3.Cursor):
    """Counts at the driver itself, since not every statement goes through SQLAlchemy."""

    def execute(self, *arguments: Any) -> "FailingCursor":
        statements.one_more()
        super().execute(*arguments)
        return self

    def executemany(self, *arguments: Any) -> "FailingCursor":
        statements.one_more()
        super().executemany(*arguments)
        return self


class FailingConnection(sqlite3.Connection):
    """A connection whose statements can be made to fail."""

    def cursor(self, *_factory: Any) -> FailingCursor:  # type: ignore[override]
        return super().cursor(FailingCursor)

    def execute(self, *arguments: Any) -> FailingCursor:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> FailingCursor:
        return self.cursor().executemany(*arguments)

    def commit(self) -> None:
        statements.one_more()
        super().commit()


def make_failing(database: Database) -> None:
    """From now on the database is reached over connections that can fail."""
    database.engine.dispose()

    @event.listens_for(database.engine, "do_connect")
    def _connect(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
        options["factory"] = FailingConnection


@contextmanager
def failing(number: int) -> Iterator[Statements]:
    """Statement ``number`` of what runs inside fails."""
    statements.fails, statements.count = number, 0
    try:
        yield statements
    finally:
        statements.fails = 0


@dataclass(frozen=True)
class Scene:
    """A ticket with something of everything on it, and somebody at the counter."""

    counter: Counter
    client: int
    other: int
    ticket: int
    paid: int

    @property
    def version(self) -> int:
        return self.counter.look(self.ticket).ticket.version


@pytest.fixture
def scene(counter: Counter) -> Scene:
    counter = counter.in_a_shop(points_per_unit=10, point_worth=1)
    client, other = counter.client("Ann"), counter.client("Ben")
    counter.opening(client, owed=4_500, credit=3_000, paid=5_000)
    ticket = counter.ticket(client, 14_500)
    counter.add(ticket, 2_400, taxes=("sales",))
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    selling.top_up(counter.desk, ticket, 1_000)
    payoffs.pay_off(counter.desk, ticket, 4_000)
    counter.sell(client, 30_000)
    counter.pay(ticket, POINTS_TYPE, 1_500)
    paid = counter.pay(ticket, "balance", 6_000)
    counter.pay(ticket, "later", 1_000)
    counter.pay(ticket, "cash", 50_000, keep_change=True)
    make_failing(counter.desk.database)
    return Scene(counter, client, other, ticket, paid)


Act = Callable[[Scene], object]
ACTS: dict[str, Act] = {
    "open": lambda s: tickets.open_ticket(s.counter.desk, s.client),
    "add an item": lambda s: selling.add_item(s.counter.desk, s.ticket, 1),
    "top up": lambda s: selling.top_up(s.counter.desk, s.ticket, 2_000),
    "change a line": lambda s: selling.set_quantity(s.counter.desk, s.ticket, 2, 3),
    "remove a line": lambda s: selling.remove_line(s.counter.desk, s.ticket, 1),
    "remove the payoff": lambda s: selling.remove_line(s.counter.desk, s.ticket, 4),
    "discount": lambda s: selling.set_ticket_discount(s.counter.desk, s.ticket, Discount("", 1000)),
    "tip": lambda s: tickets.set_tip(s.counter.desk, s.ticket, "S2", 700),
    "change the client": lambda s: tickets.set_client(s.counter.desk, s.ticket, s.other),
    "release holds": lambda s: holding.release_holds(s.counter.desk, s.ticket, "Needed"),
    "hold": lambda s: tickets.hold(s.counter.desk, s.ticket),
    "pay off": lambda s: payoffs.pay_off(s.counter.desk, s.ticket, 4_500),
    "remove a payment": lambda s: payments.remove_payment(s.counter.desk, s.ticket, s.paid),
    "void": lambda s: s.counter.void(s.ticket, KeepMoney.ON_ACCOUNT),
    "close": lambda s: closing.close(s.counter.desk, s.ticket, s.version, "close"),
}


def _bill(s: Scene) -> object:
    draft = invoices.Draft(
        client_id=s.client, lines=(invoices.BilledItem(1, 2),), due_on="2026-12-01"
    )
    return invoices.bill(s.counter.desk, "click", draft)


def _balance(act: BalanceAct) -> Act:
    return lambda s: client_accounts.carry_out(s.counter.desk, s.client, "click", act)


CASH = Received(type_code="cash")
BALANCE_ACTS: dict[str, Act] = {
    "add money": _balance(AddCredit(amount=900, reason="Fair", money=CASH)),
    "add credit": _balance(AddCredit(amount=900, reason="Goodwill")),
    "remove": _balance(RemoveCredit(amount=9_000, reason="Typo", own_money=OwnMoney.REMOVE)),
    "apply": _balance(ApplyFunds()),
    "bill": _bill,
    "write off": _balance(WriteOff(amount=500, reason="Gone")),
}


@pytest.mark.parametrize("act", BALANCE_ACTS.values(), ids=BALANCE_ACTS.keys())
def test_an_act_on_a_balance_that_fails_anywhere_leaves_everything_as_it_was(
    scene: Scene, act: Act
) -> None:
    fail_everywhere(scene, act)


def _pay(way: str, amount: int, **values: Any) -> Act:
    request = PaymentRequest(id="click", type_code=way, amount=amount, **values)
    return lambda s: payments.add_payment(s.counter.desk, s.ticket, request)


PAYMENTS: dict[str, Act] = {
    "card": _pay("card", 500),
    "redeem": _pay("balance", 2_000),
    "points": _pay(POINTS_TYPE, 500),
    "pay later": _pay("later", 500),
    "cash, change kept": _pay("cash", 60_000, keep_change=True),
}


def fail_everywhere(scene: Scene, act: Act) -> None:
    """Let each statement of an act fail in turn, until all of them run and the act is done."""
    before = scene.counter.all_rows()
    for number in range(1, 200):
        try:
            with failing(number) as ran:
                act(scene)
        except PowerCut:
            assert scene.counter.all_rows() == before
            scene.counter.assert_sound()
        else:
            break
    assert ran.count == number - 1 > 5
    assert scene.counter.all_rows() != before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_that_fails_anywhere_leaves_everything_as_it_was(scene: Scene, act: Act) -> None:
    fail_everywhere(scene, act)


@pytest.mark.parametrize("pay", PAYMENTS.values(), ids=PAYMENTS.keys())
def test_a_payment_that_fails_anywhere_leaves_everything_as_it_was(scene: Scene, pay: Act) -> None:
    selling.add_item(scene.counter.desk, scene.ticket, 1)
    fail_everywhere(scene, pay)
