"""Every write says in the audit log who did it, and to which record."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from pos_app import services
from pos_app.clock import SetClock
from pos_app.domain.balance_acts import AddCredit, ApplyFunds, Received, TakePayment
from pos_app.domain.payment import PaymentKind
from pos_app.domain.printer import Printer, Route
from pos_app.domain.reason import ReasonKind
from pos_app.domain.refund_acts import RefundAll
from pos_app.domain.shop import PaymentType, Role, StaffMember, Till
from pos_app.domain.tax import TaxRate
from pos_app.domain.ticket import Discount
from pos_app.errors import EnvironmentFault
from pos_app.persistence import people, printers
from pos_app.reports import extracts
from pos_app.security.roles import RIGHTS
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
    outbox,
    payments,
    payoffs,
    print_spool,
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
from tests.builders import a_client, an_item
from tests.conftest import NOON
from tests.services.counter import Counter

OPEN, CLOSED = 1, 2


def _written(at: Counter, text: str) -> Path:
    file = at.desk.database.path.with_name("table.csv")
    file.write_text(text)
    return file


def _item(at: Counter) -> None:
    at.add(OPEN, 1000)


def _bill(at: Counter) -> None:
    lines = (invoices.BilledItem(at.item(1000)),)
    draft = invoices.Draft(client_id=1, lines=lines, due_on="2026-12-01")
    invoices.bill(at.desk, "bill", draft)


def _close(at: Counter) -> None:
    at.pay(OPEN, "card")
    at.close(OPEN)


def _remove_payment(at: Counter) -> None:
    payment = at.pay(OPEN, "card")
    payments.remove_payment(at.desk, OPEN, payment)


def _undo(at: Counter) -> None:
    before = at.look(OPEN).ticket
    tickets.set_note(at.desk, OPEN, "Nuts")
    tickets.undo(at.desk, before)


def _change_line(at: Counter) -> None:
    line = at.look(OPEN).ticket.line(1)
    selling.change_line(at.desk, OPEN, replace(line, note="Nuts"))


def _release_holds(at: Counter) -> None:
    at.pay(OPEN, "client_balance", 100)
    holding.release_holds(at.desk, OPEN, "Needed elsewhere")


WHO = "amara@example.com"


def _email_refund(at: Counter) -> None:
    _refund(at)
    outbox.email_refund(at.desk, 1, WHO)


def _email_again(at: Counter) -> None:
    outbox.email_receipt(at.desk, CLOSED, WHO)
    outbox.send_again(at.desk, 1)


def _let_email_go(at: Counter) -> None:
    outbox.email_receipt(at.desk, CLOSED, WHO)
    outbox.let_go(at.desk, 1)


def _send_test(at: Counter) -> None:
    nobody = replace(
        at.desk.settings, mail_server="localhost", mail_port=1, mail_from="till@example.com"
    )
    with suppress(EnvironmentFault):
        mail_setup.send_test(at.desk, nobody, "", WHO)


def _dismiss(at: Counter) -> None:
    with at.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'sending'")
    print_spool.recover(at.desk)
    print_spool.dismiss_failed(at.desk)


def _printer(at: Counter) -> int:
    with at.desk.database.write() as connection:
        return printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))


def _print_failed(at: Counter) -> None:
    with at.desk.database.write() as connection:
        printer = printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))
        connection.exec_driver_sql(
            "UPDATE print_jobs SET state = 'failed', printer_id = ?", (printer,)
        )
    print_spool.print_again(at.desk, 1)


def _open_drawer(at: Counter) -> None:
    with at.desk.database.write() as connection:
        printer = printers.put_printer(connection, Printer(0, "Front", "file:/dev/null"))
        printers.put_route(connection, Route(1, "drawer", printer))
    drawer.open_drawer(at.desk, "Change")


def _import_clients(at: Counter) -> None:
    plan = imports.plan_clients(at.desk, _written(at, "name\nAda\nBob\n"))
    imports.import_clients(at.desk, plan)


def _import_catalog(at: Counter) -> None:
    file = _written(at, "name,price,kind\nGel,1.50,product\nComb,2.00,product\n")
    import_catalog.import_catalog(at.desk, import_catalog.plan_catalog(at.desk, file))


def _apply_to_many(at: Counter) -> None:
    client_accounts.apply_to_many(at.desk, "all", {1: ApplyFunds()})


def _reprint_payment(at: Counter) -> None:
    act = TakePayment(amount=100, money=Received(type_code="card"))
    client_accounts.carry_out(at.desk, 1, "take", act)
    print_spool.reprint_payment(at.desk, 2)


def _email_payment(at: Counter) -> None:
    act = TakePayment(amount=100, money=Received(type_code="card"))
    client_accounts.carry_out(at.desk, 1, "take", act)
    outbox.email_payment(at.desk, 2, WHO)


def _refund(at: Counter) -> None:
    refunds.refund(at.desk, CLOSED, uuid4().hex, RefundAll(reason="Wrong shade"))


def _reprint_refund(at: Counter) -> None:
    _refund(at)
    print_spool.reprint_refund(at.desk, 1)


def _expire(at: Counter) -> None:
    act = AddCredit(amount=9000, reason="Voucher", expires_on="2026-11-22")
    client_accounts.carry_out(at.desk, 1, "add", act)
    tomorrow = SetClock(NOON + timedelta(days=1))
    client_accounts.expire_due(replace(at.desk, clock=tomorrow))


def _change_client(at: Counter) -> None:
    # Whatever code the card bears: the stored one is who it is about.
    clients.change(at.desk, a_client(id=1, code="C999999", name="Amara"))


def _bring_back(at: Counter) -> None:
    clients.archive(at.desk, at.client())
    clients.bring_back(at.desk, 2)


def _rights(at: Counter) -> None:
    staff.reset_pin(at.desk, "S1", "2580")
    with at.desk.database.write() as connection:
        people.put_staff(connection, "S1", role=str(Role.OWNER))
    staff.change_rights(at.desk, RIGHTS)


def _card(at: Counter, expires_on: str = "") -> str:
    """The code of a card that was sold on a ticket of its own: G1001."""
    ticket = at.ticket()
    order = CardOrder(amount=500, code="4006381333931", expires_on=expires_on)
    card_sales.sell(at.desk, ticket, order)
    at.pay(ticket, "card")
    at.close(ticket)
    return order.code


def _top_up_card(at: Counter) -> None:
    card_sales.top_up(at.desk, OPEN, _card(at), 100)


def _load_card(at: Counter) -> None:
    _card(at)
    gift_cards.load(at.desk, "load", 1001, 1, 100)


def _reissue_card(at: Counter) -> None:
    _card(at)
    gift_cards.reissue(at.desk, "lost", 1001, "Lost")


def _print_card(at: Counter) -> None:
    _card(at)
    gift_cards.print_card(at.desk, 1001)


def _save_card(at: Counter) -> None:
    _card(at)
    card_papers.save_pdf(at.desk, 1001, at.desk.database.path.with_name("card.pdf"))


def _release_card(at: Counter) -> None:
    at.pay(OPEN, "gift_card", 100, reference=_card(at))
    gift_cards.release(at.desk, OPEN, 1001, "Needed elsewhere")


def _expire_card(at: Counter) -> None:
    _card(at, "2031-11-22")
    later = SetClock(NOON.replace(year=2032))
    gift_cards.expire_due(replace(at.desk, clock=later))


WRITES: dict[str, tuple[Callable[[Counter], object], str]] = {
    "ticket.open": (lambda at: at.ticket(), "ticket 3"),
    "line.add": (_item, "ticket 1"),
    "line.top_up": (lambda at: selling.top_up(at.desk, OPEN, 500), "ticket 1"),
    "line.gift_card": (
        lambda at: card_sales.sell(at.desk, OPEN, CardOrder(amount=500)),
        "ticket 1",
    ),
    "line.gift_card_top_up": (_top_up_card, "ticket 1"),
    "gift_card.load": (_load_card, "gift card G1001"),
    "gift_card.reissue": (_reissue_card, "gift card G1001"),
    "gift_card.print": (_print_card, "gift card G1001"),
    "gift_card.pdf": (_save_card, "gift card G1001"),
    "gift_card.expire": (_expire_card, "gift cards G1001"),
    "ticket.release_gift_card": (_release_card, "ticket 1"),
    "line.quantity": (lambda at: selling.set_quantity(at.desk, OPEN, 1, 2), "ticket 1"),
    "line.price": (lambda at: selling.set_price(at.desk, OPEN, 1, 4000, "Late"), "ticket 1"),
    "line.discount": (
        lambda at: selling.set_line_discount(at.desk, OPEN, 1, Discount("Late", amount=100)),
        "ticket 1",
    ),
    "ticket.discount": (
        lambda at: selling.set_ticket_discount(at.desk, OPEN, Discount("Late", amount=100)),
        "ticket 1",
    ),
    "line.change": (_change_line, "ticket 1"),
    "line.staff": (lambda at: selling.set_line_staff(at.desk, OPEN, 1, "S2"), "ticket 1"),
    "line.note": (lambda at: selling.set_line_note(at.desk, OPEN, 1, "Nuts"), "ticket 1"),
    "line.remove": (lambda at: selling.remove_line(at.desk, OPEN, 1), "ticket 1"),
    "ticket.note": (lambda at: tickets.set_note(at.desk, OPEN, "Nuts"), "ticket 1"),
    "ticket.tip": (lambda at: tickets.set_tip(at.desk, OPEN, "S1", 500), "ticket 1"),
    "ticket.split": (lambda at: payments.split_due(at.desk, OPEN, ()), "ticket 1"),
    "ticket.describe": (lambda at: tickets.describe(at.desk, OPEN, "Nuts", "S2"), "ticket 1"),
    "ticket.tax_exempt": (lambda at: tickets.set_tax_exempt(at.desk, OPEN, "Church"), "ticket 1"),
    "ticket.use_credit": (lambda at: tickets.set_use_credit(at.desk, OPEN, False), "ticket 1"),
    "ticket.notice": (lambda at: tickets.dismiss_notice(at.desk, OPEN), "ticket 1"),
    "ticket.hold": (lambda at: tickets.hold(at.desk, OPEN), "ticket 1"),
    "ticket.resume": (lambda at: tickets.resume(at.desk, OPEN), "ticket 1"),
    "ticket.undo": (_undo, "ticket 1"),
    "ticket.client": (lambda at: tickets.set_client(at.desk, OPEN, None), "ticket 1"),
    "ticket.release_holds": (_release_holds, "ticket 1"),
    "ticket.pay_off": (lambda at: payoffs.pay_off(at.desk, OPEN, 100), "ticket 1"),
    "ticket.pay_debt": (
        lambda at: payoffs.pay_debt_with_balance(at.desk, OPEN, uuid4().hex, 100),
        "ticket 1",
    ),
    "payment.add": (lambda at: at.pay(OPEN, "card", 100), "ticket 1"),
    "payment.remove": (_remove_payment, "ticket 1"),
    "ticket.close": (_close, "ticket 1"),
    "ticket.void": (lambda at: voiding.void(at.desk, OPEN, "Left"), "ticket 1"),
    "ticket.refund": (_refund, "ticket 2"),
    "refund.reprint": (_reprint_refund, "refund 1"),
    "receipt.email": (lambda at: outbox.email_receipt(at.desk, CLOSED, WHO), "ticket 2"),
    "invoice.email": (lambda at: outbox.email_invoice(at.desk, CLOSED, WHO), "ticket 2"),
    "refund.email": (_email_refund, "refund 1"),
    "statement.email": (
        lambda at: outbox.email_statement(at.desk, 1, "2026-11-01", "2026-11-30", WHO),
        "client C000001",
    ),
    "email.again": (_email_again, "email 1"),
    "email.cancel": (_let_email_go, "email 1"),
    "mail.password": (
        lambda at: mail_setup.keep_password(at.desk, at.desk.settings, "s3cret"),
        "settings",
    ),
    "mail.test": (_send_test, "settings"),
    "receipt.reprint": (lambda at: print_spool.reprint(at.desk, CLOSED), "ticket 2"),
    "receipt.print": (lambda at: print_spool.print_first(at.desk, CLOSED), "ticket 2"),
    "print.again": (_print_failed, "print job 1"),
    "print.move": (
        lambda at: print_spool.move(at.desk, 1, _printer(at)),
        "print job 1",
    ),
    "print.cancel": (lambda at: print_spool.cancel(at.desk, 1), "print job 1"),
    "printer.change": (
        lambda at: services_printers.put_printer(
            at.desk, Printer(0, "Back", "tcp://10.0.0.9:9100")
        ),
        "printer 1",
    ),
    "printer.remove": (
        lambda at: services_printers.remove_printer(at.desk, _printer(at)),
        "printer 1",
    ),
    "printer.routes": (
        lambda at: services_printers.put_routes(at.desk, 1, [Route(1, "receipt", _printer(at))]),
        "till 1",
    ),
    "statement.print": (
        lambda at: print_spool.print_statement(at.desk, 1, "2026-11-01", "2026-11-30"),
        "client C000001",
    ),
    "extract.print": (
        lambda at: extracts.print_journal(at.desk, date(2026, 11, 1), date(2026, 11, 30)),
        "journal",
    ),
    "print.dismiss": (_dismiss, "print jobs 1"),
    "client.create": (lambda at: clients.create(at.desk, a_client(email="")), "client C000002"),
    "client.change": (_change_client, "client C000001"),
    "account_receipt.reprint": (_reprint_payment, "payment 2"),
    "account_receipt.email": (_email_payment, "payment 2"),
    "balance.apply_to_many": (_apply_to_many, "clients C000001"),
    "balance.expire": (_expire, "clients C000001"),
    "invoice.bill": (_bill, "client C000001"),
    "client.archive": (lambda at: clients.archive(at.desk, at.client()), "client C000002"),
    "client.bring_back": (_bring_back, "client C000002"),
    "client.merge": (lambda at: merging.merge(at.desk, at.client(), 1), "client C000002"),
    "clients.import": (_import_clients, "client C000002 to C000003"),
    "catalog.import": (_import_catalog, "item 3 to 4"),
    "settings.change": (
        lambda at: shop.change_settings(at.desk, replace(at.desk.settings, phone="1")),
        "settings",
    ),
    "item.change": (lambda at: shop.put_item(at.desk, an_item()), "item 3"),
    "drawer.open": (_open_drawer, "till 1"),
    "reason_kind.change": (
        lambda at: reason_kinds.put(at.desk, ReasonKind("", "Birthday")),
        "reason kind BIRTHDAY",
    ),
    "tax.change": (lambda at: shop.put_tax(at.desk, TaxRate("", "City", 10_000)), "tax CITY"),
    "payment_type.change": (
        lambda at: shop.put_payment_type(at.desk, PaymentType("", "Bit", PaymentKind.CUSTOM)),
        "payment type BIT",
    ),
    "payment_type.order": (
        lambda at: shop.order_payment_types(at.desk, ["card", "cash"]),
        "payment types",
    ),
    "till.change": (lambda at: shop.put_till(at.desk, Till(0, "Till 2")), "till 2"),
    "logo.change": (lambda at: shop.put_logo(at.desk, b"\x89PNG"), "logo"),
    "rights.change": (_rights, "settings"),
    "sign_out": (lambda at: staff.sign_out(at.desk), "staff S1"),
    "staff.change": (
        lambda at: staff.put_member(at.desk, StaffMember("", "Priya", Role.MANAGER), "2580"),
        "staff S3",
    ),
}


@pytest.fixture
def at(counter: Counter) -> Counter:
    """A counter with an open ticket of a client who owes and has, and a closed one of theirs."""
    client = counter.client(email="amara@example.com")
    counter.opening(client, owed=4500, credit=3000)
    counter.ticket(client, 4500)
    counter.sell(client, 1000)
    return counter


@pytest.mark.parametrize("act", WRITES)
def test_a_write_says_who_did_it_and_to_which_record(at: Counter, act: str) -> None:
    do, subject = WRITES[act]
    do(at)
    last = "SELECT act, subject, staff, till FROM audit ORDER BY id DESC LIMIT 1"
    assert at.rows(last) == [(act, subject, "S1", "Till 1")]


def test_no_write_is_left_out_above() -> None:
    folder = Path(services.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    written = re.findall(r'(?:\.write|edit)\((?:\s*desk,\s*[\w.]+,)?\s*"([a-z_.]+)"', source)
    assert set(written) - set(WRITES) == set()


def test_the_audit_log_of_a_client_holds_no_name(at: Counter) -> None:
    clients.create(at.desk, a_client(name="Zoe Zimmermann", email=""))
    assert at.rows("SELECT count(*) FROM audit WHERE detail LIKE '%Zoe%'") == [(0,)]


def test_changed_settings_are_told_with_their_new_values(at: Counter) -> None:
    shop.change_settings(at.desk, replace(at.desk.settings, cash_step=5, recovery_hash="x"))
    assert at.rows("SELECT detail FROM audit ORDER BY id DESC LIMIT 1") == [("cash_step=5",)]
