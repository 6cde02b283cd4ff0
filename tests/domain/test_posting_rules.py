"""Which accounts each event moves (design section 4)."""

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.client_account import FundKind
from pos_app.domain.journal import Account, Posting
from pos_app.domain.payment import Group, Payment, PaymentKind, settle
from pos_app.domain.posting_rules import close_ticket, keep_as_open_payment, opening_balance
from pos_app.domain.tax import TaxRate, TaxRules
from pos_app.domain.ticket import Discount, LineKind, Ticket, Tip, price
from tests.domain.strategies import RATES, RULES, TICKETS, a_line, a_payment, a_ticket

CLIENT = 7
CASH, CARD = PaymentKind.CASH, PaymentKind.CARD
BALANCE, LATER = PaymentKind.CLIENT_BALANCE, PaymentKind.PAY_LATER


def sums(postings: tuple[Posting, ...]) -> dict[str, int]:
    """What each account moved by, debit positive."""
    assert sum(posting.amount for posting in postings) == 0
    return {str(p.account) + (f":{p.sub}" if p.sub else ""): p.amount for p in postings}


def test_the_worked_example_sells_200_for_cash_50_credit_30_and_pay_later_120() -> None:
    bill = price(a_ticket(a_line(price=20_000)), {}, TaxRules())
    payments = [a_payment(CASH, 5_000), a_payment(BALANCE, 3_000), a_payment(LATER, 12_000)]
    postings = close_ticket(
        bill, settle(bill.total, payments, 0), payments, [(FundKind.CREDIT, 3_000)], CLIENT
    )
    assert sums(postings) == {
        "cash": 5_000,
        "client_credits": 3_000,
        "accounts_receivable": 12_000,
        "service_sales": -20_000,
    }


def test_r1_a_discount_with_included_tax_is_booked_net() -> None:
    line = a_line(taxes=("VAT",))
    vat = {"VAT": TaxRate("VAT", "VAT", 200_000)}
    bill = price(a_ticket(line, discount=Discount("", 100_000)), vat, TaxRules(included=True))
    cash = [a_payment(CASH, 9_000)]
    assert sums(close_ticket(bill, settle(9_000, cash, 0), cash, [], None)) == {
        "cash": 9_000,
        "discounts": 833,
        "service_sales": -8_333,
        "tax_payable:VAT": -1_500,
    }


def test_r16_payoffs_top_ups_and_gift_cards_sold_are_not_sales() -> None:
    ticket = a_ticket(
        a_line(kind=LineKind.PAYOFF, price=100),
        a_line(kind=LineKind.TOP_UP, price=200),
        a_line(kind=LineKind.GIFT_CARD, price=400),
    )
    card = [a_payment(CARD, 700)]
    bill = price(ticket, {}, TaxRules())
    assert sums(close_ticket(bill, settle(700, card, 0), card, [], CLIENT)) == {
        "card_clearing": 700,
        "accounts_receivable": -100,
        "open_payments": -200,
        "gift_cards": -400,
    }


def test_sales_go_to_the_account_of_their_kind() -> None:
    kinds = (LineKind.SERVICE, LineKind.PRODUCT, LineKind.FEE, LineKind.PLAN, LineKind.PACKAGE)
    ticket = a_ticket(*(a_line(kind=kind, price=10**i) for i, kind in enumerate(kinds)))
    bill = price(ticket, {}, TaxRules())
    check = [a_payment(PaymentKind.CHECK, bill.total)]
    assert sums(close_ticket(bill, settle(bill.total, check, 0), check, [], None)) == {
        "checks": 11_111,
        "service_sales": -1,
        "product_sales": -10,
        "fees": -100,
        "plan_sales": -11_000,
    }


def test_tips_are_owed_to_the_person_and_custom_types_keep_their_own_tender() -> None:
    ticket = a_ticket(tips=(Tip("S1", 300), Tip("S2", 200)))
    custom = [a_payment(PaymentKind.CUSTOM, 500, type_code="twint")]
    bill = price(ticket, {}, TaxRules())
    assert sums(close_ticket(bill, settle(500, custom, 0), custom, [], None)) == {
        "other_tender:twint": 500,
        "tips_payable:S1": -300,
        "tips_payable:S2": -200,
    }


def test_r15_change_kept_is_an_open_payment_out_of_the_same_cash() -> None:
    cash = [a_payment(CASH, 16_548, tendered=18_000, kept=1_452)]
    bill = price(a_ticket(a_line(price=16_548)), {}, TaxRules())
    assert sums(close_ticket(bill, settle(16_548, cash, 0), cash, [], CLIENT)) == {
        "cash": 18_000,
        "open_payments": -1_452,
        "service_sales": -16_548,
    }


def test_r15_cash_rounding_has_its_own_account_in_both_directions() -> None:
    for total, paid in ((1_002, 1_000), (1_003, 1_005)):
        cash = [a_payment(CASH, paid)]
        bill = price(a_ticket(a_line(price=total)), {}, TaxRules())
        assert sums(close_ticket(bill, settle(total, cash, 5), cash, [], None)) == {
            "cash": paid,
            "rounding": total - paid,
            "service_sales": -total,
        }


def test_r9_client_credit_that_is_not_deducted_is_a_discount_and_the_tax_stays() -> None:
    ticket = a_ticket(a_line(price=10_000, taxes=("VAT",)))
    bill = price(ticket, {"VAT": TaxRate("VAT", "VAT", 200_000)}, TaxRules())
    payments = [a_payment(PaymentKind.DISCOUNT, 2_000), a_payment(CARD, 10_000)]
    assert sums(close_ticket(bill, settle(12_000, payments, 0), payments, [], None)) == {
        "card_clearing": 10_000,
        "discounts": 2_000,
        "service_sales": -10_000,
        "tax_payable:VAT": -2_000,
    }


def test_redeemed_value_comes_out_of_the_account_of_its_kind() -> None:
    bill = price(a_ticket(a_line(price=8_000)), {}, TaxRules())
    paid = [a_payment(BALANCE, 8_000)]
    redeemed = [(FundKind.CREDIT, 3_000), (FundKind.OPEN_PAYMENT, 5_000)]
    assert sums(close_ticket(bill, settle(8_000, paid, 0), paid, redeemed, CLIENT)) == {
        "client_credits": 3_000,
        "open_payments": 5_000,
        "service_sales": -8_000,
    }


def test_r17_money_of_a_voided_ticket_becomes_an_open_payment() -> None:
    taken = [a_payment(CASH, 1_000, kept=200), a_payment(CARD, 300)]
    assert sums(keep_as_open_payment(taken, CLIENT)) == {
        "cash": 1_200,
        "card_clearing": 300,
        "open_payments": -1_500,
    }


def test_an_opening_balance_is_owed_and_had_at_once() -> None:
    assert sums(opening_balance(CLIENT, 4_500, 8_000, FundKind.CREDIT)) == {
        "accounts_receivable": 4_500,
        "opening_balances": 3_500,
        "client_credits": -8_000,
    }


@given(TICKETS, RATES, RULES, st.sampled_from([0, 5, 10]), st.data())
def test_closing_balances_whatever_is_sold_and_however_it_is_paid(
    ticket: Ticket,
    rates: dict[str, TaxRate],
    rules: TaxRules,
    step: int,
    data: st.DataObject,
) -> None:
    bill = price(ticket, rates, rules)
    payments: list[Payment] = []
    due = bill.total
    for kind in (LATER, BALANCE, CARD):
        amount = data.draw(st.integers(0, due), label=str(kind))
        payments.append(a_payment(kind, amount, id=len(payments)))
        due -= amount
    cash = settle(bill.total, payments, 0).due
    rounded = (2 * cash + step) // (2 * step) * step if step else cash
    payments.append(a_payment(CASH, rounded, kept=data.draw(st.integers(0, 500))))
    settled = settle(bill.total, payments, step)
    assert (settled.due, settled.excess) == (0, 0)
    credit = data.draw(st.integers(0, payments[1].amount), label="out of credit")
    redeemed = [
        (FundKind.CREDIT, credit),
        (FundKind.OPEN_PAYMENT, payments[1].amount - credit),
    ]
    postings = close_ticket(bill, settled, payments, redeemed, CLIENT)
    moved = sums(postings)
    assert moved.get("accounts_receivable", 0) == payments[0].amount - bill.of(Group.PAYOFF)
    assert moved.get("cash", 0) == rounded + payments[-1].kept
    assert all(p.client_id == CLIENT for p in postings if p.account in CLIENT_KEPT)
    assert all(p.client_id is None for p in postings if p.account not in CLIENT_KEPT)


CLIENT_KEPT = (Account.ACCOUNTS_RECEIVABLE, Account.OPEN_PAYMENTS, Account.CLIENT_CREDITS)
