"""What the random till's acts stand on: two tills on one file, the model, and what must always hold."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from pos_app.clock import SetClock
from pos_app.domain.shop import Settings, Till
from pos_app.domain.ticket import LineKind, Ticket
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, catalog
from pos_app.persistence.database import Database
from pos_app.security.roles import Permission
from pos_app.services import history, refunds, tickets
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.conftest import MANAGER, NOON
from tests.services.counter import Counter, prepare
from tests.services.random_till.bill import NEVER, POINT_PAYS, POINTS, STEP, Bill
from tests.services.random_till.model import OWE_AT_MOST, Shop

PRICES = st.one_of(st.integers(1, 3_000), st.sampled_from([2, 1_002, 4_500, 10_000]))
PICK = st.integers(0, 5)
# What people type into an amount: all of it, half, a bit more than there is, or just some figure.
TYPED = st.one_of(st.sampled_from(["all", "all", "half", "over", "none"]), st.integers(1, 5_000))
Typed = str | int
PRICED = {False: 5_000, True: 1_234}
"""What is billed without a visit costs, untaxed and taxed."""
EVERYTHING = 10**6
"""More events than a client of these has."""


def amount_of(typed: Typed, everything: int) -> int:
    """What was typed, in minor units."""
    named = {"all": everything, "half": everything // 2, "over": everything + 1, "none": 0}
    return typed if isinstance(typed, int) else named[typed]


def has_tickets(till: "RandomShop") -> bool:
    """Whether a ticket is open."""
    return bool(till.model.bills)


def has_closed(till: "RandomShop") -> bool:
    """Whether there is something to refund."""
    return bool(till.left)


def has_cards(till: "RandomShop") -> bool:
    """Whether a gift card was sold."""
    return bool(till.model.cards)


class RandomShop(RuleBasedStateMachine):
    """Two tills on one file, and the model that plays along and says what must come of each act."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        shutil.copy(self.template, self.folder / "shop.db")
        self.model = Shop()
        self.before: dict[int, tuple[Ticket, Bill]] = {}
        self.sent: list[tuple[int, PaymentRequest]] = []
        self.closed: dict[int, tuple[int, str]] = {}
        self.closed_on: dict[int, str] = {}
        self.left: dict[int, int] = {}
        self.clicks = 0
        self.clock = SetClock(NOON)
        self.model.today = NOON.date().isoformat()
        # Durability is not what this test is about, and costs most of its time.
        self.databases = [
            Database(self.folder / "shop.db", synchronous="OFF") for _till in range(2)
        ]
        # No floor, or no card would expire within the days that are played.
        shop = Settings(
            cash_step=STEP,
            pay_later_limit=OWE_AT_MOST,
            gift_card_floor_months=0,
            points_per_unit=POINTS,
            point_worth=POINT_PAYS,
        )
        first = Desk(self.databases[0], self.clock, shop, Till(1, "Till 1"), MANAGER)
        prepare(first)
        with first.database.write() as connection:
            catalog.save_settings(connection, shop)
            till = Till(catalog.put_till(connection, Till(0, "Till 2")), "Till 2")
            books.open_series(connection, till.writer, first.at)
        second = replace(first, database=self.databases[1], till=till)
        self.tills = [Counter(first), Counter(second)]
        self.items = {taxed: self._item(1, taxed) for taxed in (False, True)}
        self.billed = {taxed: self._item(price, taxed) for taxed, price in PRICED.items()}

    def _item(self, price: int, taxed: bool) -> int:
        taxes = ("sales",) if taxed else ()
        return self.tills[0].item(price, taxes=taxes, kind=LineKind.SERVICE)

    def teardown(self) -> None:
        for database in self.databases:
            database.close()
        shutil.rmtree(self.folder)

    # What the rules use.

    def in_days(self, days: int) -> str:
        return (self.clock.at.date() + timedelta(days=days)).isoformat()

    def at(self, pick: int) -> Counter:
        return self.tills[pick % 2]

    def may(self, pick: int, permission: Permission) -> bool:
        """Whether who works at this till may do it, or has the PIN of somebody who may."""
        desk = self.at(pick).desk
        return MANAGER in (desk.staff, desk.authoriser) or permission in self.model.front_desk

    def click(self) -> str:
        """A request that was never sent before."""
        self.clicks += 1
        return f"click {self.clicks}"

    def somebody(self, pick: int) -> int | None:
        people: list[int | None] = [*self.model.people, None]
        return people[pick % len(people)]

    def a_client(self, pick: int) -> int:
        return sorted(self.model.people)[pick % len(self.model.people)]

    def a_ticket(self, pick: int) -> tuple[int, Bill]:
        ticket = sorted(self.model.bills)[pick % len(self.model.bills)]
        return ticket, self.model.bills[ticket]

    def a_card(self, which: int) -> int:
        return sorted(self.model.cards)[which % len(self.model.cards)]

    def expect(self, allowed: bool, act: Callable[[], object]) -> bool:
        """Act, and see that it is refused exactly when the model says so."""
        refusal = ""
        try:
            act()
        except UserError as refused:
            refusal = refused.text
        assert allowed == (not refusal), refusal or "this should have been refused"
        return allowed

    def remember(self, ticket: int) -> None:
        """Before a change: what undo goes back to."""
        now = self.tills[0].look(ticket).ticket
        self.before[ticket] = now, deepcopy(self.model.bills[ticket])

    def was_closed(self, ticket: int, bill: Bill) -> None:
        """A ticket was closed: from now on it can be refunded."""
        self.left[ticket] = bill.total - bill.by("granted")
        self.closed_on[ticket] = self.model.today
        self.model.close(ticket)

    # What must hold after every act.

    @invariant()
    def what_is_left_of_closed_tickets_is_what_the_model_says(self) -> None:
        for ticket, left in self.left.items():
            assert refunds.look(self.tills[0].desk, ticket).left == left

    @invariant()
    def every_client_owes_and_has_what_the_model_says(self) -> None:
        for client, person in self.model.everybody.items():
            with self.tills[0].desk.read() as connection:
                now = accounts.standing(connection, client, self.model.today)
            owed, credit, paid_in = self.model.held(client)
            assert (now.owed, now.open_payments, now.credits) == (
                person.owed,
                person.paid_in,
                person.credit,
            )
            assert (now.held_owed, now.held_funds) == (owed, credit + paid_in)

    @invariant()
    def every_clients_balance_is_the_sum_of_their_history(self) -> None:
        """R18, of the cards that were merged into theirs too."""
        for client, person in self.model.everybody.items():
            running = 0
            for event in reversed(history.page(self.tills[1].desk, client, most=EVERYTHING)):
                running += event.amount
                assert running == event.owed - event.has
            assert running == person.owed - person.paid_in - person.credit

    @invariant()
    def every_gift_card_has_what_the_model_says(self) -> None:
        found = self.tills[0].rows(
            'SELECT number, "left", held, is_void, expires_on FROM gift_cards'
        )
        assert {row[0]: row[1:] for row in found} == {
            number: (
                card.left,
                self.model.held_of(number),
                bool(card.moved_to),
                "" if card.lasts == NEVER else card.lasts,
            )
            for number, card in self.model.cards.items()
        }

    @invariant()
    def every_client_has_the_points_that_the_model_says(self) -> None:
        found = self.tills[0].rows("SELECT id, points, points_held FROM clients")
        assert {row[0]: row[1:] for row in found} == {
            client: (person.points, self.model.held_points(client))
            for client, person in self.model.everybody.items()
        }

    @invariant()
    def every_open_ticket_costs_what_the_model_says(self) -> None:
        found = {view.ticket.id: view for view in tickets.open_tickets(self.tills[1].desk)}
        assert found.keys() == self.model.bills.keys()
        for ticket, bill in self.model.bills.items():
            view = found[ticket]
            assert (view.bill.total, view.payoff) == (bill.total, bill.payoff)
            assert view.settlement.due - view.settlement.excess == bill.balance
            assert [p.amount for p in view.ticket.payments] == [p.amount for p in bill.paid]

    @invariant()
    def the_trial_balance_is_the_models(self) -> None:
        found = dict(self.tills[0].rows("SELECT account, sum(amount) FROM postings GROUP BY 1"))
        names = found.keys() | self.model.books.keys()
        assert {n: found.get(n, 0) for n in names} == {n: self.model.books[n] for n in names}

    @invariant()
    def nothing_is_held_for_a_ticket_that_is_not_open(self) -> None:
        astray = "SELECT count(*) FROM holds h JOIN tickets t ON t.id = h.ticket_id WHERE {}"
        assert self.tills[0].rows(astray.format("t.state NOT IN ('open', 'held')")) == [(0,)]

    @invariant()
    def the_books_verify(self) -> None:
        self.tills[0].assert_sound()
