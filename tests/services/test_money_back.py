"""Money on account that no ticket used goes back to the tender it came by (R13)."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from pos_app.domain.balance_acts import AddCredit, Received, TakePayment
from pos_app.domain.money_back import GiveBack
from pos_app.domain.refund import Back
from pos_app.domain.refund_acts import Convert, RefundAll
from pos_app.errors import UserError
from pos_app.printing.layouts import Issue
from pos_app.printing.text import as_text
from pos_app.reports.verify import verify
from pos_app.services import (
    client_accounts,
    history,
    merging,
    money_back,
    open_items,
    payoffs,
    refund_receipts,
    selling,
)
from pos_app.services.desk import Desk
from pos_app.services.voiding import KeepMoney
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter, prepare
from tests.services.refunding import WHY, booked, refund


def received(counter: Counter, client: int, amount: int, way: str = "card") -> None:
    act = TakePayment(amount=amount, money=Received(type_code=way))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)


def newest(counter: Counter, client: int) -> open_items.Origin:
    return open_items.open_items(counter.desk, client).funds[-1].origin


def fund_of(counter: Counter, client: int) -> int:
    return open_items.open_items(counter.desk, client).funds[-1].item.id


def give_back(counter: Counter, client: int, amount: int, fund: int = 0) -> dict[str, int]:
    """Give back as it was previewed; what the entry moved, by account, debit positive."""
    act = GiveBack(fund_id=fund or fund_of(counter, client), amount=amount, reason=WHY)
    seen = money_back.preview(counter.desk, client, act)
    request = uuid4().hex
    for _click in range(2):
        money_back.give_back(counter.desk, client, request, act, seen)
    assert counter.standing(client)[1] == seen.after.open_payments
    return booked(counter)


def refused(counter: Counter, client: int, act: GiveBack) -> str:
    before = counter.all_rows()
    with pytest.raises(UserError) as error:
        money_back.give_back(counter.desk, client, uuid4().hex, act)
    assert counter.all_rows() == before
    return error.value.text


@pytest.fixture
def client(counter: Counter) -> int:
    """Has 50.00 that came by card, on account."""
    client = counter.client()
    received(counter, client, 5_000)
    return client


def test_money_on_account_goes_back_whole_to_the_tender_it_came_by(
    counter: Counter, client: int
) -> None:
    assert newest(counter, client).goes_back_to == "Card"
    assert give_back(counter, client, 5_000) == {"open_payments": 5_000, "card_clearing": -5_000}
    assert counter.standing(client) == (0, 0, 0)
    assert open_items.open_items(counter.desk, client).funds == ()


def test_never_more_than_is_left_of_it_goes_back_in_parts(counter: Counter, client: int) -> None:
    fund = fund_of(counter, client)
    give_back(counter, client, 1_000)
    counter.sell(client, 2_500, "balance")
    give_back(counter, client, 500)
    said = refused(counter, client, GiveBack(fund_id=fund, amount=1_001, reason=WHY))
    assert said == "Only $10.00 of it is left to give back. Enter $10.00 or less."
    give_back(counter, client, 1_000)
    assert "Only $0.00" in refused(counter, client, GiveBack(fund_id=fund, amount=1, reason=WHY))


def test_what_paid_a_debt_off_goes_back_to_its_tender_after_the_refund_put_it_on_the_account(
    counter: Counter,
) -> None:
    client = counter.client()
    visit = counter.sell(client, 12_000, "later")
    paid = counter.ticket(client)
    payoffs.pay_off(counter.desk, paid, 12_000)
    counter.pay(paid, "card")
    counter.close(paid)
    refund(counter, visit, RefundAll(reason=WHY))
    assert counter.standing(client) == (0, 12_000, 0)
    assert newest(counter, client).goes_back_to == "Card"
    assert give_back(counter, client, 12_000) == {"open_payments": 12_000, "card_clearing": -12_000}
    assert counter.standing(client) == (0, 0, 0)
    counter.assert_sound()


def test_what_an_open_ticket_holds_of_it_does_not_go_back(counter: Counter, client: int) -> None:
    ticket = counter.ticket(client, 4_000)
    counter.pay(ticket, "balance", 4_000)
    act = GiveBack(fund_id=fund_of(counter, client), amount=1_001, reason=WHY)
    assert "Only $10.00" in refused(counter, client, act)
    give_back(counter, client, 1_000)
    counter.close(ticket)


def test_what_went_back_is_not_given_again_by_the_refund_of_what_the_rest_paid(
    counter: Counter, client: int
) -> None:
    ticket = counter.sell(client, 3_000, "later")
    counter.grant(client, 1)
    act = TakePayment(amount=4_000, money=Received(type_code="cash"))
    client_accounts.carry_out(counter.desk, client, uuid4().hex, act)
    give_back(counter, client, 4_000)
    refund(counter, ticket, RefundAll(reason=WHY, back=Back.TENDER))
    assert counter.standing(client)[1] == 5_000


def test_a_credit_never_goes_back_as_money(counter: Counter) -> None:
    client = counter.client()
    counter.grant(client, 1_000)
    assert newest(counter, client).goes_back_to == ""
    act = GiveBack(fund_id=fund_of(counter, client), amount=1, reason=WHY)
    assert "did not come in as money" in refused(counter, client, act)


def test_a_top_up_goes_back_by_its_ticket(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client)
    selling.top_up(counter.desk, ticket, 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert newest(counter, client).goes_back_to == ""
    act = GiveBack(fund_id=fund_of(counter, client), amount=1, reason=WHY)
    assert "given back by itself" in refused(counter, client, act)


def test_money_kept_from_a_voided_ticket_goes_back_after_all(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.ticket(client, 2_000)
    counter.pay(ticket, "card", 500)
    counter.void(ticket, KeepMoney.ON_ACCOUNT)
    assert give_back(counter, client, 500) == {"open_payments": 500, "card_clearing": -500}


def test_a_visit_turned_into_an_open_payment_goes_back_after_all(counter: Counter) -> None:
    client = counter.client()
    ticket = counter.sell(client, 2_000, "check")
    refund(counter, ticket, Convert(reason="Did not come"))
    assert give_back(counter, client, 2_000) == {"open_payments": 2_000, "checks": -2_000}


def test_r15_cash_goes_back_as_it_can_be_paid(counter: Counter) -> None:
    counter = counter.in_a_shop(cash_step=5)
    client = counter.client()
    received(counter, client, 1_000, "cash")
    assert give_back(counter, client, 503) == {
        "open_payments": 503,
        "cash": -505,
        "rounding": 2,
    }
    assert give_back(counter, client, 497) == {
        "open_payments": 497,
        "cash": -495,
        "rounding": -2,
    }
    assert counter.rows("SELECT kick_drawer FROM print_jobs WHERE paper = 'refund'") == [
        (1,),
        (1,),
    ]


def test_r15_parts_that_round_up_never_give_back_more_cash_than_came_in(counter: Counter) -> None:
    counter = counter.in_a_shop(cash_step=5)
    client = counter.client()
    received(counter, client, 1_000, "cash")
    parts = [give_back(counter, client, amount)["cash"] for amount in (333, 333, 334)]
    assert parts == [-335, -335, -330]
    assert counter.standing(client) == (0, 0, 0)


def test_after_a_merge_the_survivors_money_goes_back(counter: Counter, client: int) -> None:
    survivor = counter.client("Amara T.")
    merging.merge(counter.desk, client, survivor)
    give_back(counter, survivor, 5_000)
    assert counter.standing(survivor) == (0, 0, 0)


def test_it_has_a_number_a_receipt_and_a_place_in_the_history(
    counter: Counter, client: int
) -> None:
    give_back(counter, client, 2_000)
    paper = as_text(refund_receipts.document(counter.desk, 1, Issue.ORIGINAL), 48)
    for said in ("Money on account given back R1", "Client: Amara Okafor", "To Card", WHY):
        assert said in paper
    event = history.page(counter.desk, client)[0]
    assert (event.what, event.amount, event.reason) == (
        "Money on account given back R1",
        2_000,
        WHY,
    )


def test_somebody_with_a_reason_who_may_refund_gives_it_back(counter: Counter, client: int) -> None:
    fund = fund_of(counter, client)
    assert "Say why" in refused(counter, client, GiveBack(fund_id=fund, amount=1, reason="  "))
    front_desk = Counter(counter.desk.as_staff(FRONT_DESK))
    with pytest.raises(UserError, match="may not do this"):
        give_back(front_desk, client, 1)


def test_where_the_balance_changed_since_the_preview_nothing_goes_back(
    counter: Counter, client: int
) -> None:
    act = GiveBack(fund_id=fund_of(counter, client), amount=1_000, reason=WHY)
    seen = money_back.preview(counter.desk, client, act)
    more = AddCredit(amount=1, reason="Goodwill")
    client_accounts.carry_out(counter.desk, client, uuid4().hex, more)
    with pytest.raises(UserError, match="changed meanwhile"):
        money_back.give_back(counter.desk, client, uuid4().hex, act, seen)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE refunds SET amount = amount - 1", ["refund 1"]),
        ("UPDATE refunds SET client_id = 2", ["refund 1"]),
        ("UPDATE refund_payments SET amount = amount - 1", ["payment part 0 of refund 1"]),
        ("DELETE FROM refund_payments", ["refund 1"]),
    ],
)
def test_what_was_forged_of_it_is_named_and_nothing_else(
    desk: Desk, damage: str, named: list[str]
) -> None:
    prepare(desk)
    counter = Counter(desk)
    client = counter.client()
    counter.client("Somebody else")
    received(counter, client, 5_000)
    give_back(counter, client, 2_000)
    with counter.desk.database.write() as connection:
        for table in ("refunds", "refund_payments"):
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER guard_{table}_{verb}"))
        connection.execute(text(damage))
    assert [found.record for found in verify(counter.desk.database)] == named
