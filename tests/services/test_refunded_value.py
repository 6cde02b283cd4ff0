"""What a refund brings back can be spent: after its last day, on a card that was lost, in parts (R13)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.refund import Back, GoesTo, lasts_until
from pos_app.domain.refund_acts import RefundAll, RefundAmount, RefundLines, RefundPayment
from pos_app.errors import UserError
from pos_app.printing.layouts import Issue
from pos_app.printing.text import as_text
from pos_app.services import (
    card_sales,
    client_accounts,
    gift_cards,
    merging,
    open_items,
    refund_receipts,
    refunds,
)
from pos_app.services.card_sales import CardOrder
from tests.conftest import NOON
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund, refused

TODAY = NOON.date().isoformat()
IN_TWO_DAYS = (NOON + timedelta(days=2)).date().isoformat()
MONTH_AFTER = (NOON + timedelta(days=33)).date().isoformat()


@pytest.fixture
def spent(counter: Counter) -> tuple[int, int]:
    """A credit of 30.00 that expires in two days, all of it spent; the client and the ticket."""
    client = counter.client()
    act = AddCredit(amount=3_000, reason="Voucher", expires_on=IN_TWO_DAYS)
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    return client, counter.sell(client, 3_000, "balance")


def later(counter: Counter, clock: SetClock, days: int = 3) -> None:
    """Days pass, and the next one begins as it always does."""
    clock.at += timedelta(days=days)
    next_day(counter)


def next_day(counter: Counter) -> None:
    client_accounts.expire_due(counter.desk)
    gift_cards.expire_due(counter.desk)


def card_sold(counter: Counter, amount: int = 5_000, expires_on: str = "") -> GiftCard:
    """A gift card that somebody bought and paid by card, as the first line of its ticket."""
    ticket = counter.ticket()
    card_sales.sell(counter.desk, ticket, CardOrder(amount=amount, expires_on=expires_on))
    counter.pay(ticket, "card")
    counter.close(ticket)
    return gift_cards.find(counter.desk, "")[0]


def on_card(counter: Counter, card: GiftCard) -> GiftCard:
    return gift_cards.view(counter.desk, card.number).card


def test_value_keeps_its_last_day_until_that_has_passed() -> None:
    assert lasts_until("", TODAY) == ""
    assert lasts_until(TODAY, TODAY) == ""
    assert lasts_until("2026-11-21", TODAY) == "2026-12-22"
    assert lasts_until("2026-11-21", TODAY, "2031-11-22") == "2031-11-22"


def test_a_credit_that_comes_back_before_its_last_day_keeps_it(
    counter: Counter, spent: tuple[int, int]
) -> None:
    client, ticket = spent
    refund(counter, ticket, RefundAll(reason=WHY))
    (fund,) = open_items.open_items(counter.desk, client).funds
    assert fund.item.expires_on == IN_TWO_DAYS


def test_r13_a_credit_that_comes_back_after_its_last_day_can_be_spent_for_a_month(
    counter: Counter, spent: tuple[int, int], clock: SetClock
) -> None:
    client, ticket = spent
    later(counter, clock)
    seen = refunds.preview(counter.desk, ticket, RefundAll())
    assert [(give.goes_to, give.lasts_until) for give in seen.gives] == [(GoesTo.FUND, MONTH_AFTER)]
    assert refund(counter, ticket, RefundAll(reason=WHY)) == {
        "service_sales": 3_000,
        "client_credits": -3_000,
    }
    later(counter, clock, 1)
    assert counter.available(client) == 3_000
    (fund,) = open_items.open_items(counter.desk, client).funds
    assert (fund.item.expires_on, fund.origin.text, fund.origin.reason) == (
        MONTH_AFTER,
        "Credit granted",
        "Voucher",
    )
    counter.sell(client, 3_000, "balance")
    counter.assert_sound()


def test_its_receipt_says_until_when_it_can_be_spent(
    counter: Counter, spent: tuple[int, int], clock: SetClock
) -> None:
    later(counter, clock)
    refund(counter, spent[1], RefundAll(reason=WHY))
    paper = as_text(refund_receipts.document(counter.desk, 1, Issue.ORIGINAL), 48)
    assert "Back to Client balance, until 12/25/26" in " ".join(paper.split())


def test_in_parts_after_its_last_day_never_more_than_the_credit_comes_back(
    counter: Counter, spent: tuple[int, int], clock: SetClock
) -> None:
    client, ticket = spent
    refund(counter, ticket, RefundAmount(amount=1_000, reason=WHY))
    later(counter, clock)
    assert counter.available(client) == 0
    for _part in range(2):
        refund(counter, ticket, RefundAmount(amount=1_000, reason=WHY))
    assert counter.available(client) == 2_000
    refused(counter, ticket, RefundAmount(amount=1, reason=WHY))
    counter.assert_sound()


def test_a_credit_that_paid_a_debt_comes_back_after_its_last_day(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    ticket = counter.sell(client, 3_000, "later")
    act = AddCredit(amount=3_000, reason="Voucher", expires_on=IN_TWO_DAYS)
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    later(counter, clock)
    refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    later(counter, clock, 1)
    assert counter.available(client) == 3_000
    counter.assert_sound()


def test_after_a_merge_an_expired_credit_comes_back_to_the_survivor(
    counter: Counter, spent: tuple[int, int], clock: SetClock
) -> None:
    client, ticket = spent
    survivor = counter.client("Amara T.")
    merging.merge(counter.desk, client, survivor)
    later(counter, clock)
    refund(counter, ticket, RefundAll(reason=WHY))
    later(counter, clock, 1)
    assert counter.available(survivor) == 3_000
    counter.assert_sound()


def test_a_gift_card_that_gets_value_back_after_its_last_day_lasts_as_the_law_wants(
    counter: Counter, clock: SetClock
) -> None:
    card = card_sold(counter, expires_on="2031-11-22")
    ticket = counter.ticket(None, 2_000)
    counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    clock.at = NOON.replace(year=2031, month=12)
    next_day(counter)
    assert on_card(counter, card).left == 0
    refund(counter, ticket, RefundAll(reason=WHY))
    later(counter, clock, 1)
    now = on_card(counter, card)
    assert (now.left, now.expires_on) == (2_000, "2036-12-22")
    again = counter.ticket(None, 2_000)
    counter.pay(again, "gift_card", reference=card.code)
    counter.close(again)
    counter.assert_sound()


def test_a_card_payment_refunded_in_three_parts_is_whole_on_the_card_again(
    counter: Counter,
) -> None:
    card = card_sold(counter)
    ticket = counter.ticket(None, 2_000)
    payment = counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    for amount, left in ((333, 3_333), (1_000, 4_333), (667, 5_000)):
        refund(counter, ticket, RefundPayment(payment_id=payment, amount=amount, reason=WHY))
        assert on_card(counter, card).left == left
    refused(counter, ticket, RefundPayment(payment_id=payment, amount=1, reason=WHY))
    counter.assert_sound()


def test_of_a_part_used_card_only_what_is_left_on_it_goes_back_to_its_buyer(
    counter: Counter,
) -> None:
    card = card_sold(counter)
    visit = counter.ticket(None, 2_000)
    counter.pay(visit, "gift_card", reference=card.code)
    counter.close(visit)
    moved = refund(counter, 1, RefundLines(quantities={1: 1}, reason=WHY))
    assert moved == {"gift_cards": 3_000, "card_clearing": -3_000}
    assert on_card(counter, card).left == 0
    with pytest.raises(UserError, match="Nothing is left"):
        refunds.preview(counter.desk, 1, RefundAll())
    refund(counter, visit, RefundAll(reason=WHY))
    assert refund(counter, 1, RefundAll(reason=WHY)) == {
        "gift_cards": 2_000,
        "card_clearing": -2_000,
    }
    counter.assert_sound()


def test_a_card_that_a_ticket_is_being_paid_with_is_not_refunded_under_its_hands(
    counter: Counter,
) -> None:
    card = card_sold(counter)
    visit = counter.ticket(None, 2_000)
    counter.pay(visit, "gift_card", reference=card.code)
    moved = refund(counter, 1, RefundAll(reason=WHY))
    assert moved == {"gift_cards": 3_000, "card_clearing": -3_000}
    counter.close(visit)
    assert on_card(counter, card).left == 0
    counter.assert_sound()


def test_the_sale_of_a_lost_card_is_refunded_out_of_the_card_that_replaced_it(
    counter: Counter,
) -> None:
    card = card_sold(counter)
    gift_cards.reissue(counter.desk, uuid4().hex, card.number, "Lost")
    new = gift_cards.view(counter.desk, card.number).moved_to
    assert new is not None
    moved = refund(counter, 1, RefundAll(reason=WHY))
    assert moved == {"gift_cards": 5_000, "card_clearing": -5_000}
    assert (on_card(counter, new).left, on_card(counter, card).left) == (0, 0)
    counter.assert_sound()


def test_two_top_ups_of_one_card_on_one_ticket_do_not_both_come_back_out_of_what_is_left_once(
    counter: Counter,
) -> None:
    card = card_sold(counter, 100)
    ticket = counter.ticket()
    for _time in range(2):
        card_sales.top_up(counter.desk, ticket, card.code, 1_000)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    visit = counter.ticket(None, 1_500)
    counter.pay(visit, "gift_card", reference=card.code)
    counter.close(visit)
    moved = refund(counter, ticket, RefundAll(reason=WHY))
    assert moved == {"gift_cards": 600, "cash": -600}
    counter.assert_sound()
