"""A person at the counter: the services as they are used at a till, and the books looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text

from pos_app.domain import posting_rules
from pos_app.domain.balance_acts import AddCredit
from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import Entry, EntryKind
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import (
    BALANCE_TYPE,
    CREDIT_TYPE,
    GIFT_TYPE,
    LATER_TYPE,
    POINTS_TYPE,
    PaymentType,
)
from pos_app.domain.ticket import Line, LineKind, Ticket
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, catalog, people
from pos_app.persistence.tables.tickets import tickets as tickets_table
from pos_app.reports.verify import verify
from pos_app.services import (
    client_accounts,
    closing,
    payments,
    sales,
    selling,
    tickets,
    voiding,
)
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.shop import change_settings
from pos_app.services.tickets import TicketView
from pos_app.services.voiding import KeepMoney
from tests.builders import a_client, an_item

TYPES = (
    PaymentType("cash", "Cash", PaymentKind.CASH),
    PaymentType("card", "Card", PaymentKind.CARD),
    PaymentType("check", "Check", PaymentKind.CHECK),
    PaymentType("twint", "Twint", PaymentKind.CUSTOM),
    PaymentType(LATER_TYPE, "Pay later", PaymentKind.PAY_LATER),
    PaymentType(CREDIT_TYPE, "Client credit", PaymentKind.CLIENT_BALANCE),
    PaymentType(BALANCE_TYPE, "Client balance", PaymentKind.CLIENT_BALANCE),
    PaymentType(GIFT_TYPE, "Gift card", PaymentKind.GIFT_CARD),
    PaymentType(POINTS_TYPE, "Points", PaymentKind.POINTS),
)


def prepare(desk: Desk) -> None:
    """Give the shop every way to pay that a first start gives it."""
    with desk.database.write() as connection:
        for way in TYPES:
            catalog.put_payment_type(connection, way)


@dataclass(frozen=True)
class Counter:
    """One person at one till. What is said of a ticket is said of it as it is now."""

    desk: Desk

    def client(self, name: str = "Amara Okafor", **values: Any) -> int:
        """Somebody new."""
        values.setdefault("email", "")
        with self.desk.database.write() as connection:
            card = a_client(name=name, **values)
            return people.add_clients(connection, [card], self.desk.at)[0]

    def in_a_shop(self, **settings: object) -> "Counter":
        """The same counter in a shop that chose otherwise."""
        chosen = replace(self.desk.settings, **settings)  # type: ignore[arg-type]
        change_settings(self.desk, chosen)
        return Counter(replace(self.desk, settings=chosen))

    def use_printer(self, address: str) -> None:
        """Give the till a printer."""
        with self.desk.database.write() as connection:
            catalog.put_till(connection, replace(self.desk.till, printer=address))

    def archive(self, client: int) -> None:
        """Archive a client, as a manager may at any moment."""
        with self.desk.database.write() as connection:
            connection.execute(
                text("UPDATE clients SET archived_at = :at WHERE id = :id"),
                {"at": self.desk.at, "id": client},
            )

    def item(self, price: int, **values: Any) -> int:
        """Something to sell."""
        with self.desk.database.write() as connection:
            return catalog.put_item(connection, an_item(price=price, **values))

    def opening(self, client: int, *, owed: int = 0, credit: int = 0, paid: int = 0) -> None:
        """What a client owed and had in the books before these."""
        for kind, has, owes in (
            (FundKind.CREDIT, credit, owed),
            (FundKind.OPEN_PAYMENT, paid, 0),
        ):
            if has or owes:
                self._opening(client, owes, has, kind)

    def _opening(self, client: int, owed: int, has: int, kind: FundKind) -> None:
        desk = self.desk
        with desk.database.write() as connection:
            entry = Entry(
                kind=EntryKind.OPENING_BALANCE,
                at=desk.at,
                business_date=desk.today,
                staff=desk.who,
                postings=posting_rules.opening_balance(client, owed, has, kind),
            )
            posted = books.post(connection, desk.writer, entry)
            origin = {
                "client_id": client,
                "origin": "opening_balance",
                "entry_id": posted.id,
                "at": desk.at,
            }
            if owed:
                accounts.add_charge(connection, amount=owed, **origin)
            if has:
                accounts.add_fund(connection, kind=str(kind), amount=has, **origin)

    def ticket(self, client: int | None = None, *prices: int) -> int:
        """A new ticket with a service for each price."""
        (ticket,) = tickets.open_ticket(self.desk, client).tickets
        for price in prices:
            self.add(ticket, price)
        return ticket

    def add(self, ticket: int, price: int, **values: Any) -> Line:
        """Put something new on a ticket."""
        selling.add_item(self.desk, ticket, self.item(price, **values))
        return self.look(ticket).ticket.lines[-1]

    def look(self, ticket: int) -> TicketView:
        """The ticket as it is now."""
        return tickets.view(self.desk, ticket)

    def look_closed(self, ticket: int) -> Ticket:
        """A ticket as it was closed."""
        return sales.view(self.desk, ticket).ended.ticket

    def grant(self, client: int, amount: int) -> None:
        """Credit by hand, which pays what is owed first."""
        act = AddCredit(amount=amount, reason="Goodwill")
        client_accounts.carry_out(self.desk, client, uuid4().hex, act)

    def due(self, ticket: int) -> int:
        """What is still to pay."""
        return self.look(ticket).settlement.due

    def pay(self, ticket: int, way: str, amount: int | None = None, **values: Any) -> int:
        """Pay an amount, or all that is due; returns the payment's id."""
        amount = self.due(ticket) if amount is None else amount
        request = PaymentRequest(id=uuid4().hex, type_code=way, amount=amount, **values)
        payments.add_payment(self.desk, ticket, request)
        return self.look(ticket).ticket.payments[-1].id

    def close(self, ticket: int) -> int:
        """Close a ticket as it is now."""
        closing.close(self.desk, ticket, self.look(ticket).ticket.version, uuid4().hex)
        return ticket

    def void(self, ticket: int, fate: KeepMoney = KeepMoney.GIVEN_BACK) -> int:
        """Void a ticket; all the money on it is given back, or all of it kept."""
        taken = voiding.money_taken(self.look(ticket).ticket)
        voiding.void(self.desk, ticket, "Left", {payment.id: fate for payment in taken})
        return ticket

    def sell(self, client: int | None, price: int, way: str = "card") -> int:
        """A whole visit: one service, one payment, closed."""
        ticket = self.ticket(client, price)
        self.pay(ticket, way)
        return self.close(ticket)

    def payoff(self, ticket: int) -> Line | None:
        """The line *Paid towards balance due*, if there is one."""
        lines = self.look(ticket).ticket.lines
        return next((line for line in lines if line.kind is LineKind.PAYOFF), None)

    def standing(self, client: int) -> tuple[int, int, int]:
        """What a client owes, has in open payments and has in credits."""
        with self.desk.read() as connection:
            now = accounts.standing(connection, client, self.desk.today)
        return now.owed, now.open_payments, now.credits

    def available(self, client: int) -> int:
        """What a client can spend now."""
        with self.desk.read() as connection:
            return accounts.standing(connection, client, self.desk.today).available

    def payable(self, client: int) -> int:
        """What a client can pay off now."""
        with self.desk.read() as connection:
            return accounts.standing(connection, client, self.desk.today).payable

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """Whatever one looks for."""
        with self.desk.read() as connection:
            return [tuple(row) for row in connection.execute(text(sql), values)]

    def booked(self, ticket: int) -> dict[str, int]:
        """What the ticket's entry moved, by account, debit positive."""
        found = self.rows(
            "SELECT account || CASE sub WHEN '' THEN '' ELSE ':' || sub END, p.amount"
            " FROM postings p JOIN tickets t ON t.entry_id = p.entry_id WHERE t.id = :id",
            id=ticket,
        )
        return dict(found)

    def held(self) -> int:
        """How many claims open tickets have on clients' balances."""
        return int(self.rows("SELECT count(*) FROM holds")[0][0])

    def all_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in the database, to see that nothing changed."""
        names = self.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_words%'"
            " ESCAPE '\\' AND name NOT LIKE '%\\_digits%' ESCAPE '\\'"
        )
        return {name: self.rows(f"SELECT * FROM {name} ORDER BY 1") for (name,) in names}

    def assert_sound(self) -> None:
        """Every sum of the books ties."""
        found = verify(self.desk.database)
        assert not found, found

    def open_ticket_ids(self) -> Iterator[int]:
        """The tickets that can still be worked on."""
        with self.desk.read() as connection:
            query = select(tickets_table.c.id).where(tickets_table.c.state.in_(["open", "held"]))
            yield from connection.scalars(query).all()


def refused(error: UserError) -> tuple[str, str | None]:
    """A refusal's words and the field it belongs to."""
    return error.text, error.field
