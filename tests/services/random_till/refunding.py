"""What comes back of closed tickets, and of money on account (R13, R14)."""

from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_app.domain.balance_acts import OwnMoney
from pos_app.domain.money_back import GiveBack
from pos_app.domain.refund import Back, Base, Give, GoesTo, Plan
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAct,
    RefundAll,
    RefundAmount,
    RefundLines,
    RefundPayment,
    RemoveFund,
    ReturnFund,
    VoidClosed,
)
from pos_app.domain.ticket import LineKind
from pos_app.errors import UserError
from pos_app.security.roles import Permission
from pos_app.services import money_back, open_items, refunds
from tests.services.random_till.bill import NEVER, rounded
from tests.services.random_till.model import Returned
from tests.services.random_till.shop import (
    PICK,
    TYPED,
    RandomShop,
    Typed,
    amount_of,
    has_closed,
)

WHY = "Unhappy"
BACK = st.sampled_from(Back)
ACCOUNTS = {"cash": "cash", "card": "card_clearing", "check": "checks"}

NEEDED = {VoidClosed: Permission.VOID, RemoveFund: Permission.REMOVE}


class RefundActs(RandomShop):
    """A manager gives back."""

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, back=BACK, tips=st.booleans())
    def refund_all(self, pick: int, which: int, back: Back, tips: bool) -> None:
        ticket = self.a_closed_ticket(which)
        before = self.left[ticket]
        plan = self.refund(pick, ticket, RefundAll(back=back, tips=tips, reason=WHY))
        assert not plan or plan.owed_again or before >= self.left[ticket]

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, typed=TYPED, back=BACK)
    def refund_an_amount(self, pick: int, which: int, typed: Typed, back: Back) -> None:
        ticket = self.a_closed_ticket(which)
        amount = amount_of(typed, self.left[ticket])
        plan = self.refund(
            pick, ticket, RefundAmount(amount=amount, tips=True, back=back, reason=WHY)
        )
        if plan:
            assert 0 < amount == plan.amount - plan.rounding

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, chosen=st.sets(PICK, min_size=1, max_size=3), back=BACK)
    def refund_lines(self, pick: int, which: int, chosen: set[int], back: Back) -> None:
        ticket = self.a_closed_ticket(which)
        closed = refunds.look(self.at(pick).desk, ticket)
        places = {place % len(closed.lines) for place in chosen} if closed.lines else ()
        lines = [closed.lines[place] for place in places]
        wanted = {each.line.number: each.left.quantity for each in lines}
        plan = self.refund(pick, ticket, RefundLines(quantities=wanted, back=back, reason=WHY))
        if plan:
            # Of a top-up and a gift card only what was not spent.
            assert plan.amount - plan.rounding == sum(
                each.most for each in lines if each.left.quantity
            )

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, paid=PICK, typed=TYPED, back=BACK)
    def refund_a_payment(self, pick: int, which: int, paid: int, typed: Typed, back: Back) -> None:
        ticket = self.a_closed_ticket(which)
        if payment := self.a_payment(pick, ticket, paid):
            left = refunds.look(self.at(pick).desk, ticket).left_of(payment)
            amount = None if typed == "none" else amount_of(typed, left)
            act = RefundPayment(payment_id=payment, amount=amount, back=back, reason=WHY)
            plan = self.refund(pick, ticket, act)
            assert not plan or plan.amount <= left

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, paid=PICK, for_good=st.booleans())
    def take_a_fund_off(self, pick: int, which: int, paid: int, for_good: bool) -> None:
        ticket = self.a_closed_ticket(which)
        if payment := self.a_payment(pick, ticket, paid):
            back = ReturnFund(payment_id=payment, reason=WHY)
            gone = RemoveFund(payment_id=payment, reason=WHY, own_money=OwnMoney.REMOVE)
            self.refund(pick, ticket, gone if for_good else back)

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK)
    def void_a_closed_ticket(self, pick: int, which: int) -> None:
        ticket = self.a_closed_ticket(which)
        plan = self.refund(pick, ticket, VoidClosed(reason="Wrong client"))
        assert not plan or self.closed_on[ticket] == self.model.today

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK)
    def turn_a_visit_into_an_open_payment(self, pick: int, which: int) -> None:
        plan = self.refund(pick, self.a_closed_ticket(which), Convert(reason="Did not come"))
        assert not plan or not plan.going(GoesTo.TENDER)

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, typed=TYPED)
    def adjust_an_invoice(self, pick: int, which: int, typed: Typed) -> None:
        ticket = self.a_closed_ticket(which)
        amount = amount_of(typed, self.left[ticket])
        self.refund(pick, ticket, AdjustInvoice(amount=amount, reason="Too high"))

    @rule(pick=PICK, who=PICK, which=PICK, typed=TYPED)
    def give_money_back(self, pick: int, who: int, which: int, typed: Typed) -> None:
        client, desk = self.a_client(who), self.at(pick).desk
        items = [
            fund for fund in open_items.open_items(desk, client).funds if fund.origin.goes_back_to
        ]
        if not items:
            return
        fund = items[which % len(items)].item
        way, kept = self._came_by(fund.id)
        amount = amount_of(typed, fund.available)
        paid = min(rounded(amount), kept) if way == "cash" else amount
        act, click = GiveBack(fund_id=fund.id, amount=amount, reason=WHY), self.click()
        allowed = 0 < amount <= fund.available and paid > 0
        allowed = allowed and self.may(pick, Permission.REFUND)
        if self.expect(allowed, lambda: money_back.give_back(desk, client, click, act)):
            money_back.give_back(desk, client, click, act)
            self.model.give_back(client, amount, ACCOUNTS[way], paid)

    def _came_by(self, fund_id: int) -> tuple[str, int]:
        """By which way the money of a fund came, and how much of that is still here."""
        (row,) = self.tills[0].rows(
            "SELECT p.kind, p.amount + p.kept - CASE WHEN p.ticket_id IS NULL THEN coalesce((SELECT"
            " sum(amount) FROM refund_payments WHERE money_id = p.id), 0) ELSE 0 END"
            " FROM funds f JOIN payments p ON p.id = f.payment_id WHERE f.id = :id",
            id=fund_id,
        )
        return row[0], row[1]

    def a_closed_ticket(self, which: int) -> int:
        """The latest more often than those of long ago."""
        return sorted(self.left, reverse=True)[which % len(self.left)]

    def a_payment(self, pick: int, ticket: int, paid: int) -> int | None:
        slices = refunds.look(self.at(pick).desk, ticket).slices
        return slices[paid % len(slices)].payment.id if slices else None

    def refund(self, pick: int, ticket: int, act: RefundAct) -> Plan | None:
        """Preview and refund with a nervous finger; what came back, or nothing where it may not."""
        at, click = self.at(pick), self.click()
        try:
            plan = refunds.preview(at.desk, ticket, act)
        except UserError:
            self.expect(False, lambda: refunds.refund(at.desk, ticket, click, act))
            return None
        back = self._came_back(plan)
        allowed = not (back.client in self.model.archived and back.moves_balance)
        allowed = allowed and self.may(pick, NEEDED.get(type(act), Permission.REFUND))
        if not self.expect(allowed, lambda: refunds.refund(at.desk, ticket, click, act, plan)):
            return None
        refunds.refund(at.desk, ticket, click, act, plan)
        self.expect(False, lambda: refunds.refund(at.desk, ticket, click + "!", act, plan))
        self.model.refund(back)
        if not plan.owed_again:
            self._take_off(ticket, plan)
        return plan

    def _take_off(self, ticket: int, plan: Plan) -> None:
        """What is left of the ticket, and of those whose payoffs were undone."""
        self.left[ticket] -= plan.amount - plan.rounding - sum(plan.wanted.kept.values())
        assert self.left[ticket] >= 0
        for give in plan.gives:
            for part in give.of.unwinds:
                if part.ticket_id:
                    self.left[part.ticket_id] -= give.worth

    def _came_back(self, plan: Plan) -> Returned:
        """A plan's parts as the model knows them."""
        closed = plan.closed
        back = Returned(
            closed.ticket_id, closed.client_id, rounding=plan.rounding, again=plan.owed_again
        )
        for left, shares in plan.shares:
            if left.line.kind is LineKind.PAYOFF:
                back.owed += shares.value
            elif left.line.kind is LineKind.GIFT_CARD and left.line.card:
                back.cards[self.model.having(left.line.card.number)] -= shares.value
            elif left.line.kind is LineKind.TOP_UP:
                back.topped += shares.value
            else:
                back.sold += shares.value + shares.given + shares.discount
                back.sold -= sum(shares.taxes.values())
                back.off += shares.discount + shares.given
                back.tax += sum(shares.taxes.values())
                back.net += shares.net
        back.tip = sum(tip.amount for tip in plan.wanted.tips)
        back.topped += sum(plan.wanted.kept.values())
        self._went_to(back, plan.gives)
        return back

    def _went_to(self, back: Returned, gives: Iterable[Give]) -> None:
        for give in gives:
            place = str(give.goes_to)
            if give.of.base is Base.POINTS:
                back.by_points[give.of.payment.id] += give.amount
            if give.of.base is Base.GIFT_CARD:
                back.cards[self.model.having(give.of.card_number)] += give.amount
            if give.of.base is Base.FUND:
                day, fund = self.tills[0].rows(
                    "SELECT expires_on, kind FROM funds WHERE id = :id", id=give.of.item_id
                )[0]
                place = f"{place} {fund}" if place != "tender" else place
                if fund == "credit" and give.goes_to is GoesTo.FUND:
                    back.credits[self.model.comes_back_until(day or NEVER)] += give.amount
            if give.goes_to is GoesTo.TENDER and give.of.source:
                place = str(give.of.source.kind)
            back.to[place] += give.amount
