"""Gift cards: sold, topped up, redeemed, loaded onto an account, lost."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from pos_app.security.roles import Permission
from pos_app.services import card_sales, gift_cards, payments
from pos_app.services.card_sales import CardOrder
from pos_app.services.payments import PaymentRequest
from tests.services.counter import Counter
from tests.services.random_till.bill import NEVER, Bill, Paid, Sold
from tests.services.random_till.shop import (
    PICK,
    PRICES,
    TYPED,
    RandomShop,
    Typed,
    amount_of,
    has_cards,
    has_tickets,
)


class CardActs(RandomShop):
    """What can be done with gift cards, on tickets and off them."""

    @precondition(has_tickets)
    @rule(pick=PICK, amount=PRICES, days=st.sampled_from([None, None, -1, 0, 2]))
    def sell_a_gift_card(self, pick: int, amount: int, days: int | None) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at = self.at(pick)
        today = self.clock.at.date()
        day = "" if days is None else (today + timedelta(days=days)).isoformat()
        order = CardOrder(amount=amount, expires_on=day)
        allowed = not day or day >= self.model.today
        if self.expect(allowed, lambda: card_sales.sell(at.desk, ticket, order)):
            self._card_is_on(ticket, bill, at, day or NEVER)

    @precondition(lambda self: has_tickets(self) and has_cards(self))
    @rule(pick=PICK, which=PICK, amount=PRICES)
    def top_up_a_gift_card(self, pick: int, which: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at, card = self.at(pick), self.a_card(which)
        code = gift_cards.view(at.desk, card).card.code
        allowed = self.model.is_usable(card)
        if self.expect(allowed, lambda: card_sales.top_up(at.desk, ticket, code, amount)):
            self._card_is_on(ticket, bill, at, self.model.cards[card].lasts)

    def _card_is_on(self, ticket: int, bill: Bill, at: Counter, lasts: str) -> None:
        line = at.look(ticket).ticket.lines[-1]
        assert line.card is not None
        number = line.card.number
        bill.lines[line.number] = Sold(line.amount, top_up=True, card=number, lasts=lasts)

    @precondition(lambda self: has_tickets(self) and has_cards(self))
    @rule(pick=PICK, which=PICK, typed=TYPED)
    def pay_by_gift_card(self, pick: int, which: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        at, card = self.at(pick), self.a_card(which)
        free, due = self.model.free_of(card), max(0, bill.balance)
        amount = amount_of(typed, min(free, due))
        request = PaymentRequest(
            id=f"request {len(self.sent)}",
            type_code="gift_card",
            amount=amount,
            reference=gift_cards.view(at.desk, card).card.code,
        )
        self.sent.append((ticket, request))
        ready = bill.lines or bill.tip or bill.payoff
        ready = ready and not (bill.client is None and bill.on_account)
        allowed = bool(ready) and self.model.is_usable(card) and 0 < amount <= min(free, due)
        allowed = allowed and bill.fits("gift", amount) and self.may(pick, Permission.REDEEM)
        if self.expect(allowed, lambda: payments.add_payment(at.desk, ticket, request)):
            made = at.look(ticket).ticket.payments[-1].id
            bill.paid.append(Paid(made, "gift", amount, card=card))

    @precondition(has_cards)
    @rule(pick=PICK, which=PICK, who=PICK, typed=TYPED)
    def load_a_gift_card(self, pick: int, which: int, who: int, typed: Typed) -> None:
        desk, card, client = self.at(pick).desk, self.a_card(which), self.a_client(who)
        free = self.model.free_of(card)
        amount = amount_of(typed, free)
        click = self.click()
        allowed = self.model.is_usable(card) and 0 < amount <= free
        allowed = allowed and self.may(pick, Permission.ADJUST_BALANCE)
        if self.expect(allowed, lambda: gift_cards.load(desk, click, card, client, amount)):
            gift_cards.load(desk, click, card, client, amount)
            self.model.load(card, client, amount)

    @precondition(has_cards)
    @rule(pick=PICK, which=PICK)
    def lose_a_gift_card(self, pick: int, which: int) -> None:
        desk, card = self.at(pick).desk, self.a_card(which)
        click = self.click()
        allowed = self.model.is_usable(card) and self.model.cards[card].left > 0
        allowed = allowed and not self.model.held_of(card)
        allowed = allowed and self.may(pick, Permission.ADJUST_BALANCE)
        if self.expect(allowed, lambda: gift_cards.reissue(desk, click, card, "Lost")):
            moved = gift_cards.view(desk, card).moved_to
            assert moved is not None
            self.model.reissue(card, moved.number)

    @precondition(lambda self: has_tickets(self) and has_cards(self))
    @rule(pick=PICK, which=PICK)
    def release_a_gift_card(self, pick: int, which: int) -> None:
        ticket, bill = self.a_ticket(pick)
        desk, card = self.at(pick).desk, self.a_card(which)
        others = [paid for paid in bill.paid if paid.card != card]
        allowed = others != bill.paid and self.may(pick, Permission.RELEASE_HOLDS)
        if self.expect(allowed, lambda: gift_cards.release(desk, ticket, card, "Needed")):
            bill.paid = others
