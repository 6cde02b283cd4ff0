"""Open invoices: listed by age, billed without a visit, and paid with what clients have (R9, R12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import ApplyFunds
from pos_app.domain.invoice import Age, OpenInvoice
from pos_app.domain.shop import CreditUse
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.reports import aging
from pos_app.security.roles import MANAGERS_MAY, NotAllowed, Permission, Rights
from pos_app.services import client_accounts, invoices, merging, open_items, tickets
from pos_app.services.invoices import BilledItem, Draft, Wanted
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter

ALL = Wanted()


def names(counter: Counter, wanted: Wanted = ALL) -> list[str]:
    return [invoice.name for invoice in invoices.listed(counter.desk, wanted)]


def draft(counter: Counter, client: int, *prices: int, due_on: str = "2026-12-31") -> Draft:
    lines = tuple(BilledItem(counter.item(price)) for price in prices)
    return Draft(client_id=client, lines=lines, due_on=due_on)


def bill(counter: Counter, client: int, *prices: int) -> OpenInvoice | None:
    invoices.bill(counter.desk, f"bill {client} {prices}", draft(counter, client, *prices))
    found = invoices.listed(counter.desk, Wanted(client_id=client))
    return found[-1] if found else None


def days_later(counter: Counter, clock: SetClock, days: int) -> None:
    clock.at += timedelta(days=days)


def test_what_is_paid_later_is_an_open_invoice_due_by_the_shops_terms(
    counter: Counter, amara: int
) -> None:
    counter.sell(amara, 8_000, "later")
    opening, ticket = invoices.listed(counter.desk, ALL)
    assert (opening.name, opening.due_on, opening.left) == ("Charge", "2026-11-22", 4_500)
    assert (ticket.name, ticket.due_on, ticket.left) == ("Invoice #1001", "2026-12-22", 8_000)


def test_a_shop_with_terms_of_no_days_wants_its_money_at_once(counter: Counter) -> None:
    client = counter.client()
    counter.in_a_shop(terms_days=0).sell(client, 8_000, "later")
    (invoice,) = invoices.listed(counter.desk, ALL)
    assert invoice.due_on == "2026-11-22"


@pytest.mark.parametrize("days", [-1, 366])
def test_terms_that_cannot_be_are_refused(counter: Counter, days: int) -> None:
    with pytest.raises(UserError) as refused:
        counter.in_a_shop(terms_days=days)
    assert refused.value.field == "terms_days"


def test_an_invoice_ages_from_its_due_date_and_stays_in_one_age(
    counter: Counter, clock: SetClock
) -> None:
    client = counter.client()
    counter.sell(client, 8_000, "later")
    seen = []
    for days in (30, 1, 30, 30, 30):
        days_later(counter, clock, days)
        seen += [age for age in Age if names(counter, Wanted(age=age))]
        ages = invoices.ages(counter.desk, ALL)
        assert ages == aging.client_ages(counter.desk, client)
        assert {age for age, amount in ages.amounts.items() if amount} == {seen[-1]}
    assert seen == list(Age)


def test_invoices_are_found_by_number_client_and_age(counter: Counter, clock: SetClock) -> None:
    ann, bea = counter.client("Ann Lee"), counter.client("Bea Ortiz")
    counter.sell(ann, 8_000, "later")
    days_later(counter, clock, 40)
    counter.sell(bea, 2_000, "later")
    assert names(counter) == ["Invoice #1001", "Invoice #1002"]
    assert names(counter, Wanted("#1002")) == names(counter, Wanted("bea")) == ["Invoice #1002"]
    assert names(counter, Wanted(client_id=ann)) == ["Invoice #1001"]
    assert names(counter, Wanted(age=Age.TO_30)) == ["Invoice #1001"]
    assert names(counter, Wanted("bea", Age.TO_30)) == []
    assert invoices.ages(counter.desk, Wanted("1001", Age.CURRENT)).amounts[Age.TO_30] == 8_000


def test_pages_follow_each_other_without_a_gap(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = counter.client()
    for price in (100, 200, 300):
        counter.sell(client, price, "later")
    first, *others = invoices.listed(counter.desk, ALL)
    assert invoices.listed(counter.desk, ALL, first) == others


def test_an_invoice_that_is_paid_is_open_no_more(counter: Counter, amara: int) -> None:
    client_accounts.carry_out(counter.desk, amara, "pay", ApplyFunds())
    assert names(counter) == []


def test_aging_adds_up_to_the_control_account(counter: Counter, clock: SetClock) -> None:
    people = [counter.client(name) for name in ("Ann", "Bea", "Cleo")]
    for client in people:
        counter.sell(client, 1_000 * client, "later")
        days_later(counter, clock, 25)
    told: list[tuple[int, int]] = []
    made = aging.aging(counter.desk, lambda done, of: told.append((done, of)))
    assert [line.client for line in made.clients] == ["Cleo", "Bea", "Ann"]
    ((booked,),) = counter.rows(
        "SELECT sum(amount) FROM postings WHERE account = 'accounts_receivable'"
    )
    assert made.shop.total == aging.shop_ages(counter.desk).total == booked
    assert made.shop == aging.shop_ages(counter.desk)
    assert told
    assert all(done <= of for done, of in told)


def test_a_client_is_billed_without_a_visit_like_a_ticket_paid_later_as_a_whole(
    counter: Counter,
) -> None:
    client = counter.client()
    invoice = bill(counter, client, 5_000, 2_500)
    assert invoice is not None
    assert (invoice.left, invoice.due_on) == (7_500, "2026-12-31")
    assert invoice.ticket_id is not None
    assert counter.booked(invoice.ticket_id) == {
        "accounts_receivable": 7_500, "service_sales": -7_500
    }  # fmt: skip
    (owed,) = open_items.open_items(counter.desk, client).charges
    assert owed.origin.text == "Billed as invoice #1001"


def test_billing_twice_by_a_double_press_makes_one_invoice(counter: Counter) -> None:
    client = counter.client()
    wanted = draft(counter, client, 5_000)
    for _press in range(2):
        invoices.bill(counter.desk, "the same", wanted)
    assert len(names(counter)) == 1


@pytest.mark.parametrize(
    ("prices", "due_on", "field"),
    [
        ((), "2026-12-31", None),
        ((0,), "2026-12-31", "lines"),
        ((100,), "2026-11-21", "due_on"),
        ((100,), "soon", "due_on"),
    ],
)
def test_an_invoice_of_nothing_or_due_in_the_past_is_refused(
    counter: Counter, prices: tuple[int, ...], due_on: str, field: str | None
) -> None:
    wanted = draft(counter, counter.client(), *prices, due_on=due_on)
    before = counter.all_rows()["tickets"]
    with pytest.raises(UserError) as refused:
        invoices.bill(counter.desk, "x", wanted)
    assert refused.value.field in (field, "lines")
    assert counter.all_rows()["tickets"] == before


def test_an_item_is_billed_at_another_price_with_a_reason(counter: Counter) -> None:
    client, item = counter.client(), counter.item(5_000)
    wanted = Draft(
        client_id=client,
        lines=(BilledItem(item, 3, unit_price=4_000), BilledItem(item)),
        due_on="2026-12-31",
        note="October",
        price_reason="Agreed by phone",
    )
    assert invoices.priced(counter.desk, wanted.lines).total == 17_000
    with pytest.raises(UserError, match="Say why") as refused:
        invoices.bill(counter.desk, "no reason", replace(wanted, price_reason=" "))
    assert refused.value.field == "reason"
    invoices.bill(counter.desk, "bill", wanted)
    (invoice,) = invoices.listed(counter.desk, ALL)
    assert invoice.left == 17_000
    lines = (
        "SELECT quantity, unit_price, list_price, price_reason FROM ticket_lines ORDER BY number"
    )
    assert counter.rows(lines) == [(3, 4_000, 5_000, "Agreed by phone"), (1, 5_000, 5_000, "")]
    assert counter.rows("SELECT note FROM tickets") == [("October",)]


def test_another_price_needs_its_permission_and_is_never_below_zero(counter: Counter) -> None:
    client, item = counter.client(), counter.item(5_000)
    wanted = draft(counter, client)
    with counter.desk.database.write() as connection:
        rights = Rights(front_desk=MANAGERS_MAY - {Permission.PRICE})
        catalog.save_settings(connection, replace(counter.desk.settings, rights=rights))
    cheap = replace(wanted, lines=(BilledItem(item, 1, 4_000),), price_reason="Friend")
    front_desk = counter.desk.as_staff(FRONT_DESK)
    with pytest.raises(NotAllowed) as refused:
        invoices.bill(front_desk, "x", cheap)
    assert refused.value.permission is Permission.PRICE
    with pytest.raises(UserError):
        invoices.bill(counter.desk, "y", replace(cheap, lines=(BilledItem(item, 1, -1),)))
    assert names(counter) == []


def test_r9_an_invoice_can_leave_credit_alone_where_the_shop_always_applies_it(
    counter: Counter, amara: int
) -> None:
    shop = counter.in_a_shop(credit_use=CreditUse.ALWAYS)
    invoices.bill(shop.desk, "x", replace(draft(counter, amara, 10_000), use_credit=False))
    assert counter.standing(amara) == (14_500, 5_000, 3_000)


def test_an_invoice_above_the_clients_limit_is_refused(counter: Counter) -> None:
    shop = counter.in_a_shop(pay_later_limit=1_000)
    with pytest.raises(UserError, match="may owe at most"):
        bill(shop, shop.client(), 2_000)
    assert names(counter) == []


def test_the_front_desk_bills_nobody(counter: Counter) -> None:
    desk = counter.desk.as_staff(replace(counter.desk.staff, code="S2"))  # type: ignore[type-var]
    with pytest.raises(UserError):
        bill(Counter(desk), counter.client(), 2_000)
    assert names(counter) == []


def test_a_preview_says_what_the_invoice_comes_to(counter: Counter) -> None:
    items = (BilledItem(counter.item(2_000), 3), BilledItem(counter.item(50)))
    assert invoices.priced(counter.desk, items).total == 6_050


def test_r12_funds_are_proposed_for_the_longest_overdue_first_and_never_twice(
    counter: Counter, amara: int
) -> None:
    counter.sell(amara, 8_000, "later")
    everything = [invoice.charge_id for invoice in invoices.listed(counter.desk, ALL)]
    made = invoices.proposals(counter.desk, everything)
    assert [one.amount for one in made] == [4_500, 3_500]
    acts = invoices.acts_of({one.invoice: one.amount for one in made})
    client_accounts.apply_to_many(counter.desk, "apply", acts)
    assert counter.standing(amara) == (4_500, 0, 0)


def test_r9_where_the_shop_always_applies_credit_a_new_invoice_is_paid_by_itself(
    counter: Counter, amara: int
) -> None:
    shop = counter.in_a_shop(credit_use=CreditUse.ALWAYS)
    bill(shop, amara, 10_000)
    assert counter.standing(amara) == (4_500 + 2_000, 0, 0)
    ((reason,),) = counter.rows("SELECT reason FROM entries WHERE kind = 'applied'")
    assert reason == "This shop always applies credit."


@pytest.mark.parametrize("chosen", [CreditUse.ASK, CreditUse.NEVER])
def test_r9_a_shop_that_does_not_always_apply_credit_applies_none_by_itself(
    counter: Counter, chosen: CreditUse
) -> None:
    shop = counter.in_a_shop(credit_use=chosen)
    client = shop.client()
    shop.opening(client, credit=3_000)
    shop.sell(client, 2_000, "later")
    assert shop.standing(client) == (2_000, 0, 3_000)


def test_r9_a_ticket_that_opted_out_is_left_alone_where_the_shop_always_applies_credit(
    counter: Counter, amara: int
) -> None:
    shop = counter.in_a_shop(credit_use=CreditUse.ALWAYS)
    ticket = shop.ticket(amara, 10_000)
    tickets.set_use_credit(shop.desk, ticket, False)
    shop.pay(ticket, "later")
    shop.close(ticket)
    assert counter.standing(amara) == (14_500, 5_000, 3_000)


def test_a_merged_clients_invoice_stays_due_when_it_was(counter: Counter) -> None:
    gone, stays = counter.client("Ann"), counter.client("Anna")
    counter.sell(gone, 8_000, "later")
    merging.merge(counter.desk, gone, stays)
    (invoice,) = invoices.listed(counter.desk, Wanted(client_id=stays))
    assert (invoice.client, invoice.due_on, invoice.name) == ("Anna", "2026-12-22", "Invoice #1001")
