"""R13 and R14 of the design, sentence by sentence, where no other test is named after one."""

from dataclasses import replace
from uuid import uuid4

import pytest

from pos_app.domain.balance_acts import OwnMoney, Pays, Received, TakePayment
from pos_app.domain.payment import PaymentKind
from pos_app.domain.refund import Back
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAll,
    RefundPayment,
    RemoveFund,
    ReturnFund,
)
from pos_app.errors import UserError
from pos_app.services import (
    client_accounts,
    clients,
    history,
    open_items,
    payoffs,
    refunded,
    refunds,
)
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund, refused


def paid_by(counter: Counter, ticket: int, kind: PaymentKind) -> int:
    """The payment of a kind on a closed ticket."""
    of = counter.look_closed(ticket).payments
    return next(payment.id for payment in of if payment.kind is kind)


@pytest.fixture
def client(counter: Counter) -> int:
    """Has 30.00 of credit."""
    client = counter.client()
    counter.opening(client, credit=3_000)
    return client


@pytest.fixture
def mixed(counter: Counter, client: int) -> int:
    """100.00, of which credit paid 30.00 and a card the rest."""
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "card")
    return counter.close(ticket)


def test_r13_refund_on_a_fund_line_takes_its_goods_back_where_that_is_chosen(
    counter: Counter, client: int, mixed: int
) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CLIENT_BALANCE)
    assert refund(counter, mixed, RefundPayment(payment_id=payment, reason=WHY)) == {
        "service_sales": 3_000,
        "client_credits": -3_000,
    }
    assert counter.standing(client) == (0, 0, 3_000)


def test_r13_refund_on_a_fund_line_leaves_the_ticket_owed_where_that_is_chosen(
    counter: Counter, client: int, mixed: int
) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CLIENT_BALANCE)
    refund(counter, mixed, ReturnFund(payment_id=payment, reason=WHY))
    assert counter.standing(client) == (3_000, 0, 3_000)
    (owed,) = open_items.open_items(counter.desk, client).charges
    assert owed.origin.text == "Owed again for ticket #1001"


def test_r13_what_is_removed_is_gone_from_the_ticket_and_from_the_account(
    counter: Counter, client: int, mixed: int
) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CLIENT_BALANCE)
    refund(counter, mixed, RemoveFund(payment_id=payment, reason=WHY))
    assert counter.standing(client) == (3_000, 0, 0)
    with pytest.raises(UserError, match="Nothing is left of this payment"):
        refunds.preview(counter.desk, mixed, ReturnFund(payment_id=payment))


def test_r13_open_payment_that_is_removed_is_forfeit_not_credit_taken_back(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, paid=3_000)
    ticket = counter.sell(client, 3_000, "balance")
    payment = paid_by(counter, ticket, PaymentKind.CLIENT_BALANCE)
    act = RemoveFund(payment_id=payment, reason=WHY)
    assert "$30.00 of this is the client’s own money" in refused(counter, ticket, act)
    assert counter.standing(client) == (0, 0, 0)
    moved = refund(counter, ticket, replace(act, own_money=OwnMoney.REMOVE))
    assert moved == {"accounts_receivable": 3_000, "forfeits": -3_000}


def test_r13_only_a_manager_removes_and_says_why(counter: Counter, mixed: int) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CLIENT_BALANCE)
    assert "Say why" in refused(counter, mixed, RemoveFund(payment_id=payment, reason=" "))
    front_desk = Counter(counter.desk.as_staff(FRONT_DESK))
    act = RemoveFund(payment_id=payment, reason=WHY)
    with pytest.raises(UserError, match="may not do this"):
        refunds.refund(front_desk.desk, mixed, uuid4().hex, act)


def test_r13_refund_on_a_money_line_goes_to_the_tender_it_came_from_whole_or_in_part(
    counter: Counter, mixed: int
) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CARD)
    part = RefundPayment(payment_id=payment, amount=2_500, reason=WHY)
    assert refund(counter, mixed, part)["card_clearing"] == -2_500
    whole = RefundPayment(payment_id=payment, reason=WHY)
    assert refund(counter, mixed, whole)["card_clearing"] == -4_500


def test_r13_never_more_than_is_left_of_a_money_line(counter: Counter, mixed: int) -> None:
    payment = paid_by(counter, mixed, PaymentKind.CARD)
    refund(counter, mixed, RefundPayment(payment_id=payment, amount=6_999, reason=WHY))
    said = refused(counter, mixed, RefundPayment(payment_id=payment, amount=2, reason=WHY))
    assert said == "Only $0.01 is left to refund. Enter $0.01 or less."


def test_r13_where_the_payment_also_made_a_fund_that_is_never_taken_below_zero(
    counter: Counter,
) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 6_000)
    payment = counter.pay(ticket, "cash", 10_000, keep_change=True)
    counter.close(ticket)
    counter.sell(client, 3_000, "balance")
    moved = refund(counter, ticket, RefundPayment(payment_id=payment, reason=WHY))
    assert moved == {"open_payments": 1_000, "service_sales": 6_000, "cash": -7_000}
    assert counter.standing(client) == (0, 0, 0)
    assert "Nothing" in refused(counter, ticket, RefundAll(reason=WHY))


def test_r14_granted_value_never_becomes_refundable_by_way_of_a_conversion(
    counter: Counter, client: int, mixed: int
) -> None:
    refund(counter, mixed, Convert(reason="Did not come"))
    assert counter.standing(client) == (0, 7_000, 3_000)
    backs = [fund.origin.goes_back_to for fund in open_items.open_items(counter.desk, client).funds]
    assert sorted(backs) == ["", "Card"]


def test_r14_granted_value_that_paid_a_debt_never_becomes_refundable(
    counter: Counter, client: int
) -> None:
    ticket = counter.sell(client, 3_000, "later")
    later = counter.ticket(client)
    payoffs.pay_off(counter.desk, later, 3_000)
    counter.pay(later, "balance", 3_000)
    counter.close(later)
    moved = refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    assert moved == {"service_sales": 3_000, "client_credits": -3_000}


def test_r14_an_invoice_adjusted_below_what_was_paid_shows_both(
    counter: Counter, client: int, mixed: int
) -> None:
    refund(counter, mixed, AdjustInvoice(amount=2_000, reason="Copay was too high"))
    assert counter.standing(client) == (0, 2_000, 0)
    told = refunded.told(counter.desk, mixed)
    assert [(each.name, each.amount) for each in told.refunds] == [("Adjusted invoice R1", 2_000)]
    card = paid_by(counter, mixed, PaymentKind.CARD)
    assert told.payments[card] == (
        "Captured $70.00 · applied here $50.00 · became an open payment $20.00"
    )


def test_r14_an_adjusted_invoice_that_was_paid_later_adds_up_on_both_tickets(
    counter: Counter,
) -> None:
    client = counter.client()
    invoice = counter.sell(client, 10_000, "later")
    paid = counter.ticket(client)
    payoffs.pay_off(counter.desk, paid, 10_000)
    card = counter.pay(paid, "card")
    counter.close(paid)
    refund(counter, invoice, AdjustInvoice(amount=3_000, reason="Copay was too high"))
    later = paid_by(counter, invoice, PaymentKind.PAY_LATER)
    assert refunded.told(counter.desk, invoice).payments[later] == (
        "applied here $70.00 · became an open payment $30.00"
    )
    assert refunded.told(counter.desk, paid).payments[card] == (
        "Captured $100.00 · applied here $70.00 · became an open payment $30.00"
    )


def test_r14_every_fund_that_a_refund_made_says_where_it_came_from(counter: Counter) -> None:
    client = counter.client()
    for act in (
        Convert(reason="Did not come"),
        AdjustInvoice(amount=500, reason="Too high"),
        RefundAll(reason=WHY, back=Back.ACCOUNT),
    ):
        refund(counter, counter.sell(client, 500), act)
    origins = [fund.origin for fund in open_items.open_items(counter.desk, client).funds]
    assert [origin.text for origin in origins] == [
        "Card of ticket #1001, a visit that did not take place",
        "Card of ticket #1002, whose invoice was too high",
        "Card of ticket #1003, refunded to the account",
    ]
    assert origins[0].reason == "Did not come"


def test_r14_every_payments_own_row_says_what_became_of_it(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 6_000)
    payment = counter.pay(ticket, "cash", 10_000, keep_change=True)
    counter.close(ticket)
    assert refunded.told(counter.desk, ticket).payments[payment] == (
        "Captured $100.00 · applied here $60.00 · became an open payment $40.00"
    )
    refund(counter, ticket, RefundPayment(payment_id=payment, amount=5_000, reason=WHY))
    assert refunded.told(counter.desk, ticket).payments[payment] == (
        "Captured $100.00 · applied here $60.00 · refunded $50.00"
    )


def test_credit_taken_off_and_its_ticket_then_converted_is_not_said_to_come_back_twice(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 8_000)
    payment = counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    refund(counter, ticket, RemoveFund(payment_id=payment, reason=WHY))
    refund(counter, ticket, Convert(reason=WHY))
    assert refunded.told(counter.desk, ticket).payments[payment] == (
        "applied here $30.00 · removed for good $30.00 · taken off what is owed $30.00"
    )
    converted, removed = history.page(counter.desk, client, most=2)
    assert [(part.amount, part.fund, part.charge) for part in removed.parts] == [
        (3_000, "", "Ticket #1001")
    ]
    assert [(part.amount, part.fund, part.charge) for part in converted.parts] == [
        (5_000, "Ticket #1001: Card", ""),
        (3_000, "", "Ticket #1001"),
    ]


def test_a_refund_owes_nothing_to_and_by_an_archived_client(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, owed=1_000)
    ticket = counter.ticket(client)
    payoffs.pay_off(counter.desk, ticket, 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    clients.archive(counter.desk, client)
    assert "is archived" in refused(counter, ticket, RefundAll(reason=WHY))
    clients.bring_back(counter.desk, client)
    refund(counter, ticket, RefundAll(reason=WHY))
    assert counter.standing(client) == (1_000, 0, 0)


def test_money_on_account_that_paid_a_debt_goes_back_to_its_tender_if_chosen(
    counter: Counter,
) -> None:
    client = counter.client()
    ticket = counter.sell(client, 3_000, "later")
    act = TakePayment(amount=3_000, money=Received(type_code="check"), pays=Pays.OLDEST)
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    moved = refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    assert moved == {"service_sales": 3_000, "checks": -3_000}
