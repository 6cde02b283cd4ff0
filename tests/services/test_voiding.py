"""Voiding an open ticket (R7, R17)."""

import pytest

from pos_app.domain.ticket import Discount, TicketState
from pos_app.errors import UserError
from pos_app.security.roles import NotAllowed
from pos_app.services import history, payments, sales, selling, tickets, voiding
from pos_app.services.voiding import KeepMoney
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter

BACK, KEPT = KeepMoney.GIVEN_BACK, KeepMoney.ON_ACCOUNT


def void(counter: Counter, ticket: int, fates: dict[int, KeepMoney]) -> None:
    voiding.void(counter.desk, ticket, "Left", fates)


def test_r17_voiding_needs_a_reason_and_blanks_are_none(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    for reason in ("", "  ", "\t\n", "\x00"):
        with pytest.raises(UserError, match="Say why"):
            voiding.void(counter.desk, ticket, reason)
    assert counter.look(ticket).ticket.is_open


def test_nobody_is_called_to_allow_a_void_before_each_payment_has_its_answer(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, 10_000)
    cash = counter.pay(ticket, "cash", 2_000)
    at_front = counter.desk.as_staff(FRONT_DESK)
    with pytest.raises(UserError, match="Say what becomes of Cash"):
        voiding.void(at_front, ticket, "Left")
    with pytest.raises(NotAllowed):
        voiding.void(at_front, ticket, "Left", {cash: BACK})


def test_r17_each_payment_is_given_back_or_kept(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 10_000)
    cash = counter.pay(ticket, "cash", 2_000)
    card = counter.pay(ticket, "card", 3_000, detail="·· 1234")
    check = counter.pay(ticket, "check", 1_000, reference="1047")
    void(counter, ticket, {cash: BACK, card: KEPT, check: KEPT})
    assert counter.booked(ticket) == {
        "card_clearing": 3_000,
        "checks": 1_000,
        "open_payments": -4_000,
    }
    assert counter.standing(client) == (0, 4_000, 0)


def test_r17_the_history_the_funds_and_the_audit_log_name_each_payment(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 10_000)
    cash = counter.pay(ticket, "cash", 2_000)
    card = counter.pay(ticket, "card", 3_000, detail="·· 1234")
    check = counter.pay(ticket, "check", 1_000, reference="1047")
    void(counter, ticket, {check: KEPT, cash: BACK, card: KEPT})
    (event,) = history.account(counter.desk, client).events
    told = (
        "Left · given back: Cash $20.00 · kept on account: Card ·· 1234 $30.00, Check 1047 $10.00"
    )
    assert event.reason == told
    assert counter.rows("SELECT void_reason FROM tickets WHERE id = :id", id=ticket) == [(told,)]
    number = counter.look(ticket).ticket.number
    assert counter.rows("SELECT payment_id, amount, label FROM funds ORDER BY id") == [
        (card, 3_000, f"Voided ticket #{number}: Card ·· 1234"),
        (check, 1_000, f"Voided ticket #{number}: Check 1047"),
    ]
    facts = "reason=Left\ngiven_back=2000 cash\non_account=3000 card\non_account=1000 check"
    assert counter.rows("SELECT detail FROM audit WHERE act = 'ticket.void'") == [(facts,)]


def test_r17_every_money_payment_must_be_answered(counter: Counter) -> None:
    ticket = counter.ticket(counter.client(), 10_000)
    cash = counter.pay(ticket, "cash", 2_000)
    card = counter.pay(ticket, "card", 3_000)
    for fates, missing in (({}, cash), ({cash: KEPT}, card), ({card: BACK}, cash)):
        with pytest.raises(UserError, match=r"^Say what becomes of (Cash|Card), ") as said:
            void(counter, ticket, fates)
        assert said.value.field == voiding.fate_field(missing)
    assert counter.look(ticket).ticket.is_open


def test_r17_an_answer_for_a_payment_that_is_not_there_is_refused(counter: Counter) -> None:
    """Somebody took it off, or put another one on, while this person was deciding."""
    client = counter.client()
    counter.opening(client, credit=500)
    ticket = counter.ticket(client, 10_000)
    balance = counter.pay(ticket, "balance", 500)
    gone = counter.pay(ticket, "cash", 2_000)
    card = counter.pay(ticket, "card", 3_000)
    elsewhere = counter.pay(counter.ticket(client, 1_000), "card")
    payments.remove_payment(counter.desk, ticket, gone)
    for other in (gone, balance, elsewhere, -1):
        with pytest.raises(UserError, match="payments changed meanwhile"):
            void(counter, ticket, {card: BACK, other: BACK})
    assert counter.look(ticket).ticket.is_open


def test_r17_money_given_back_never_was_in_the_books(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    cash = counter.pay(ticket, "cash", 5000)
    void(counter, ticket, {cash: BACK})
    assert counter.look(ticket).ticket.state is TicketState.VOID
    assert counter.rows("SELECT count(*) FROM entries") == [(0,)]


def test_r17_change_kept_on_the_account_is_money_that_was_taken(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=500)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 500)
    card = counter.pay(ticket, "card", 2_000)
    cash = counter.pay(ticket, "cash", 8_000, keep_change=True)
    void(counter, ticket, {card: KEPT, cash: KEPT})
    assert counter.booked(ticket) == {
        "card_clearing": 2_000,
        "cash": 8_000,
        "open_payments": -10_000,
    }
    assert counter.standing(client) == (0, 10_000, 500)
    assert counter.available(client) == 10_500


def test_r17_money_is_kept_only_for_a_client_who_is_not_archived(counter: Counter) -> None:
    client = counter.client()
    for ticket in (counter.ticket(None, 4500), counter.ticket(client, 4500)):
        card = counter.pay(ticket, "card", 2000)
        counter.archive(client)
        with pytest.raises(UserError, match="client"):
            void(counter, ticket, {card: KEPT})
        assert counter.look(ticket).ticket.is_open
        void(counter, ticket, {card: BACK})


def test_a_ticket_voided_twice_keeps_its_money_once(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 4500)
    card = counter.pay(ticket, "card", 2000)
    void(counter, ticket, {card: KEPT})
    before = counter.all_rows()
    for fates in ({card: KEPT}, {card: BACK}, {}):
        with pytest.raises(UserError, match="is void"):
            void(counter, ticket, fates)
    assert counter.all_rows() == before


def test_the_drawer_opens_for_cash_that_is_kept_and_for_nothing_else(counter: Counter) -> None:
    client = counter.client()
    for way, fate in (("cash", BACK), ("card", KEPT), ("cash", KEPT)):
        ticket = counter.ticket(client, 4500)
        paid = counter.pay(ticket, way, 2000)
        void(counter, ticket, {paid: fate})
    assert counter.rows("SELECT ticket_id, paper, kick_drawer, state FROM print_jobs") == [
        (ticket, "drawer", 1, "queued")
    ]


def test_a_void_ticket_keeps_its_discounts_and_tax_to_look_at(counter: Counter) -> None:
    ticket = counter.ticket()
    counter.add(ticket, 2400, taxes=("sales",))
    counter.add(ticket, 10_000)
    selling.set_line_discount(counter.desk, ticket, 2, Discount("Friend", 100_000))
    selling.set_ticket_discount(counter.desk, ticket, Discount("Late", amount=400))
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    bill = counter.look(ticket).bill
    void(counter, ticket, {})
    ended = sales.view(counter.desk, ticket).ended
    assert ended.bill == bill
    assert (ended.total, bool(bill.taxes), bill.line_discounts) == (0, True, 1000)
