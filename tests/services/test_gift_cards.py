"""Gift cards at the counter: sold, redeemed, topped up, loaded, lost, expired (R7, R8, R11, R16)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
from pos_app.domain import gift_card
from pos_app.domain.gift_card import CardState, GiftCard
from pos_app.domain.refund_acts import RefundPayment
from pos_app.errors import UserError
from pos_app.printing.layouts import Issue
from pos_app.printing.text import as_text
from pos_app.services import (
    card_papers,
    card_sales,
    gift_cards,
    open_items,
    payments,
    print_spool,
    receipts,
    refunds,
    selling,
    shop,
    tickets,
    voiding,
)
from pos_app.services.card_sales import CardOrder
from pos_app.services.gift_cards import CardView
from pos_app.services.import_catalog import import_catalog, plan_catalog
from pos_app.services.voiding import KeepMoney
from tests.builders import an_item
from tests.conftest import NOON
from tests.services.counter import Counter, refused

PRE_PRINTED = "4006381333931"


def put(at: Counter, ticket: int, amount: int = 5_000, **order: object) -> GiftCard:
    """A gift card on a ticket, as its line has it."""
    card_sales.sell(at.desk, ticket, CardOrder(amount=amount, **order))  # type: ignore[arg-type]
    card = at.look(ticket).ticket.lines[-1].card
    assert card is not None
    return GiftCard(
        id=0, number=card.number, code=card.code, amount=amount, left=amount, held=0, at=""
    )


def sold(at: Counter, amount: int = 5_000, **order: object) -> GiftCard:
    """A gift card that somebody bought and paid."""
    ticket = at.ticket()
    card = put(at, ticket, amount, **order)
    at.pay(ticket, "card")
    at.close(ticket)
    return card


def now(at: Counter, card: GiftCard) -> CardView:
    return gift_cards.view(at.desk, card.number)


def left(at: Counter, card: GiftCard) -> tuple[int, int]:
    """What is left of it, and what of that open tickets hold."""
    found = now(at, card).card
    return found.left, found.held


def test_r16_a_gift_card_that_is_sold_is_no_sale(counter: Counter) -> None:
    ticket = counter.ticket(None, 1_000)
    card = put(counter, ticket)
    counter.pay(ticket, "card")
    counter.close(ticket)
    assert counter.booked(ticket) == {
        "card_clearing": 6_000,
        f"gift_cards:{card.reference}": -5_000,
        "service_sales": -1_000,
    }


def test_a_card_can_be_used_once_its_ticket_is_closed(counter: Counter) -> None:
    ticket = counter.ticket()
    card = put(counter, ticket, recipient="Noor Haddad", message="Happy birthday")
    with pytest.raises(UserError, match="No gift card with this code was sold here"):
        gift_cards.look_up(counter.desk, card.code)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    found = gift_cards.look_up(counter.desk, gift_card.shown(card.code).lower()).card
    assert (found.left, found.available, found.amount) == (5_000, 5_000, 5_000)
    assert (found.recipient, found.message) == ("Noor Haddad", "Happy birthday")
    assert found.state_on(counter.desk.today) is CardState.ACTIVE


def test_a_pre_printed_card_is_sold_by_its_code_once(counter: Counter) -> None:
    one, other = counter.ticket(), counter.ticket()
    put(counter, one, code=f" {PRE_PRINTED} ")
    again = CardOrder(amount=100, code=PRE_PRINTED)
    for ticket in (one, other):
        with pytest.raises(UserError) as twice:
            card_sales.sell(counter.desk, ticket, again)
        number = counter.look(one).ticket.number
        assert refused(twice.value) == (f"This gift card is on ticket #{number} already.", "code")
    counter.pay(one, "card")
    counter.close(one)
    with pytest.raises(UserError, match="A gift card with this code was sold before"):
        card_sales.sell(counter.desk, other, again)


def test_the_code_of_an_item_is_no_gift_cards_also_where_it_is_no_longer_sold(
    counter: Counter,
) -> None:
    counter.item(2_400, name="Shampoo", barcode=PRE_PRINTED)
    counter.item(2_400, name="Old soap", barcode="2000008500128", active=False)
    ticket = counter.ticket()
    for code, name in ((PRE_PRINTED, "Shampoo"), ("2000008500128", "Old soap")):
        with pytest.raises(UserError) as wrong:
            card_sales.sell(counter.desk, ticket, CardOrder(amount=100, code=code))
        assert refused(wrong.value) == (f"This is the code of {name}, not of a card.", "code")
    counter.void(ticket)


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("field", ["barcode", "sku"])
def test_no_item_gets_the_code_of_a_card(
    counter: Counter, tmp_path: Path, field: str, closed: bool
) -> None:
    file = tmp_path / "catalog.csv"
    file.write_text(f"name,type,price,{field}\nShampoo,product,24.00,{PRE_PRINTED}\n")
    plan = plan_catalog(counter.desk, file)
    assert plan.problems == ()
    ticket = counter.ticket()
    put(counter, ticket, code=PRE_PRINTED)
    if closed:
        counter.pay(ticket, "card")
        counter.close(ticket)
    with pytest.raises(UserError) as wrong:
        shop.put_item(counter.desk, an_item(**{field: f"{PRE_PRINTED[:4]} {PRE_PRINTED[4:]}"}))
    assert refused(wrong.value) == ("This is the code of a gift card.", field)
    with pytest.raises(UserError, match="A code of this file was taken meanwhile"):
        import_catalog(counter.desk, plan)
    (problem,) = plan_catalog(counter.desk, file).problems
    assert problem.text == f"“{PRE_PRINTED}” is the code of a gift card."


def test_a_code_on_a_voided_ticket_is_free_again(counter: Counter) -> None:
    ticket = counter.ticket()
    put(counter, ticket, code=PRE_PRINTED)
    counter.void(ticket)
    other = counter.ticket()
    put(counter, other, code=PRE_PRINTED)
    counter.pay(other, "card")
    counter.close(other)


def test_a_card_whose_code_was_sold_meanwhile_does_not_close(counter: Counter) -> None:
    ticket = counter.ticket(None, 100)
    put(counter, ticket, code=PRE_PRINTED)
    before = counter.look(ticket).ticket
    selling.remove_line(counter.desk, ticket, before.lines[-1].number)
    sold(counter, code=PRE_PRINTED)
    after = counter.look(ticket).ticket
    tickets.undo(counter.desk, replace(before, version=after.version - 1))
    counter.pay(ticket, "card")
    with pytest.raises(UserError, match=r"sold before\. Take it off the ticket first"):
        counter.close(ticket)


def test_a_wrong_character_and_no_amount_are_refused_at_their_fields(counter: Counter) -> None:
    ticket = counter.ticket()
    with pytest.raises(UserError) as wrong:
        card_sales.sell(counter.desk, ticket, CardOrder(amount=100, code="4006381333932"))
    assert wrong.value.field == "code"
    with pytest.raises(UserError) as nothing:
        card_sales.sell(counter.desk, ticket, CardOrder(amount=0))
    assert nothing.value.field == "amount"
    assert counter.look(ticket).ticket.lines == ()


def test_a_card_is_redeemed_in_part(counter: Counter) -> None:
    card = sold(counter)
    ticket = counter.ticket(None, 2_000)
    counter.pay(ticket, "gift_card", reference=gift_card.shown(card.code))
    payment = counter.look(ticket).ticket.payments[-1]
    assert (payment.name, payment.reference) == (f"Gift card {gift_card.tail(card.code)}", "")
    assert left(counter, card) == (5_000, 2_000)
    counter.close(ticket)
    assert left(counter, card) == (3_000, 0)
    assert counter.booked(ticket) == {
        f"gift_cards:{card.reference}": 2_000,
        "service_sales": -2_000,
    }


def test_r7_what_a_ticket_holds_comes_back_when_the_payment_is_taken_off(counter: Counter) -> None:
    card = sold(counter)
    ticket, other = counter.ticket(None, 4_000), counter.ticket(None, 4_000)
    payment = counter.pay(ticket, "gift_card", reference=card.code)
    with pytest.raises(UserError) as more:
        counter.pay(other, "gift_card", 1_001, reference=card.code)
    assert refused(more.value) == (
        f"Only $10.00 can be used of {card.name}: open tickets hold $40.00 of it.",
        "amount",
    )
    counter.pay(other, "gift_card", 1_000, reference=card.code)
    payments.remove_payment(counter.desk, ticket, payment)
    assert left(counter, card) == (5_000, 1_000)
    counter.void(other)
    assert left(counter, card) == (5_000, 0)


def test_more_than_is_on_the_card_is_refused(counter: Counter) -> None:
    card = sold(counter, 1_000)
    ticket = counter.ticket(None, 4_000)
    with pytest.raises(UserError) as more:
        counter.pay(ticket, "gift_card", 1_001, reference=card.code)
    assert refused(more.value) == (f"Only $10.00 is left on {card.name}.", "amount")


def test_r8_a_gift_card_pays_for_no_top_up_and_no_gift_card(counter: Counter) -> None:
    card = sold(counter)
    ticket = counter.ticket(counter.client(), 1_000)
    selling.top_up(counter.desk, ticket, 2_000)
    put(counter, ticket, 3_000)
    with pytest.raises(UserError, match=r"can pay at most \$10\.00 here"):
        counter.pay(ticket, "gift_card", 1_001, reference=card.code)
    counter.pay(ticket, "gift_card", 1_000, reference=card.code)


def test_r8_nobody_pays_later_or_by_balance_for_a_gift_card(counter: Counter, amara: int) -> None:
    ticket = counter.ticket(amara)
    put(counter, ticket, 3_000)
    for way in ("later", "balance", "gift_card"):
        with pytest.raises(UserError):
            counter.pay(ticket, way, 1, reference=sold(counter).code)
    counter.void(ticket)


def test_a_gift_card_pays_off_a_debt(counter: Counter, amara: int) -> None:
    from pos_app.services import payoffs

    card = sold(counter)
    ticket = counter.ticket(amara)
    payoffs.pay_off(counter.desk, ticket, 4_500)
    counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    assert counter.standing(amara)[0] == 0
    assert left(counter, card) == (500, 0)


def test_r17_another_client_leaves_the_gift_card_on_the_ticket(
    counter: Counter, amara: int
) -> None:
    card = sold(counter)
    ticket = counter.ticket(amara, 2_000)
    counter.pay(ticket, "gift_card", 500, reference=card.code)
    counter.pay(ticket, "balance", 1_000)
    tickets.set_client(counter.desk, ticket, counter.client("Kim"))
    assert [p.amount for p in counter.look(ticket).ticket.payments] == [500]
    assert left(counter, card) == (5_000, 500)


def test_a_top_up_puts_money_on_a_card_once_the_ticket_is_closed(counter: Counter) -> None:
    card = sold(counter, 1_000)
    ticket = counter.ticket()
    card_sales.top_up(counter.desk, ticket, card.code, 2_500)
    assert left(counter, card) == (1_000, 0)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    assert left(counter, card) == (3_500, 0)
    assert [(e.amount, e.left) for e in now(counter, card).events] == [
        (1_000, 1_000),
        (2_500, 3_500),
    ]
    spent = counter.ticket(None, 3_500)
    counter.pay(spent, "gift_card", reference=card.code)
    counter.close(spent)
    assert left(counter, card) == (0, 0)


def test_a_card_never_expires_unless_the_shop_says_so(counter: Counter) -> None:
    assert now(counter, sold(counter)).card.expires_on == ""
    shop = counter.in_a_shop(gift_card_months=60)
    assert now(shop, sold(shop)).card.expires_on == "2031-11-22"
    ticket = shop.ticket()
    with pytest.raises(UserError) as early:
        put(shop, ticket, expires_on="2027-11-22")
    assert refused(early.value) == ("A gift card sold today must last 60 months at least.",
                                    "expires_on")  # fmt: skip


def test_a_top_up_makes_an_expiring_card_last_as_the_law_wants(
    counter: Counter, clock: SetClock
) -> None:
    card = sold(counter, expires_on="2031-11-22")
    clock.at = NOON + timedelta(days=365)
    ticket = counter.ticket()
    card_sales.top_up(counter.desk, ticket, card.code, 100)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    assert now(counter, card).card.expires_on == "2032-11-22"


def test_a_card_sold_over_night_is_not_closed_below_the_floor(
    counter: Counter, clock: SetClock
) -> None:
    ticket = counter.ticket()
    put(counter, ticket, expires_on="2031-11-22")
    counter.pay(ticket, "cash")
    clock.at = NOON + timedelta(days=1)
    with pytest.raises(UserError, match=r"must last 60 months at least\. Take it off"):
        counter.close(ticket)


def test_r11_value_of_a_card_becomes_an_open_payment_of_a_client(
    counter: Counter, amara: int
) -> None:
    card = sold(counter)
    request = uuid4().hex
    for _click in range(2):
        gift_cards.load(counter.desk, request, card.number, amara, 2_000)
    assert left(counter, card) == (3_000, 0)
    assert counter.standing(amara) == (4_500, 7_000, 3_000)
    newest = open_items.open_items(counter.desk, amara).funds[-1]
    assert newest.origin.text == f"{card.name} loaded onto the account"
    assert now(counter, card).events[-1].what == "Loaded onto a client’s account"
    with pytest.raises(UserError, match=r"Only \$30\.00 is left"):
        gift_cards.load(counter.desk, uuid4().hex, card.number, amara, 3_001)


def test_a_lost_card_is_void_and_its_value_moves_to_a_new_one(counter: Counter) -> None:
    card = sold(counter, recipient="Noor", expires_on="2033-01-01")
    request = uuid4().hex
    for _click in range(2):
        gift_cards.reissue(counter.desk, request, card.number, "Lost on the bus")
    lost = now(counter, card)
    assert lost.card.state_on(counter.desk.today) is CardState.VOID
    assert left(counter, card) == (0, 0)
    new = lost.moved_to
    assert new is not None
    assert (new.left, new.recipient, new.expires_on) == (5_000, "Noor", "2033-01-01")
    assert new.code != card.code
    ticket = counter.ticket(None, 1_000)
    with pytest.raises(UserError, match="is void: its value was moved to another card"):
        counter.pay(ticket, "gift_card", reference=card.code)
    counter.pay(ticket, "gift_card", reference=new.code)
    counter.close(ticket)


def test_a_card_is_not_reissued_without_a_reason_or_under_the_hands_of_a_till(
    counter: Counter,
) -> None:
    card = sold(counter)
    with pytest.raises(UserError) as blank:
        gift_cards.reissue(counter.desk, uuid4().hex, card.number, "  ")
    assert blank.value.field == "reason"
    ticket = counter.ticket(None, 1_000)
    counter.pay(ticket, "gift_card", 100, reference=card.code)
    with pytest.raises(UserError, match="is being paid with this card"):
        gift_cards.reissue(counter.desk, uuid4().hex, card.number, "Lost")
    counter.void(ticket)


def test_what_is_left_of_an_expired_card_is_the_shops_but_not_what_a_ticket_holds(
    counter: Counter, clock: SetClock
) -> None:
    card = sold(counter, expires_on="2031-11-22")
    ticket = counter.ticket(None, 1_000)
    counter.pay(ticket, "gift_card", reference=card.code)
    clock.at = NOON.replace(year=2031)
    gift_cards.expire_due(counter.desk)
    assert left(counter, card) == (5_000, 1_000)
    clock.at += timedelta(days=1)
    gift_cards.expire_due(counter.desk)
    gift_cards.expire_due(counter.desk)
    assert left(counter, card) == (1_000, 1_000)
    newest = now(counter, card).events[-1]
    assert (newest.what, newest.by) == ("Expired", "By itself")
    counter.close(ticket)
    assert counter.rows("SELECT sum(amount) FROM postings WHERE account = 'forfeits'") == [
        (-4_000,)
    ]
    with pytest.raises(UserError, match="has expired"):
        counter.pay(counter.ticket(None, 100), "gift_card", reference=card.code)


def test_money_on_a_voided_ticket_with_a_card_sold_and_one_redeemed(
    counter: Counter, amara: int
) -> None:
    card = sold(counter)
    ticket = counter.ticket(amara, 2_000)
    put(counter, ticket)
    counter.pay(ticket, "gift_card", 2_000, reference=card.code)
    counter.pay(ticket, "cash")
    assert [p.label for p in voiding.money_taken(counter.look(ticket).ticket)] == ["Cash"]
    counter.void(ticket, KeepMoney.ON_ACCOUNT)
    assert left(counter, card) == (5_000, 0)
    assert len(counter.rows("SELECT id FROM gift_cards")) == 1


def test_a_refund_puts_value_back_in_parts_on_the_card_that_has_it_now(counter: Counter) -> None:
    card = sold(counter)
    ticket = counter.ticket(None, 2_000)
    payment = counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    gift_cards.reissue(counter.desk, uuid4().hex, card.number, "Lost")
    new = now(counter, card).moved_to
    assert new is not None
    for amount in (500, 1_500):
        act = RefundPayment(reason="Unhappy", payment_id=payment, amount=amount)
        refunds.refund(counter.desk, ticket, uuid4().hex, act)
    assert left(counter, new) == (5_000, 0)
    assert now(counter, new).events[-1].what == "Refund of ticket #1002"
    more = RefundPayment(reason="Unhappy", payment_id=payment, amount=1)
    with pytest.raises(UserError):
        refunds.refund(counter.desk, ticket, uuid4().hex, more)


def test_a_card_is_found_without_its_code(counter: Counter) -> None:
    card = sold(counter, recipient="Noor Haddad")
    other = sold(counter, recipient="100%")
    ticket = str(counter.rows("SELECT min(number) FROM tickets")[0][0])

    def found(typed: str) -> list[int]:
        return [c.number for c in gift_cards.find(counter.desk, typed)]

    assert found("") == [other.number, card.number]
    for typed in (card.code, card.code[-4:], f"•{card.code[-4:]}", card.reference, "haddad"):
        assert found(typed) == [card.number]
    assert found("%") == [other.number]
    assert card.number in found(f"#{ticket}")
    for digits in ("9" * 19, "9" * 5_000):
        assert found(digits) == []


def test_no_log_of_what_people_did_has_a_cards_code_in_it(counter: Counter) -> None:
    card = sold(counter)
    ticket = counter.ticket(None, 2_000)
    counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    gift_cards.reissue(counter.desk, uuid4().hex, card.number, "Lost")
    for table in ("audit", "entries", "postings", "payments"):
        assert card.code not in str(counter.all_rows()[table])


def test_the_receipt_says_what_was_used_of_the_card_and_what_was_left_then(
    counter: Counter,
) -> None:
    card = sold(counter)
    ticket, later = (counter.ticket(None, 2_000) for _turn in range(2))
    counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    counter.pay(later, "gift_card", reference=card.code)
    counter.close(later)
    paper = " ".join(receipts.text(counter.desk, ticket, Issue.ORIGINAL).split())
    assert f"{card.name} $20.00 $20.00 used, $30.00 left" in paper
    assert card.code not in paper


def test_a_card_whose_code_the_till_made_is_printed_as_its_ticket_closes(
    counter: Counter, tmp_path: Path
) -> None:
    counter.use_printer(f"file:{tmp_path / 'paper'}")
    sold(counter, code=PRE_PRINTED)
    waiting = "SELECT count(*) FROM print_jobs WHERE paper = 'gift_card'"
    assert counter.rows(waiting) == [(0,)]
    card = sold(counter)
    assert counter.rows(waiting) == [(1,)]
    gift_cards.print_card(counter.desk, card.number)
    while print_spool.send_next(counter.desk):
        pass
    assert counter.rows("SELECT DISTINCT state, error FROM print_jobs") == [("sent", "")]
    found = now(counter, card).card
    text = as_text(card_papers.document(counter.desk, found.id, Issue.COPY), 42)
    assert gift_card.shown(card.code) in text
    assert "COPY" in text
    file = counter.desk.database.path.with_name("card.pdf")
    card_papers.save_pdf(counter.desk, found.number, file)
    assert file.read_bytes().startswith(b"%PDF")


def test_a_card_printed_again_bears_what_is_left_on_it(counter: Counter) -> None:
    card = sold(counter)
    ticket = counter.ticket(None, 2_000)
    counter.pay(ticket, "gift_card", reference=card.code)
    counter.close(ticket)
    found = now(counter, card).card
    text = as_text(card_papers.document(counter.desk, found.id, Issue.COPY), 42)
    assert "  $30.00\n" in text
    assert "  $50.00\n" not in text
    assert "with $50.00" in text


def test_a_shop_cannot_let_its_cards_expire_before_the_law_does(counter: Counter) -> None:
    with pytest.raises(UserError) as early:
        counter.in_a_shop(gift_card_months=59)
    assert early.value.field == "gift_card_months"
    counter.in_a_shop(gift_card_months=60)
    counter.in_a_shop(gift_card_months=12, gift_card_floor_months=12)
    counter.in_a_shop(gift_card_months=0)


def test_r7_a_manager_releases_what_another_ticket_holds_of_a_card_and_that_ticket_says_so(
    counter: Counter,
) -> None:
    card = sold(counter)
    ticket = counter.ticket(None, 2_000)
    counter.pay(ticket, "cash", 500)
    counter.pay(ticket, "gift_card", reference=card.code)
    with pytest.raises(UserError) as blank:
        gift_cards.release(counter.desk, ticket, card.number, " ")
    assert blank.value.field == "reason"
    gift_cards.release(counter.desk, ticket, card.number, "Left without paying")
    after = counter.look(ticket).ticket
    assert [p.amount for p in after.payments] == [500]
    assert after.notice == (
        f"Maya Chen released what this ticket held ({card.name}): Left without paying"
    )
    assert left(counter, card) == (5_000, 0)
    with pytest.raises(UserError, match="holds nothing"):
        gift_cards.release(counter.desk, ticket, card.number, "Again")
