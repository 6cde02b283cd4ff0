"""Taking payments and closing tickets (R1, R8, R15, R16)."""

from dataclasses import replace

import pytest

from pos_app.domain.money import MAX_AMOUNT
from pos_app.domain.payment import PaymentKind
from pos_app.domain.ticket import Discount, LineKind, TicketState
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.services import closing, payments, payoffs, selling, tickets, voiding
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.voiding import KeepMoney
from tests.services.counter import TYPES, Counter


@pytest.fixture
def rounding(counter: Counter) -> Counter:
    """The same counter in a shop that rounds cash to 0.05."""
    return Counter(replace(counter.desk, settings=replace(counter.desk.settings, cash_step=5)))


def test_the_worked_example_sells_200_for_cash_50_credit_30_and_pay_later_120(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client, 20_000)
    counter.pay(ticket, "cash", 5_000)
    counter.pay(ticket, "balance", 3_000)
    counter.pay(ticket, "later", 12_000)
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -20_000,
        "cash": 5_000,
        "client_credits": 3_000,
        "accounts_receivable": 12_000,
    }
    assert counter.standing(client) == (12_000, 0, 0)

    later = counter.ticket(client)
    payoffs.pay_off(counter.desk, later, 12_000)
    counter.pay(later, "card")
    counter.close(later)
    assert counter.booked(later) == {"card_clearing": 12_000, "accounts_receivable": -12_000}
    assert counter.standing(client) == (0, 0, 0)


def test_the_ticket_of_the_mock_up_closes_with_exactly_its_figures(counter: Counter) -> None:
    client = counter.client("Amara Thompson")
    counter.opening(client, owed=4_500, credit=3_000, paid=5_000)
    ticket = counter.ticket(client, 14_500, 3_400)
    counter.add(ticket, 2_400, kind=LineKind.PRODUCT, taxes=("sales",))
    selling.set_line_discount(counter.desk, ticket, 1, Discount("Member 10% off color", 100_000))
    tickets.set_tip(counter.desk, ticket, "S1", 3_000)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    bill = counter.look(ticket).bill
    assert (bill.subtotal, bill.line_discounts) == (20_300, 1_450)
    assert [(tax.taxable, tax.amount) for tax in bill.taxes] == [(2_400, 198)]
    assert (counter.look(ticket).payoff, bill.total) == (4_500, 26_548)

    counter.pay(ticket, "balance", 8_000)
    counter.pay(ticket, "twint", 2_000)
    assert counter.due(ticket) == 16_548
    counter.pay(ticket, "cash", 18_000)
    assert counter.look(ticket).ticket.payments[-1].change == 1_452
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -17_900,
        "product_sales": -2_400,
        "discounts": 1_450,
        "tax_payable:sales": -198,
        "tips_payable:S1": -3_000,
        "accounts_receivable": -4_500,
        "client_credits": 3_000,
        "open_payments": 5_000,
        "other_tender:twint": 2_000,
        "cash": 16_548,
    }
    assert counter.standing(client) == (0, 0, 0)


def test_r1_a_hundred_including_20_percent_with_10_percent_off_books_8_33_of_discounts(
    counter: Counter,
) -> None:
    shop = Counter(
        replace(counter.desk, settings=replace(counter.desk.settings, tax_included=True))
    )
    with shop.desk.database.write() as connection:
        rate = replace(catalog.tax_rates(connection)["sales"], rate_ppm=200_000)
        catalog.put_tax(connection, rate)
    ticket = shop.ticket()
    shop.add(ticket, 10_000, taxes=("sales",))
    selling.set_ticket_discount(shop.desk, ticket, Discount("Ten", 100_000))
    shop.pay(ticket, "cash", 9_000)
    shop.close(ticket)
    assert shop.booked(ticket) == {
        "cash": 9_000,
        "discounts": 833,
        "service_sales": -8_333,
        "tax_payable:sales": -1_500,
    }


def test_a_ticket_of_zero_closes_without_a_payment(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    selling.set_ticket_discount(counter.desk, ticket, Discount("On the house", 1_000_000))
    counter.close(ticket)
    assert counter.booked(ticket) == {"service_sales": -4500, "discounts": 4500}


def test_a_ticket_of_free_things_closes_with_an_empty_entry(counter: Counter) -> None:
    ticket = counter.ticket(None, 0)
    counter.close(ticket)
    assert counter.look(ticket).ticket.state is TicketState.CLOSED
    assert counter.booked(ticket) == {}


def test_an_empty_ticket_can_be_neither_paid_nor_closed(counter: Counter) -> None:
    ticket = counter.ticket()
    with pytest.raises(UserError, match="Add a service or product first"):
        counter.close(ticket)
    with pytest.raises(UserError, match="Add a service or product first"):
        counter.pay(ticket, "cash", 100)


def test_a_tip_alone_can_be_paid(counter: Counter) -> None:
    ticket = counter.ticket()
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket) == {"card_clearing": 500, "tips_payable:S1": -500}


def test_a_ticket_with_something_due_does_not_close(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card", 4499)
    with pytest.raises(UserError, match=r"^\$0\.01 is still due\.$"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r8_payments_above_the_total_block_closing_and_name_the_excess(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500, 1000)
    counter.pay(ticket, "card", 5500)
    selling.remove_line(counter.desk, ticket, 2)
    assert counter.look(ticket).settlement.excess == 1000
    with pytest.raises(UserError, match=r"\$10\.00 too much"):
        counter.close(ticket)
    assert counter.look(ticket).ticket.is_open


def test_r8_a_discount_after_payment_blocks_closing_too(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    paid = counter.pay(ticket, "cash", 4500)
    selling.set_ticket_discount(counter.desk, ticket, Discount("Ten", 0, 1000))
    with pytest.raises(UserError, match=r"\$10\.00 too much"):
        counter.close(ticket)
    payments.remove_payment(counter.desk, ticket, paid)
    counter.pay(ticket, "cash", 3500)
    counter.close(ticket)


@pytest.mark.parametrize("way", ["card", "check", "twint"])
def test_r15_no_payment_but_cash_exceeds_what_is_due(counter: Counter, way: str) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match=r"cannot be more than what is due: \$45\.00"):
        counter.pay(ticket, way, 4501)
    assert counter.due(ticket) == 4500


def test_r15_cash_over_the_amount_due_gives_change(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash", 5000)
    (cash,) = counter.look(ticket).ticket.payments
    assert (cash.amount, cash.tendered, cash.kept, cash.change) == (4500, 5000, 0, 500)
    counter.close(ticket)
    assert counter.booked(ticket)["cash"] == 4500


def test_r15_change_stays_on_the_account_by_choice(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 4500)
    counter.pay(ticket, "cash", 5000, keep_change=True)
    assert counter.standing(client) == (0, 0, 0)
    counter.close(ticket)
    assert counter.booked(ticket) == {"cash": 5000, "open_payments": -500, "service_sales": -4500}
    assert counter.standing(client) == (0, 500, 0)


def test_one_person_pays_a_part_in_cash_and_gets_change_for_it(counter: Counter) -> None:
    ticket = counter.ticket(None, 9_000)
    counter.pay(ticket, "cash", 5_000, part=3_000)
    (cash,) = counter.look(ticket).ticket.payments
    assert (cash.amount, cash.change, counter.due(ticket)) == (3_000, 2_000, 6_000)
    counter.pay(ticket, "cash", 7_000, part=9_999)
    assert counter.look(ticket).ticket.payments[-1].change == 1_000
    counter.close(ticket)
    assert counter.booked(ticket)["cash"] == 9_000


def test_change_kept_and_a_payoff_give_the_right_due(counter: Counter) -> None:
    """A complaint about other tills: change plus account payment gives the wrong due."""
    client = counter.client()
    counter.opening(client, owed=2000)
    ticket = counter.ticket(client, 4500)
    payoffs.pay_off(counter.desk, ticket, 2000)
    counter.pay(ticket, "cash", 10_000, keep_change=True)
    assert counter.due(ticket) == 0
    counter.close(ticket)
    assert counter.standing(client) == (0, 3500, 0)
    assert counter.booked(ticket)["cash"] == 10_000


def test_change_is_not_kept_for_a_walk_in(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with pytest.raises(UserError, match="only for a client"):
        counter.pay(ticket, "cash", 5000, keep_change=True)
    assert counter.look(ticket).ticket.payments == ()


@pytest.mark.parametrize("way", ["cash", "card", "check", "twint", "later", "balance", "credit"])
@pytest.mark.parametrize("amount", [0, -1, -4500, -(10**20)])
def test_nothing_and_less_is_no_payment(counter: Counter, way: str, amount: int) -> None:
    client = counter.client()
    counter.opening(client, credit=1000)
    ticket = counter.ticket(client, 4500)
    with pytest.raises(UserError, match="above zero"):
        counter.pay(ticket, way, amount)
    assert counter.look(ticket).ticket.payments == ()


@pytest.mark.parametrize("way", ["cash", "card", "later", "balance"])
@pytest.mark.parametrize("amount", [MAX_AMOUNT + 1, 10**15, 10**20])
@pytest.mark.parametrize("keep", [True, False])
def test_more_than_the_till_can_take_is_refused_in_words(
    counter: Counter, way: str, amount: int, keep: bool
) -> None:
    ticket = counter.ticket(counter.client(), 4500)
    with pytest.raises(UserError) as refused:
        counter.pay(ticket, way, amount, keep_change=keep)
    assert refused.value.field == "amount"
    assert counter.look(ticket).ticket.payments == ()


def test_a_payment_on_a_ticket_that_is_paid_is_refused(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card")
    for way in ("cash", "card"):
        with pytest.raises(UserError):
            counter.pay(ticket, way, 100)
    assert len(counter.look(ticket).ticket.payments) == 1


def test_a_payment_type_the_shop_does_not_take_is_refused(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    with counter.desk.database.write() as connection:
        catalog.put_payment_type(connection, replace(TYPES[2], active=False))
    for way in ("check", "bitcoin", ""):
        with pytest.raises(UserError, match="does not take that payment type"):
            counter.pay(ticket, way, 100)


@pytest.mark.parametrize(
    ("price", "settles", "difference"),
    [(1002, 1000, -2), (1003, 1005, 2), (1005, 1005, 0), (2, 0, -2), (1, 0, -1), (1003, 1003, 0)],
)
def test_r15_only_the_cash_that_settles_is_rounded_and_it_is_booked(
    rounding: Counter, price: int, settles: int, difference: int
) -> None:
    ticket = rounding.ticket(None, price)
    rounding.pay(ticket, "cash", settles)
    rounding.close(ticket)
    booked = rounding.booked(ticket)
    assert booked.get("cash", 0) == settles
    assert booked.get("rounding", 0) == -difference


def test_r15_cash_between_the_total_and_its_rounding_up_never_pays_above_the_total(
    rounding: Counter,
) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "cash", 1004)
    view = rounding.look(ticket)
    assert (view.settlement.due, view.settlement.excess) == (0, 0)
    assert (view.ticket.payments[0].amount, view.ticket.payments[0].change) == (1003, 1)
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"cash": 1003, "service_sales": -1003}


def test_r15_cash_after_a_card_settles_to_the_step_and_leaves_nothing(rounding: Counter) -> None:
    """A complaint about other tills: cash rounding leaves 0.10 due."""
    ticket = rounding.ticket(None, 2012)
    rounding.pay(ticket, "card", 1000)
    assert payments.cash_due(rounding.look(ticket), 5) == 1010
    rounding.pay(ticket, "cash", 1010)
    assert rounding.due(ticket) == 0
    rounding.close(ticket)
    assert rounding.booked(ticket)["rounding"] == 2


def test_r15_a_card_pays_to_the_cent_where_cash_is_rounded(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "card")
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"card_clearing": 1003, "service_sales": -1003}


def test_r15_cash_that_pays_a_part_is_taken_as_it_is(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1003)
    rounding.pay(ticket, "cash", 501)
    rounding.pay(ticket, "card")
    rounding.close(ticket)
    assert rounding.booked(ticket) == {"cash": 501, "card_clearing": 502, "service_sales": -1003}


def test_r15_two_cents_after_a_card_are_settled_by_no_cash_at_all(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1002)
    rounding.pay(ticket, "card", 1000)
    rounding.pay(ticket, "cash", 0)
    rounding.close(ticket)
    assert rounding.booked(ticket)["rounding"] == 2


def test_less_than_no_cash_is_refused_even_where_none_is_needed(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 2)
    with pytest.raises(UserError, match="above zero"):
        rounding.pay(ticket, "cash", -5)


def test_r15_change_is_given_from_the_rounded_amount(rounding: Counter) -> None:
    ticket = rounding.ticket(rounding.client(), 1002)
    rounding.pay(ticket, "cash", 2000, keep_change=True)
    cash = rounding.look(ticket).ticket.payments[0]
    assert (cash.amount, cash.kept, cash.change) == (1000, 1000, 0)
    rounding.close(ticket)


def test_r15_a_line_changed_after_rounded_cash_leaves_no_stray_cent(rounding: Counter) -> None:
    ticket = rounding.ticket(None, 1002)
    rounding.pay(ticket, "cash", 1000)
    line = rounding.add(ticket, 999)
    assert rounding.due(ticket) == 1001
    selling.remove_line(rounding.desk, ticket, line.number)
    assert rounding.due(ticket) == 0
    rounding.close(ticket)


def test_a_payment_is_removed_until_the_ticket_closes(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    card = counter.pay(ticket, "card", 2000)
    payments.remove_payment(counter.desk, ticket, card)
    assert counter.due(ticket) == 4500
    payments.remove_payment(counter.desk, ticket, card)
    assert counter.due(ticket) == 4500


def test_a_second_click_on_remove_never_takes_the_next_payment_off(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    wrong = counter.pay(ticket, "card", 2000)
    payments.remove_payment(counter.desk, ticket, wrong)
    right = counter.pay(ticket, "card", 3000)
    payments.remove_payment(counter.desk, ticket, wrong)
    assert [payment.id for payment in counter.look(ticket).ticket.payments] == [right]


def test_a_payment_of_another_ticket_is_not_removed(counter: Counter) -> None:
    mine, other = counter.ticket(None, 4500), counter.ticket(None, 4500)
    paid = counter.pay(other, "card")
    payments.remove_payment(counter.desk, mine, paid)
    assert counter.due(other) == 0


def test_the_same_request_twice_is_one_payment(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="double-click", type_code="card", amount=2000)
    payments.add_payment(counter.desk, ticket, request)
    payments.add_payment(counter.desk, ticket, request)
    assert counter.due(ticket) == 2500


def test_a_request_replayed_after_its_payment_was_removed_adds_nothing(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="replayed", type_code="card", amount=2000)
    payments.add_payment(counter.desk, ticket, request)
    payments.remove_payment(counter.desk, ticket, counter.look(ticket).ticket.payments[0].id)
    payments.add_payment(counter.desk, ticket, request)
    assert counter.due(ticket) == 4500


def test_a_refused_request_may_be_tried_again_under_its_id(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="again", type_code="card", amount=9999)
    with pytest.raises(UserError):
        payments.add_payment(counter.desk, ticket, request)
    payments.add_payment(counter.desk, ticket, replace(request, amount=4500))
    assert counter.due(ticket) == 0


def test_a_second_enter_on_close_closes_once(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash")
    version = counter.look(ticket).ticket.version
    for _press in range(2):
        closing.close(counter.desk, ticket, version, "enter")
    assert counter.rows("SELECT count(*) FROM entries") == [(1,)]
    assert counter.rows("SELECT count(*) FROM print_jobs") == [(1,)]


def test_a_payment_request_replayed_after_closing_changes_nothing(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    request = PaymentRequest(id="late reply", type_code="card", amount=4500)
    payments.add_payment(counter.desk, ticket, request)
    counter.close(ticket)
    payments.add_payment(counter.desk, ticket, request)
    assert len(counter.look(ticket).ticket.payments) == 1


def test_a_ticket_that_changed_since_it_was_seen_does_not_close(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "card")
    seen = counter.look(ticket).ticket.version
    tickets.set_note(counter.desk, ticket, "Changed at the other window")
    with pytest.raises(UserError, match="changed meanwhile"):
        closing.close(counter.desk, ticket, seen, "stale")
    assert counter.look(ticket).ticket.is_open
    closing.close(counter.desk, ticket, seen + 1, "stale")
    assert not counter.look(ticket).ticket.is_open


def test_payments_that_came_or_went_since_the_ticket_was_seen_stop_closing_too(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, 4500)
    seen = [counter.look(ticket).ticket.version]
    wrong = counter.pay(ticket, "card")
    seen.append(counter.look(ticket).ticket.version)
    payments.remove_payment(counter.desk, ticket, wrong)
    seen.append(counter.look(ticket).ticket.version)
    counter.pay(ticket, "cash")
    for version in seen:
        with pytest.raises(UserError, match="changed meanwhile"):
            closing.close(counter.desk, ticket, version, "stale")
    counter.close(ticket)


def test_closing_stores_the_print_job_and_kicks_the_drawer_for_cash_only(counter: Counter) -> None:
    jobs = []
    for way, receipt in (
        ("cash", Receipt.PRINT),
        ("card", Receipt.PRINT),
        ("cash", Receipt.NONE),
        ("card", Receipt.NONE),
    ):
        ticket = counter.ticket(None, 4500)
        counter.pay(ticket, way)
        version = counter.look(ticket).ticket.version
        closing.close(counter.desk, ticket, version, f"close {ticket}", receipt)
        jobs.append(
            counter.rows(
                "SELECT paper, kick_drawer, state FROM print_jobs WHERE ticket_id = :id", id=ticket
            )
        )
    assert jobs == [
        [("receipt", 1, "queued")],
        [("receipt", 0, "queued")],
        [("drawer", 1, "queued")],
        [],
    ]


def test_a_receipt_is_e_mailed_later_only_to_a_client_with_an_address(counter: Counter) -> None:
    nobody, client = counter.client(), counter.client(email="a@example.com")
    for who, said in ((None, True), (nobody, True), (client, False)):
        ticket = counter.ticket(who, 4500)
        counter.pay(ticket, "card")
        version = counter.look(ticket).ticket.version
        if said:
            with pytest.raises(UserError, match="no e-mail address"):
                closing.close(counter.desk, ticket, version, f"mail {ticket}", Receipt.EMAIL)
            assert counter.look(ticket).ticket.is_open
        else:
            closing.close(counter.desk, ticket, version, f"mail {ticket}", Receipt.EMAIL)
    assert counter.rows("SELECT address FROM email_requests") == [("a@example.com",)]


def test_r9_client_credit_that_is_not_deducted_is_a_discount_and_moves_no_fund(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000)
    ticket = counter.ticket(client)
    counter.add(ticket, 10_000, taxes=("sales",))
    counter.pay(ticket, "credit", 2_000, deducts=False)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "service_sales": -10_000,
        "tax_payable:sales": -825,
        "discounts": 2_000,
        "card_clearing": 8_825,
    }
    assert counter.standing(client) == (0, 0, 3_000)


def test_r9_client_credit_that_is_deducted_spends_credits_and_no_open_payments(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, credit=3_000, paid=5_000)
    ticket = counter.ticket(client, 10_000)
    with pytest.raises(UserError, match=r"Only \$30\.00"):
        counter.pay(ticket, "credit", 3_001)
    counter.pay(ticket, "credit", 3_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.standing(client) == (0, 5_000, 0)


def test_r9_only_client_credit_can_be_left_undeducted(counter: Counter) -> None:
    """The client's own balance is always deducted, or value would come out of nowhere."""
    client = counter.client()
    counter.opening(client, paid=3_000)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 2_000, deducts=False)
    assert counter.available(client) == 1_000
    assert counter.look(ticket).ticket.payments[0].kind is PaymentKind.CLIENT_BALANCE


def test_r8_undeducted_credit_pays_sale_lines_only(counter: Counter) -> None:
    ticket = counter.ticket(counter.client(), 1_000)
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    selling.top_up(counter.desk, ticket, 2_000)
    with pytest.raises(UserError, match=r"at most \$10\.00"):
        counter.pay(ticket, "credit", 1_001, deducts=False)
    counter.pay(ticket, "credit", 1_000, deducts=False)


def test_r17_voiding_needs_a_reason_and_blanks_are_none(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    for reason in ("", "  ", "\t\n", "\x00"):
        with pytest.raises(UserError, match="Say why"):
            voiding.void(counter.desk, ticket, reason)
    assert counter.look(ticket).ticket.is_open


def test_r17_voiding_with_money_wants_to_know_what_becomes_of_it(counter: Counter) -> None:
    ticket = counter.ticket(counter.client(), 4500)
    counter.pay(ticket, "card", 2000)
    with pytest.raises(UserError, match="what becomes of the money"):
        voiding.void(counter.desk, ticket, "Left")
    assert counter.look(ticket).ticket.is_open


def test_r17_money_given_back_never_was_in_the_books(counter: Counter) -> None:
    ticket = counter.ticket(None, 4500)
    counter.pay(ticket, "cash", 5000)
    voiding.void(counter.desk, ticket, "Left", KeepMoney.GIVEN_BACK)
    assert counter.look(ticket).ticket.state is TicketState.VOID
    assert counter.rows("SELECT count(*) FROM entries") == [(0,)]


def test_r17_money_kept_becomes_an_open_payment_for_each_payment(counter: Counter) -> None:
    client = counter.client()
    counter.opening(client, credit=500)
    ticket = counter.ticket(client, 10_000)
    counter.pay(ticket, "balance", 500)
    counter.pay(ticket, "card", 2_000)
    counter.pay(ticket, "cash", 8_000, keep_change=True)
    voiding.void(counter.desk, ticket, "Left", KeepMoney.ON_ACCOUNT)
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
        counter.pay(ticket, "card", 2000)
        counter.archive(client)
        with pytest.raises(UserError, match="client"):
            voiding.void(counter.desk, ticket, "Left", KeepMoney.ON_ACCOUNT)
        assert counter.look(ticket).ticket.is_open


def test_rates_that_change_before_closing_are_the_ones_that_are_booked(
    counter: Counter, desk: Desk
) -> None:
    ticket = counter.ticket()
    counter.add(ticket, 10_000, taxes=("sales",))
    counter.pay(ticket, "card")
    with desk.database.write() as connection:
        rate = catalog.tax_rates(connection)["sales"]
        catalog.put_tax(connection, replace(rate, rate_ppm=90_000))
    with pytest.raises(UserError, match=r"\$0\.75 is still due"):
        counter.close(ticket)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket)["tax_payable:sales"] == -900
