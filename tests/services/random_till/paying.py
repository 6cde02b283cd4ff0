"""How a ticket is paid, and how it ends: closed or voided."""

from itertools import cycle

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_app.security.roles import Permission
from pos_app.services import closing, payments, payoffs, tickets, voiding
from pos_app.services.payments import PaymentRequest
from pos_app.services.voiding import KeepMoney
from tests.services.random_till.bill import MONEY, POINT_PAYS, Bill, Paid, rounded
from tests.services.random_till.model import OWE_AT_MOST
from tests.services.random_till.shop import (
    PICK,
    TYPED,
    RandomShop,
    Typed,
    amount_of,
    has_tickets,
)

WAYS = st.sampled_from(["cash", "card", "check", "later", "balance", "granted", "points"])
FATES = st.sampled_from([KeepMoney.GIVEN_BACK, KeepMoney.ON_ACCOUNT, KeepMoney.ON_ACCOUNT, None])

NEEDED = {
    "later": Permission.PAY_LATER,
    "balance": Permission.REDEEM,
    "points": Permission.REDEEM,
}


class MoneyActs(RandomShop):
    """The front desk takes money."""

    @precondition(has_tickets)
    @rule(pick=PICK, typed=TYPED)
    def pay_off(self, pick: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        desk = self.at(pick).desk
        most = self.model.payable(bill.client) + bill.payoff if bill.client else 0
        amount = amount_of(typed, most)
        allowed = bill.client is not None and amount <= most
        if self.expect(allowed, lambda: payoffs.pay_off(desk, ticket, amount)):
            bill.payoff = amount

    @precondition(has_tickets)
    @rule(pick=PICK, places=st.sets(PICK, min_size=1, max_size=2))
    def pay_chosen_debts_off(self, pick: int, places: set[int]) -> None:
        ticket, bill = self.a_ticket(pick)
        if bill.client is None or bill.payoff:
            return
        desk = self.at(pick).desk
        owed = [debt for debt in payoffs.owed_charges(desk, bill.client) if debt.available]
        chosen = [owed[place] for place in places if place < len(owed)]
        if chosen:
            bill.payoff = sum(debt.available for debt in chosen)
            payoffs.pay_off(desk, ticket, bill.payoff, frozenset(debt.id for debt in chosen))

    @precondition(has_tickets)
    @rule(pick=PICK, typed=TYPED)
    def pay_the_debt_with_the_balance(self, pick: int, typed: Typed) -> None:
        """R12: the payoff and the redeeming, both or neither."""
        ticket, bill = self.a_ticket(pick)
        at, before, client = self.at(pick), bill.payoff, bill.client
        owed = self.model.payable(client) + before if client else 0
        amount = amount_of(typed, min(owed, self.model.available(client)) if client else 0)
        bill.payoff = amount
        paid = self._paid(bill, "balance", amount, False)
        allowed = paid is not None and amount <= owed and self._may_pay(pick, bill, paid)
        click = self.click()
        if (
            self.expect(
                allowed, lambda: payoffs.pay_debt_with_balance(at.desk, ticket, click, amount)
            )
            and paid is not None
        ):
            paid.id = at.look(ticket).ticket.payments[-1].id
            bill.paid.append(paid)
            payoffs.pay_debt_with_balance(at.desk, ticket, click, amount)
        else:
            bill.payoff = before

    @precondition(has_tickets)
    @rule(pick=PICK, way=WAYS, typed=TYPED, keep=st.booleans())
    def pay(self, pick: int, way: str, typed: Typed, keep: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        due = max(0, bill.balance)
        most = self.model.points_pay(bill.client, due) if way == "points" else due
        amount = amount_of(typed, most)
        at = self.at(pick)
        request = PaymentRequest(
            id=f"request {len(self.sent)}",
            type_code="credit" if way == "granted" else way,
            amount=amount,
            keep_change=keep and way == "cash",
            deducts=way != "granted",
        )
        self.sent.append((ticket, request))
        paid = self._paid(bill, way, amount, keep)
        allowed = paid is not None and self._may_pay(pick, bill, paid)
        if (
            self.expect(allowed, lambda: payments.add_payment(at.desk, ticket, request))
            and paid is not None
        ):
            paid.id = at.look(ticket).ticket.payments[-1].id
            bill.paid.append(paid)

    def _paid(self, bill: Bill, way: str, amount: int, keep: bool) -> Paid | None:
        due = max(0, bill.balance)
        if way == "cash":
            wanted = rounded(due)
            if not due or amount < 0 or (amount == 0 and wanted):
                return None
            on_ticket = wanted if amount >= wanted else min(amount, due)
            return Paid(0, way, on_ticket, amount - on_ticket if keep else 0)
        if not 0 < amount <= due:
            return None
        if way == "balance" and bill.client is not None:
            return Paid(0, way, amount, 0, self.model.spend_credits(bill.client, amount))
        if way == "points":
            points, rest = divmod(amount, POINT_PAYS)
            return None if rest else Paid(0, way, amount, points=points)
        return Paid(0, way, amount)

    def _may_pay(self, pick: int, bill: Bill, paid: Paid) -> bool:
        if not (bill.lines or bill.tip or bill.payoff) or (bill.client is None and bill.on_account):
            return False
        if bill.client is None and (paid.kept or paid.way in ("later", "balance")):
            return False
        most = self.model.points_pay(bill.client, paid.amount)
        if paid.way == "points" and paid.amount > most:
            return False
        if paid.way == "balance" and paid.amount > self.model.available(bill.client or 0):
            return False
        if paid.way == "later" and self.model.owes_after(bill, paid.amount) > OWE_AT_MOST:
            return False
        needed = NEEDED.get(paid.way)
        if paid.way == "granted" and bill.cut_too_much_by(paid.amount):
            needed = Permission.DISCOUNT
        return bill.fits(paid.way, paid.amount) and (not needed or self.may(pick, needed))

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK)
    def take_a_payment_off(self, pick: int, which: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if bill.paid:
            paid = bill.paid[which % len(bill.paid)]
            for _click in range(2):
                payments.remove_payment(self.at(pick).desk, ticket, paid.id)
            bill.paid.remove(paid)

    @precondition(has_tickets)
    @rule(pick=PICK, wanted=st.booleans())
    def tick_use_available_credit(self, pick: int, wanted: bool) -> None:
        """R9: without the tick, what was redeemed comes off; with it again, nothing comes back."""
        ticket, bill = self.a_ticket(pick)
        tickets.set_use_credit(self.at(pick).desk, ticket, wanted)
        bill.use_credit = wanted
        if not wanted:
            bill.paid = [paid for paid in bill.paid if paid.way != "balance"]

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, which=st.integers(0, 50))
    def send_a_request_again(self, pick: int, which: int) -> None:
        """A second click or a lost reply. One that was refused was never kept, so it is left out."""
        ticket, request = self.sent[which % len(self.sent)]
        known = self.at(pick).rows("SELECT id FROM requests WHERE id = :id", id=request.id)
        if known:
            payments.add_payment(self.at(pick).desk, ticket, request)

    @precondition(has_tickets)
    @rule(pick=PICK, stale=st.sampled_from([False, False, False, True]))
    def close(self, pick: int, stale: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        at = self.at(pick)
        version = at.look(ticket).ticket.version - stale
        allowed = self.model.may_close(bill) and not stale
        click = f"close {len(self.closed)} of {ticket}"
        if self.expect(allowed, lambda: closing.close(at.desk, ticket, version, click)):
            self.closed[ticket] = version, click
            self.was_closed(ticket, bill)

    @precondition(has_tickets)
    @rule(pick=PICK, ways=st.lists(st.tuples(WAYS, TYPED), max_size=3), last=WAYS, debt=TYPED)
    def a_client_goes_home(
        self, pick: int, ways: list[tuple[str, Typed]], last: str, debt: Typed
    ) -> None:
        """Random payments rarely meet the due exactly; visits mostly end so."""
        _ticket, bill = self.a_ticket(pick)
        if bill.client is not None:
            self.pay_off(pick, debt)
        for way, typed in [*ways, (last, "all"), ("cash", "all"), ("card", "all")]:
            if bill.balance > 0:
                self.pay(pick, way, typed, len(ways) % 2 == 0)
        self.close(pick, False)

    @precondition(lambda self: self.closed)
    @rule(pick=PICK, which=PICK)
    def press_close_again(self, pick: int, which: int) -> None:
        ticket = sorted(self.closed)[which % len(self.closed)]
        version, click = self.closed[ticket]
        desk = self.at(pick).desk
        closing.close(desk, ticket, version, click)
        self.expect(False, lambda: closing.close(desk, ticket, version, click + "!"))

    @precondition(lambda self: len(self.model.bills) > 2)
    @rule(pick=PICK, said=st.lists(FATES, min_size=1), others=st.sampled_from([False, False, True]))
    def void(self, pick: int, said: list[KeepMoney | None], others: bool) -> None:
        """Say something, or nothing, of each money payment, and perhaps of the others too."""
        ticket, bill = self.a_ticket(pick)
        taken = [paid for paid in bill.paid if paid.way in MONEY and paid.amount + paid.kept]
        asked = bill.paid if others else taken
        answers = {paid.id: fate for paid, fate in zip(asked, cycle(said), strict=False)}
        fates = {payment: fate for payment, fate in answers.items() if fate is not None}
        kept = [paid.id for paid in taken if fates.get(paid.id) is KeepMoney.ON_ACCOUNT]
        allowed = fates.keys() == {paid.id for paid in taken}
        allowed = allowed and not (kept and bill.client is None)
        blank = not (bill.lines or bill.payoff or bill.paid)
        allowed = allowed and (blank or self.may(pick, Permission.VOID))
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: voiding.void(desk, ticket, "Left", fates)):
            self.model.void(ticket, kept)
