"""The front desk changes what hangs on a client's balance, and undoes it at once."""

from collections.abc import Callable
from copy import deepcopy

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_app.services.undoing import undo_client_value
from tests.services.random_till.bill import Bill, Paid
from tests.services.random_till.lines import LineActs
from tests.services.random_till.paying import WAYS, MoneyActs
from tests.services.random_till.shop import PICK, TYPED, Typed, has_tickets

OF_CLIENT = ("later", "balance", "points")


class UndoActs(LineActs, MoneyActs):
    """Each act, and its undo."""

    @precondition(has_tickets)
    @rule(pick=PICK, typed=TYPED)
    def undo_a_payoff(self, pick: int, typed: Typed) -> None:
        self._undo(pick, lambda: self.pay_off(pick, typed))

    @precondition(has_tickets)
    @rule(pick=PICK, who=PICK)
    def undo_a_change_of_client(self, pick: int, who: int) -> None:
        self._undo(pick, lambda: self.change_the_client(pick, who))

    @precondition(has_tickets)
    @rule(pick=PICK, way=WAYS, typed=TYPED)
    def undo_a_payment(self, pick: int, way: str, typed: Typed) -> None:
        self._undo(pick, lambda: self.pay(pick, way, typed, False))

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK)
    def undo_taking_a_payment_off(self, pick: int, which: int) -> None:
        self._undo(pick, lambda: self.take_a_payment_off(pick, which))

    @precondition(has_tickets)
    @rule(pick=PICK, wanted=st.booleans())
    def undo_an_opt_out(self, pick: int, wanted: bool) -> None:
        self._undo(pick, lambda: self.tick_use_available_credit(pick, wanted))

    def _undo(self, pick: int, act: Callable[[], None]) -> None:
        ticket, bill = self.a_ticket(pick)
        at = self.at(pick)
        before, was = at.look(ticket).ticket, deepcopy(bill)
        act()
        after, now = at.look(ticket).ticket, deepcopy(bill)
        kept = {paid.id for paid in was.paid}
        bill.client, bill.payoff = was.client, was.payoff
        bill.paid = [p for p in bill.paid if p.id in kept or p.way not in OF_CLIENT]
        allowed = self._put_back(pick, bill, was, {paid.id for paid in now.paid})
        if self.expect(allowed, lambda: undo_client_value(at.desk, before, after)):
            payments = at.look(ticket).ticket.payments
            for paid, payment in zip(bill.paid, payments, strict=True):
                paid.id = payment.id
        else:
            bill.client, bill.payoff, bill.paid = now.client, now.payoff, now.paid

    def _put_back(self, pick: int, bill: Bill, was: Bill, there: set[int]) -> bool:
        """Pay again what came off, one after another, as far as that may be done now."""
        for gone in was.paid:
            if gone.id not in there and gone.way in OF_CLIENT:
                paid: Paid | None = self._paid(bill, gone.way, gone.amount, False)
                if paid is None or not self._may_pay(pick, bill, paid):
                    return False
                bill.paid.append(paid)
        return True
