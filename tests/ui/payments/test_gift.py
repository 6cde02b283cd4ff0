"""Paying with a gift card by keys, clicks and scanner."""

from pos_app.domain.gift_card import shown
from pos_app.services import card_sales
from pos_app.services.card_sales import CardOrder
from tests.ui.payments.conftest import AtPayments
from ui.payments.gift import GiftForm


def a_card(till: AtPayments, amount: int = 5_000) -> str:
    """The code of a card that was sold."""
    ticket = till.counter.ticket()
    card_sales.sell(till.counter.desk, ticket, CardOrder(amount=amount))
    (line,) = till.counter.look(ticket).ticket.lines
    till.counter.pay(ticket, "card")
    till.counter.close(ticket)
    assert line.card is not None
    return line.card.code


def form(till: AtPayments) -> GiftForm:
    found = till.page.pane.forms["gift_card"]
    assert isinstance(found, GiftForm)
    return found


def words_of(till: AtPayments) -> str:
    return " ".join(form(till).outcome.text().split())


def test_a_card_is_typed_shows_what_is_on_it_and_pays_with_enter(till: AtPayments) -> None:
    code = a_card(till)
    till.open(till.counter.ticket(None, 8_000))
    till.key("F4")
    assert form(till).code.hasFocus()
    till.type(shown(code).lower())
    assert form(till).amount.value() == 5_000
    tail = f"Gift card •{code[-4:]}"
    assert form(till).outcome.text() == (
        f"Left on the card after this $0.00 {tail} has $50.00. Still due after this: $30.00."
    )
    till.key("Return")
    (payment,) = till.payments
    assert (payment.name, payment.amount) == (tail, 5_000)
    assert till.due == 3_000
    assert form(till).code.text() == ""


def test_a_card_that_is_scanned_anywhere_on_the_page_is_taken(till: AtPayments) -> None:
    code = a_card(till)
    till.open(till.counter.ticket(None, 2_000))
    assert till.page.scan(code)
    assert form(till).isVisible()
    assert form(till).amount.value() == 2_000
    assert not till.page.scan("4006381333931")
    till.key("Return")
    assert [p.amount for p in till.payments] == [2_000]


def test_what_is_typed_after_a_card_is_how_much_of_it_however_its_code_came(
    till: AtPayments,
) -> None:
    code = a_card(till)
    till.open(till.counter.ticket(None, 2_000))
    assert till.page.scan(code)
    till.type("7")
    till.key("Return")
    till.type(shown(code))
    till.type("8")
    till.key("Return")
    assert [p.amount for p in till.payments] == [700, 800]


def test_a_wrong_code_is_refused_at_its_box(till: AtPayments) -> None:
    a_card(till)
    till.open(till.counter.ticket(None, 2_000))
    till.key("F4")
    till.type("4006381333931")
    assert "No gift card with this code" in form(till).fields["code"].error()
    till.key("Return")
    assert not till.payments
    form(till).code.clear()
    till.type("40063813339")
    till.key("Return")
    assert "has 12 characters; this has 11" in form(till).fields["code"].error()


def test_a_card_that_the_scanner_misread_is_refused_at_its_box_wherever_the_focus_is(
    till: AtPayments,
) -> None:
    till.open(till.counter.ticket(None, 2_000))
    assert not till.page.scan("6035123456789012")
    till.key("F4")
    form(till).amount.setFocus()
    assert till.page.scan("6035123456789012")
    assert "A character of this code is wrong" in form(till).fields["code"].error()
    assert not till.payments


def test_a_card_that_the_scanner_misread_into_its_box_is_refused_at_once(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 2_000))
    till.page.pane.choose("gift_card")
    box = form(till).code
    box.setText("6035123456789012")
    assert not form(till).fields["code"].error()
    box.editingFinished.emit()
    assert "A character of this code is wrong" in form(till).fields["code"].error()


def test_more_than_is_on_the_card_is_refused_at_the_amount(till: AtPayments) -> None:
    code = a_card(till, 1_000)
    till.open(till.counter.ticket(None, 2_000))
    till.page.scan(code)
    form(till).fill(1_500)
    assert "The most that can be used $10.00" in form(till).outcome.text()
    till.click(form(till).add)
    assert "Only $10.00 is left on Gift card" in form(till).field.error()
    assert not till.payments


def test_r8_a_gift_card_on_the_ticket_cannot_be_paid_by_gift_card(till: AtPayments) -> None:
    ticket = till.counter.ticket()
    card_sales.sell(till.counter.desk, ticket, CardOrder(amount=500))
    till.open(ticket)
    till.key("F4")
    assert "No gift card can pay for this" in form(till).outcome.text()
    assert not form(till).add.isEnabled()
    till.counter.void(ticket)


def test_of_a_card_that_other_tickets_hold_or_spent_it_is_said_why_nothing_can_be_used(
    till: AtPayments,
) -> None:
    code = a_card(till)
    tail = f"Gift card •{code[-4:]}"
    other = till.counter.ticket(None, 8_000)
    till.counter.pay(other, "gift_card", 2_000, reference=code)
    till.open(till.counter.ticket(None, 8_000))
    till.page.scan(code)
    assert form(till).outcome.text() == (
        f"Left on the card after this $0.00 {tail} has $30.00; open tickets hold $20.00."
        " Still due after this: $50.00."
    )
    till.counter.pay(other, "gift_card", 3_000, reference=code)
    till.page.scan(code)
    assert words_of(till) == (
        f"Nothing can be used of this card {tail}: open tickets hold the $50.00 that are left"
        " on it. See Gift cards."
    )
    till.counter.pay(other, "card")
    till.counter.close(other)
    till.page.scan(code)
    assert words_of(till) == f"Nothing can be used of this card {tail} is spent."
