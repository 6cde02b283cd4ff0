"""Who may do what: each act asks, whatever way it comes; one act is allowed by a PIN, and no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    ChargeAmount,
    Received,
    RemoveCredit,
    TakePayment,
    WriteOff,
)
from pos_app.domain.facts import read
from pos_app.domain.money_back import GiveBack
from pos_app.domain.payment import PaymentKind
from pos_app.domain.printer import Printer, Route
from pos_app.domain.reason import ReasonKind
from pos_app.domain.refund_acts import (
    AdjustInvoice,
    Convert,
    RefundAct,
    RefundAll,
    RefundPayment,
    RemoveFund,
    ReturnFund,
    VoidClosed,
)
from pos_app.domain.shop import CREDIT_TYPE, PaymentType, Role, StaffMember, Till
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import Discount
from pos_app.errors import UserError
from pos_app.persistence import accounts, catalog, people, printers
from pos_app.reports import aging, audit_log, extracts
from pos_app.reports.audit_log import Wanted
from pos_app.reports.export import JournalFormat, export_journal
from pos_app.security.roles import NotAllowed, Permission, Rights
from pos_app.services import (
    card_papers,
    card_sales,
    client_accounts,
    clients,
    drawer,
    gift_cards,
    holding,
    import_catalog,
    imports,
    invoices,
    mail_setup,
    merging,
    money_back,
    payments,
    payoffs,
    reason_kinds,
    refunds,
    selling,
    shop,
    staff,
    tickets,
    voiding,
)
from pos_app.services import printers as services_printers
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.builders import a_client, an_item
from tests.conftest import FRONT_DESK, MANAGER
from tests.services.counter import Counter
from tests.ui.pins import MANAGER_PIN, give_pins

TICKET, CLIENT, OTHER, EVE = 1, 1, 2, 3
PAID, CARD = 2, 1001
CODE = "4006381333931"
NONE = Rights(frozenset(), frozenset(Permission), 200_000)


def grant(desk: Desk, rights: Rights) -> Desk:
    """The same desk in a shop whose owner chose these rights."""
    with desk.database.write() as connection:
        settings = replace(catalog.load_settings(connection), rights=rights)
        catalog.save_settings(connection, settings)
    return replace(desk, settings=settings)


def _eve(counter: Counter) -> None:
    """Eve paid a ticket out of her credit and in cash, has money on account, and bought a gift card."""
    eve = counter.client("Eve")
    counter.opening(eve, credit=400)
    ticket = counter.ticket(eve, 1000)
    counter.pay(ticket, "balance", 400)
    counter.pay(ticket, "cash")
    counter.close(ticket)
    received = TakePayment(amount=500, money=Received(type_code="card"))
    client_accounts.carry_out(counter.desk, eve, "eve", received)
    sold = counter.ticket()
    card_sales.sell(counter.desk, sold, CardOrder(amount=500, code=CODE))
    counter.pay(sold, "card")
    counter.close(sold)


@pytest.fixture
def at(counter: Counter) -> Counter:
    """A ticket over 45.00 of a client who owes and has; Maya manages, the front desk may nothing."""
    give_pins(counter.desk)
    client = counter.client(email="amara@example.com")
    counter.client("Dana")
    counter.opening(client, owed=4500, credit=3000)
    counter.ticket(client, 4500)
    _eve(counter)
    with counter.desk.database.write() as connection:
        printer = printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))
        printers.put_route(connection, Route(1, "drawer", printer))
    return Counter(grant(counter.desk, NONE))


def _pay(at: Desk, way: str, amount: int, **more: object) -> object:
    request = PaymentRequest(id=uuid4().hex, type_code=way, amount=amount, **more)  # type: ignore[arg-type]
    return payments.add_payment(at, TICKET, request)


def _written(desk: Desk, text: str) -> Path:
    file = desk.database.path.with_name("table.csv")
    file.write_text(text)
    return file


def _import_catalog(desk: Desk) -> object:
    file = _written(desk, "name,price,kind\nGel,1.50,product\n")
    return import_catalog.import_catalog(desk, import_catalog.plan_catalog(desk, file))


def _import_clients(desk: Desk) -> object:
    return imports.import_clients(desk, imports.plan_clients(desk, _written(desk, "name\nAda\n")))


def _undo(desk: Desk) -> object:
    """Undo puts back whatever it is given, so it asks as the act itself does."""
    now = tickets.view(desk, TICKET).ticket
    cheaper = now.with_line(replace(now.lines[0], unit_price=1))
    return tickets.undo(desk, replace(cheaper, version=now.version - 1))


def _change_line(desk: Desk) -> object:
    line = tickets.view(desk, TICKET).ticket.lines[0]
    return selling.change_line(desk, TICKET, replace(line, unit_price=1, price_reason="x"))


def _refund(act: RefundAct) -> Callable[[Desk], object]:
    return lambda desk: refunds.refund(desk, PAID, uuid4().hex, act)


def _give_back(desk: Desk) -> object:
    with desk.read() as connection:
        (fund,) = accounts.live_funds(connection, EVE)
    act = GiveBack(fund_id=fund.id, amount=100, reason="Moved away")
    return money_back.give_back(desk, EVE, uuid4().hex, act)


def _balance(act: BalanceAct) -> Callable[[Desk], object]:
    return lambda desk: client_accounts.carry_out(desk, CLIENT, uuid4().hex, act)


def _bill(desk: Desk) -> object:
    with desk.database.write() as connection:
        item = catalog.all_items(connection)[0].id
    lines = (invoices.BilledItem(item),)
    draft = invoices.Draft(client_id=CLIENT, lines=lines, due_on="2026-12-01")
    return invoices.bill(desk, uuid4().hex, draft)


def _file(desk: Desk, name: str) -> Path:
    return desk.database.path.with_name(name)


def _printer(desk: Desk) -> object:
    return services_printers.put_printer(desk, Printer(0, "Back", "tcp://10.0.0.9:9100"))


MANY = Discount("Friend", percent_ppm=210_000)
ACTS: dict[str, tuple[Permission, Callable[[Desk], object]]] = {
    "redeem": (Permission.REDEEM, lambda desk: _pay(desk, "balance", 1000)),
    "redeem for a debt": (
        Permission.REDEEM,
        lambda desk: payoffs.pay_debt_with_balance(desk, TICKET, uuid4().hex, 1000),
    ),
    "pay later": (Permission.PAY_LATER, lambda desk: _pay(desk, "later", 1000)),
    "a price": (Permission.PRICE, lambda desk: selling.set_price(desk, TICKET, 1, 1, "Late")),
    "a price with the line": (Permission.PRICE, _change_line),
    "a price by undo": (Permission.PRICE, _undo),
    "a line's discount": (
        Permission.DISCOUNT,
        lambda desk: selling.set_line_discount(desk, TICKET, 1, MANY),
    ),
    "a ticket's discount": (
        Permission.DISCOUNT,
        lambda desk: selling.set_ticket_discount(desk, TICKET, MANY),
    ),
    "a payment that is a discount": (
        Permission.DISCOUNT,
        lambda desk: _pay(desk, CREDIT_TYPE, 1000, deducts=False),
    ),
    "no tax": (Permission.TAX_EXEMPT, lambda desk: tickets.set_tax_exempt(desk, TICKET, "Church")),
    "void": (Permission.VOID, lambda desk: voiding.void(desk, TICKET, "Left")),
    "release": (
        Permission.RELEASE_HOLDS,
        lambda desk: holding.release_holds(desk, TICKET, "Needed"),
    ),
    "a balance": (
        Permission.ADJUST_BALANCE,
        lambda desk: client_accounts.carry_out(
            desk, CLIENT, uuid4().hex, AddCredit(amount=100, reason="Sorry")
        ),
    ),
    "many balances": (
        Permission.ADJUST_BALANCE,
        lambda desk: client_accounts.apply_to_many(desk, uuid4().hex, {CLIENT: ApplyFunds()}),
    ),
    "a new client's limit": (
        Permission.ADJUST_BALANCE,
        lambda desk: clients.create(desk, a_client(email="", pay_later_limit=1)),
    ),
    "a client's limit": (
        Permission.ADJUST_BALANCE,
        lambda desk: clients.change(desk, a_client(id=CLIENT, pay_later_limit=1)),
    ),
    "archive": (Permission.CLIENTS, lambda desk: clients.archive(desk, OTHER)),
    "bring back": (Permission.CLIENTS, lambda desk: clients.bring_back(desk, OTHER)),
    "merge": (Permission.CLIENTS, lambda desk: merging.merge(desk, OTHER, CLIENT)),
    "refund a ticket": (Permission.REFUND, _refund(RefundAll(reason="Wrong shade"))),
    "refund a payment": (
        Permission.REFUND,
        _refund(RefundPayment(payment_id=2, amount=100, reason="Wrong shade")),
    ),
    "give a fund back": (Permission.REFUND, _refund(ReturnFund(payment_id=1, reason="Oops"))),
    "turn a visit into an open payment": (Permission.REFUND, _refund(Convert(reason="Missed"))),
    "adjust an invoice": (Permission.REFUND, _refund(AdjustInvoice(amount=100, reason="Less"))),
    "remove a fund": (Permission.REMOVE, _refund(RemoveFund(payment_id=1, reason="Fraud"))),
    "void a closed ticket": (Permission.VOID, _refund(VoidClosed(reason="Twice"))),
    "give money on account back": (Permission.REFUND, _give_back),
    "charge": (Permission.ADJUST_BALANCE, _balance(ChargeAmount(amount=100, reason="Key"))),
    "remove credit": (Permission.ADJUST_BALANCE, _balance(RemoveCredit(amount=100, reason="x"))),
    "write off": (Permission.ADJUST_BALANCE, _balance(WriteOff(amount=100, reason="Gone"))),
    "money on account": (
        Permission.ADJUST_BALANCE,
        _balance(TakePayment(amount=100, money=Received(type_code="card"))),
    ),
    "bill": (Permission.ADJUST_BALANCE, _bill),
    "redeem a gift card": (
        Permission.REDEEM,
        lambda desk: _pay(desk, "gift_card", 100, reference=CODE),
    ),
    "load a gift card": (
        Permission.ADJUST_BALANCE,
        lambda desk: gift_cards.load(desk, uuid4().hex, CARD, EVE, 100),
    ),
    "reissue a gift card": (
        Permission.ADJUST_BALANCE,
        lambda desk: gift_cards.reissue(desk, uuid4().hex, CARD, "Lost"),
    ),
    "print a gift card again": (
        Permission.ADJUST_BALANCE,
        lambda desk: gift_cards.print_card(desk, CARD),
    ),
    "save a gift card": (
        Permission.ADJUST_BALANCE,
        lambda desk: card_papers.save_pdf(desk, CARD, _file(desk, "card.pdf")),
    ),
    "release a gift card": (
        Permission.RELEASE_HOLDS,
        lambda desk: gift_cards.release(desk, TICKET, CARD, "Needed"),
    ),
    "aging": (Permission.REPORTS, aging.aging),
    "aging on a day": (Permission.REPORTS, lambda desk: aging.aging_on(desk, "2026-11-01")),
    "the audit log": (Permission.REPORTS, lambda desk: audit_log.find(desk, Wanted())),
    "export the audit log": (
        Permission.REPORTS,
        lambda desk: audit_log.export_csv(desk, Wanted(), _file(desk, "audit.csv")),
    ),
    "export the journal": (
        Permission.REPORTS,
        lambda desk: export_journal(desk, JournalFormat.CSV, _file(desk, "journal.csv")),
    ),
    "an extract of the audit log": (
        Permission.REPORTS,
        lambda desk: extracts.audit(desk, Wanted()),
    ),
    "an extract of the journal": (
        Permission.REPORTS,
        lambda desk: extracts.journal(desk, date(2026, 11, 1), date(2026, 11, 30)),
    ),
    "a printer": (Permission.SETTINGS, _printer),
    "where papers come out": (
        Permission.SETTINGS,
        lambda desk: services_printers.put_routes(desk, 1, []),
    ),
    "the order of payment types": (
        Permission.SETTINGS,
        lambda desk: shop.order_payment_types(desk, ["card", "cash"]),
    ),
    "the mail server’s password": (
        Permission.SETTINGS,
        lambda desk: mail_setup.keep_password(desk, desk.settings, "secret"),
    ),
    "settings": (
        Permission.SETTINGS,
        lambda desk: shop.change_settings(desk, replace(desk.settings, phone="1")),
    ),
    "an item": (Permission.SETTINGS, lambda desk: shop.put_item(desk, an_item())),
    "a tax": (Permission.SETTINGS, lambda desk: shop.put_tax(desk, TaxRate("", "City", 1))),
    "a payment type": (
        Permission.SETTINGS,
        lambda desk: shop.put_payment_type(desk, PaymentType("", "Bit", PaymentKind.CUSTOM)),
    ),
    "a kind of reason": (
        Permission.SETTINGS,
        lambda desk: reason_kinds.put(desk, ReasonKind("", "Birthday")),
    ),
    "no sale": (Permission.OPEN_DRAWER, lambda desk: drawer.open_drawer(desk, "Change")),
    "a till": (Permission.SETTINGS, lambda desk: shop.put_till(desk, Till(0, "Till 2"))),
    "a printer’s end": (
        Permission.SETTINGS,
        lambda desk: services_printers.remove_printer(desk, 1),
    ),
    "the logo": (Permission.SETTINGS, lambda desk: shop.put_logo(desk, b"\x89PNG")),
    "staff": (
        Permission.SETTINGS,
        lambda desk: staff.put_member(desk, StaffMember("", "Priya", Role.FRONT_DESK), "2589"),
    ),
    "permissions": (
        Permission.SETTINGS,
        lambda desk: staff.change_rights(desk, replace(NONE, most_discount_ppm=1_000_000)),
    ),
    "import clients": (Permission.SETTINGS, _import_clients),
    "import a catalog": (Permission.SETTINGS, _import_catalog),
}


def books(at: Counter) -> dict[str, object]:
    """Everything but the log of acts."""
    rows = at.all_rows()
    return {name: rows[name] for name in rows.keys() - {"audit", "series_heads"}}


@pytest.mark.parametrize("name", ACTS)
def test_the_front_desk_is_refused_and_that_is_written_down(at: Counter, name: str) -> None:
    permission, act = ACTS[name]
    before = books(at)
    with pytest.raises(NotAllowed) as refusal:
        act(at.desk.as_staff(FRONT_DESK))
    assert refusal.value.permission is permission
    assert books(at) == before
    last = "SELECT act, staff, authorised_by, detail FROM audit ORDER BY id DESC LIMIT 1"
    ((said, who, by, detail),) = at.rows(last)
    assert said.endswith(".refused")
    assert (who, by, read(detail)[-1]) == ("S2", None, ("needs", str(permission)))
    at.assert_sound()


_REFUSED_ONLY = {
    "release",
    "release a gift card",
    "bring back",
    "permissions",
    "the mail server’s password",
}
"""What needs more than the permission, or would write outside the test."""


@pytest.mark.parametrize("name", sorted(ACTS.keys() - _REFUSED_ONLY))
def test_what_is_granted_is_done(at: Counter, name: str) -> None:
    permission, act = ACTS[name]
    also = {Permission.PAY_LATER} if name == "bill" else set()
    granted = grant(at.desk, replace(NONE, front_desk=frozenset({permission, *also})))
    if name == "a price by undo":
        tickets.set_note(at.desk, TICKET, "x")
    act(granted.as_staff(FRONT_DESK))


def test_somebody_who_may_authorises_one_act_under_both_names(at: Counter) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    maya = staff.authorise(leo, "S1", MANAGER_PIN, Permission.PRICE)
    selling.set_price(leo.authorised_by(maya), TICKET, 1, 4000, "Late")
    rows = at.rows("SELECT act, staff, authorised_by FROM audit ORDER BY id DESC LIMIT 2")
    assert rows == [("line.price", "S2", "S1"), ("authorise", "S2", None)]
    with pytest.raises(NotAllowed):
        selling.set_price(leo, TICKET, 1, 3000, "Late")
    at.assert_sound()


def test_who_signs_in_next_is_not_authorised(at: Counter) -> None:
    allowed = at.desk.as_staff(FRONT_DESK).authorised_by(MANAGER)
    with pytest.raises(NotAllowed):
        voiding.void(allowed.as_staff(FRONT_DESK), TICKET, "Left")


def test_five_wrong_pins_are_slowed_down_at_sign_in_too(at: Counter, clock: SetClock) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    waits = []
    for _try in range(5):
        with pytest.raises(UserError) as refusal:
            staff.authorise(leo, "S1", "9999", Permission.VOID)
        if isinstance(refusal.value, staff.TooManyTries):
            waits.append(refusal.value.seconds)
            clock.at += type(clock.at - clock.at)(seconds=refusal.value.seconds)
    assert waits == [5, 10, 20]
    with pytest.raises(staff.TooManyTries):
        staff.sign_in(at.desk.as_staff(None), "S1", "9999")
    with pytest.raises(staff.TooManyTries):
        staff.authorise(leo, "S1", MANAGER_PIN, Permission.VOID)
    refused = at.rows("SELECT staff, subject FROM audit WHERE act = 'authorise.refused'")
    assert refused == [("S2", "staff S1")] * 5


def test_who_may_not_do_it_authorises_nobody(at: Counter) -> None:
    at = Counter(grant(at.desk, Rights(frozenset(), frozenset(), 0)))
    with pytest.raises(NotAllowed):
        staff.authorise(at.desk.as_staff(FRONT_DESK), "S1", MANAGER_PIN, Permission.VOID)
    assert staff.who_may(at.desk, Permission.VOID) == []
    ((act, by, about),) = at.rows("SELECT act, staff, subject FROM audit ORDER BY id DESC LIMIT 1")
    assert (act, by, about) == ("authorise.refused", "S2", "staff S1")


def test_an_owner_may_do_what_managers_may_not(at: Counter) -> None:
    desk = grant(at.desk, Rights(frozenset(), frozenset(), 0))
    with pytest.raises(NotAllowed):
        voiding.void(desk, TICKET, "Left")
    with desk.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.OWNER))
    voiding.void(desk, TICKET, "Left")


def test_a_role_taken_away_holds_at_once_wherever_one_is_signed_in(at: Counter) -> None:
    with at.desk.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.FRONT_DESK))
    with pytest.raises(NotAllowed):
        voiding.void(at.desk, TICKET, "Left")


def test_whoever_is_switched_off_does_nothing_more_wherever_they_are_signed_in(
    at: Counter,
) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    staff.put_member(at.desk, replace(FRONT_DESK, active=False))
    before = books(at)
    acts: tuple[Callable[[], object], ...] = (
        lambda: tickets.open_ticket(leo),
        lambda: tickets.set_note(leo, TICKET, "Nuts"),
        lambda: _pay(leo, "cash", 1000),
        lambda: voiding.void(leo.authorised_by(MANAGER), TICKET, "Left"),
        lambda: audit_log.find(leo.authorised_by(MANAGER), Wanted()),
    )
    for act in acts:
        with pytest.raises(UserError, match="Leo Park no longer works here"):
            act()
    assert books(at) == before
    staff.sign_out(leo)
    at.assert_sound()


def test_a_blank_ticket_is_voided_by_anybody(at: Counter) -> None:
    voiding.void(at.desk.as_staff(FRONT_DESK), at.ticket(), "Wrong key")


def test_a_discount_up_to_the_limit_needs_nobody(at: Counter) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    selling.set_line_discount(leo, TICKET, 1, Discount("Friend", percent_ppm=200_000))
    with pytest.raises(NotAllowed):
        selling.set_ticket_discount(leo, TICKET, Discount("Too", percent_ppm=10_000))


def test_what_was_authorised_stays_while_the_ticket_is_worked_on(at: Counter) -> None:
    leo = at.desk.as_staff(FRONT_DESK)
    selling.set_line_discount(at.desk, TICKET, 1, Discount("Friend", percent_ppm=500_000))
    selling.set_price(at.desk, TICKET, 1, 4000, "Late")
    tickets.set_note(leo, TICKET, "Nuts")
    selling.set_quantity(leo, TICKET, 1, 2)
    with pytest.raises(NotAllowed):
        selling.set_line_discount(leo, TICKET, 1, Discount("More", percent_ppm=510_000))
    selling.set_line_discount(leo, TICKET, 1, None)


def test_only_an_owner_says_who_may_what(at: Counter) -> None:
    with pytest.raises(UserError, match="Only an owner"):
        staff.change_rights(at.desk, NONE)
    with at.desk.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.OWNER))
    staff.change_rights(at.desk, replace(NONE, most_discount_ppm=50_000))
    assert staff.shop_rights(at.desk).most_discount_ppm == 50_000
    shop.change_settings(at.desk, replace(at.desk.settings, phone="1"))
    assert staff.shop_rights(at.desk).most_discount_ppm == 50_000


def test_settings_that_are_stored_again_leave_the_rights_as_they_are(at: Counter) -> None:
    shop.change_settings(at.desk, replace(at.desk.settings, rights=Rights()))
    assert staff.shop_rights(at.desk) == NONE


def test_the_front_desk_with_the_settings_in_its_hands_makes_nobody_a_manager(at: Counter) -> None:
    desk = grant(at.desk, replace(NONE, front_desk=frozenset({Permission.SETTINGS})))
    leo = desk.as_staff(FRONT_DESK)
    for member in (replace(FRONT_DESK, role=Role.MANAGER), MANAGER):
        with pytest.raises(UserError, match="Only a manager"):
            staff.put_member(leo, member, "8642")
    staff.put_member(leo, StaffMember("", "Priya", Role.FRONT_DESK), "8642")
