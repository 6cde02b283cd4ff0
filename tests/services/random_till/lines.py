"""What is put on a ticket, changed on it, and taken off it again."""

from copy import deepcopy
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_app.domain.ticket import Discount, TicketState
from pos_app.security.roles import Permission
from pos_app.services import holding, selling, tickets
from tests.services.random_till.bill import Bill, Sold
from tests.services.random_till.shop import (
    PICK,
    PRICES,
    TYPED,
    RandomShop,
    Typed,
    amount_of,
    has_tickets,
)

LISTED = 1
"""What everything costs until somebody says another price."""


def _cuts_more(line: Sold, off: int) -> bool:
    """Whether it is above the fifth of the price that anybody may take off, and more than before."""
    return off > line.off and 5 * off - line.price >= 5


class LineActs(RandomShop):
    """The front desk rings something up."""

    @precondition(lambda self: len(self.model.bills) < 4)
    @rule(pick=PICK, who=PICK, price=PRICES)
    def open_a_ticket(self, pick: int, who: int, price: int) -> None:
        client = self.somebody(who)
        ticket = self.at(pick).ticket(client)
        self.model.bills[ticket] = self.model.new_bill(client)
        self.sell_something(len(self.model.bills) - 1, price, price % 2 == 0)

    @precondition(has_tickets)
    @rule(pick=PICK, price=PRICES, taxed=st.booleans())
    def sell_something(self, pick: int, price: int, taxed: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        desk = self.at(pick).desk
        selling.add_item(desk, ticket, self.items[taxed])
        line = self.at(pick).look(ticket).ticket.lines[-1]
        bill.lines[line.number] = Sold(LISTED, taxed)
        allowed = price == LISTED or self.may(pick, Permission.PRICE)
        if self.expect(
            allowed, lambda: selling.set_price(desk, ticket, line.number, price, "As agreed")
        ):
            bill.lines[line.number].price = price

    @precondition(has_tickets)
    @rule(pick=PICK, amount=PRICES)
    def sell_account_credit(self, pick: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at = self.at(pick)
        allowed = bill.client is not None
        if self.expect(allowed, lambda: selling.top_up(at.desk, ticket, amount)):
            number = at.look(ticket).ticket.next_line - 1
            bill.lines[number] = Sold(amount, top_up=True)

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK, typed=TYPED)
    def discount_a_line(self, pick: int, which: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        if not bill.lines:
            return
        number = sorted(bill.lines)[which % len(bill.lines)]
        line = bill.lines[number]
        off = amount_of(typed, line.price)
        self.remember(ticket)
        allowed = not line.top_up and 0 < off <= line.price
        allowed = allowed and (not _cuts_more(line, off) or self.may(pick, Permission.DISCOUNT))
        discount = Discount("Off", 0, off)
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: selling.set_line_discount(desk, ticket, number, discount)):
            line.off = off

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK)
    def take_a_line_off(self, pick: int, which: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if bill.lines:
            self.remember(ticket)
            number = sorted(bill.lines)[which % len(bill.lines)]
            selling.remove_line(self.at(pick).desk, ticket, number)
            del bill.lines[number]

    @precondition(has_tickets)
    @rule(pick=PICK, amount=st.sampled_from([0, 1, 500]))
    def tip(self, pick: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        tickets.set_tip(self.at(pick).desk, ticket, "S1", amount)
        bill.tip = amount

    @precondition(has_tickets)
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if ticket in self.before:
            then, was = self.before[ticket]
            at = self.at(pick)
            allowed = at.look(ticket).ticket.version == then.version + 1
            allowed = allowed and self._may_go_back(pick, bill, was)
            if self.expect(allowed, lambda: tickets.undo(at.desk, then)):
                bill.lines, bill.tip = deepcopy(was.lines), was.tip

    def _may_go_back(self, pick: int, bill: Bill, was: Bill) -> bool:
        """Undo is no way around a permission."""
        sold = [(line, bill.lines.get(number)) for number, line in was.lines.items()]
        sales = [(line, now) for line, now in sold if not line.top_up]
        priced = any(line.price != LISTED and now is None for line, now in sales)
        cut = any(_cuts_more(now or replace(line, off=0), line.off) for line, now in sales)
        return (not priced or self.may(pick, Permission.PRICE)) and (
            not cut or self.may(pick, Permission.DISCOUNT)
        )

    @precondition(has_tickets)
    @rule(pick=PICK, who=PICK)
    def change_the_client(self, pick: int, who: int) -> None:
        ticket, bill = self.a_ticket(pick)
        client = self.somebody(who)
        allowed = client == bill.client or client is not None or not bill.on_account
        desk = self.at(pick).desk
        changed = self.expect(allowed, lambda: tickets.set_client(desk, ticket, client))
        if changed and client != bill.client:
            bill.client, bill.payoff = client, 0
            gone = ("later", "balance", "points")
            bill.paid = [p for p in bill.paid if p.way not in gone]
            for payment in bill.paid:
                payment.kept = 0

    @precondition(has_tickets)
    @rule(pick=PICK)
    def hold_or_resume(self, pick: int) -> None:
        ticket, _bill = self.a_ticket(pick)
        at = self.at(pick)
        if at.look(ticket).ticket.state is TicketState.HELD:
            tickets.resume(at.desk, ticket)
        else:
            tickets.hold(at.desk, ticket)

    @precondition(lambda self: any(map(self.model.holds_any, self.model.people)))
    @rule(pick=PICK)
    def release_holds(self, pick: int) -> None:
        ticket, bill = self.a_ticket(pick)
        allowed = bool(bill.payoff or bill.by("balance", "points"))
        allowed = allowed and self.may(pick, Permission.RELEASE_HOLDS)
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: holding.release_holds(desk, ticket, "Needed")):
            bill.payoff = 0
            bill.paid = [paid for paid in bill.paid if paid.way not in ("balance", "points")]
