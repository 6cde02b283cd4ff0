"""After closing: the change, the receipt, and what the client takes away."""

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from pos_app.domain.printer import Printer
from pos_app.persistence import printers as stored_printers
from pos_app.services import shop
from pos_app.services.closing import Receipt
from pos_app.services.outbox import Outbox
from pos_app.services.print_spool import Queue
from tests.ui.payments.conftest import AtPayments
from ui.email_box import MailRow


def jobs(till: AtPayments) -> list[tuple[object, ...]]:
    """The print jobs: the paper, and whether it is a copy."""
    return till.counter.rows("SELECT paper, copy FROM print_jobs ORDER BY id")


def closed(till: AtPayments, **client: str) -> None:
    """A card ticket that is closed."""
    who = till.counter.client(**client) if client else None
    till.open(till.counter.ticket(who, 10_000))
    till.pay("card")
    till.click(till.page.close_button)


def test_the_receipt_is_on_the_screen_and_on_its_way(till: AtPayments) -> None:
    closed(till)
    sheet = till.page.closed.paper.widget()
    assert sheet is not None
    assert "Luma Studio" in sheet.accessibleDescription()
    assert jobs(till) == [("receipt", 0)]
    assert "is being printed" in till.page.closed.receipt_text()


@pytest.mark.parametrize("key", ["Return", "Ctrl+N"])
def test_enter_and_the_key_of_a_new_ticket_go_on(till: AtPayments, key: str, qtbot: QtBot) -> None:
    closed(till)
    with qtbot.waitSignal(till.page.next_ticket):
        till.press(key)


def test_the_heading_names_the_ticket_that_is_closed(till: AtPayments) -> None:
    closed(till)
    ((number,),) = till.counter.rows("SELECT number FROM tickets WHERE number IS NOT NULL")
    texts = [part.text() for part in till.page.closed.findChildren(QLabel) if part.isVisible()]
    assert f"Ticket #{number} is closed" in texts


def test_the_receipt_on_the_screen_bears_the_logo_that_the_shop_has_now(till: AtPayments) -> None:
    closed(till)
    sheet = till.page.closed.paper.widget()
    assert sheet is not None
    without = sheet.height()
    for png, higher in ((a_picture(), True), (None, False)):
        till.session.write(shop.put_logo, png)
        till.wait()
        assert (sheet.height() > without + 60) is higher


def a_picture() -> bytes:
    file = BytesIO()
    Image.new("L", (500, 250), 0).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("code", "said"), [("card", "Paid $100.00"), ("later", "Paid later $100.00")]
)
def test_a_ticket_without_cash_speaks_of_no_change(till: AtPayments, code: str, said: str) -> None:
    till.open(till.counter.ticket(till.counter.client(), 10_000))
    till.pay(code)
    till.click(till.page.close_button)
    assert till.page.closed.change.accessibleName() == said


def test_what_is_paid_later_is_told_beside_what_was_paid(till: AtPayments) -> None:
    till.open(till.counter.ticket(till.counter.client(), 10_000))
    till.pay("later", "40")
    till.pay("card")
    till.click(till.page.close_button)
    assert till.page.closed.change.accessibleName() == "Paid $60.00"
    texts = [part.text() for part in till.page.closed.findChildren(QLabel) if part.isVisible()]
    assert "$40.00 is paid later." in texts


def test_exact_cash_says_that_there_is_no_change(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("cash")
    till.click(till.page.close_button)
    assert till.page.closed.change.accessibleName() == "Change to give $0.00"


def test_no_receipt_can_still_be_printed(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.pay("card")
    till.click(till.page.receipt.chips[Receipt.NONE])
    till.click(till.page.close_button)
    assert jobs(till) == []
    till.ready(till.page.next_button)
    till.click(till.page.receipt.chips[Receipt.PRINT])
    till.qtbot.waitUntil(lambda: jobs(till) == [("receipt", 0)])


def test_a_second_print_is_a_copy(till: AtPayments) -> None:
    closed(till)
    till.ready(till.page.next_button)
    till.key("F11")
    assert jobs(till) == [("receipt", 0), ("receipt", 1)]


def test_a_double_press_prints_one_copy_more(
    till: AtPayments, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(till)
    till.ready(till.page.next_button)
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    for _press in range(2):
        till.key("F11")
        till.qtbot.waitUntil(lambda: not till.session.tasks.is_busy())
    assert jobs(till) == [("receipt", 0), ("receipt", 1)]


def sends_mail(till: AtPayments) -> None:
    """The shop has set e-mail up; no mailer runs here."""
    till.choose(mail_server="smtp.example.com", mail_from="till@luma.example")


def mails(till: AtPayments) -> list[tuple[object, ...]]:
    """The messages: to whom, and whether the receipt in it is a copy."""
    return till.counter.rows("SELECT address, copy FROM emails ORDER BY id")


def rows(till: AtPayments) -> list[MailRow]:
    """The messages that the panel shows."""
    return [row for row in till.page.closed.email.findChildren(MailRow) if row.isVisible()]


def test_a_receipt_by_mail_goes_to_the_clients_address_at_closing(till: AtPayments) -> None:
    sends_mail(till)
    who = till.counter.client(email="amara.t@example.com")
    till.open(till.counter.ticket(who, 10_000))
    till.pay("card")
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    till.click(till.page.close_button)
    assert mails(till) == [("amara.t@example.com", 0)]
    till.qtbot.waitUntil(lambda: bool(rows(till)))
    assert [row.text.text() for row in rows(till)] == ["Will be sent to amara.t@example.com."]


def test_a_client_without_an_address_is_asked_once_the_ticket_is_closed(
    till: AtPayments,
) -> None:
    sends_mail(till)
    who = till.counter.client()
    till.open(till.counter.ticket(who, 10_000))
    till.pay("card")
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    till.click(till.page.close_button)
    box = till.page.closed.email
    assert mails(till) == []
    assert box.address.hasFocus()
    till.type("new@example.com")
    assert box.keep.isVisible()
    till.key("Return")
    assert mails(till) == [("new@example.com", 0)]
    till.wait()
    assert till.counter.rows("SELECT email FROM clients") == [("new@example.com",)]
    assert till.state == "closed"
    assert till.session.ticket_id is not None
    till.ready(till.page.next_button)
    till.key("Return")
    assert len(mails(till)) == 1, "the next Enter is for the next ticket"
    assert till.session.ticket_id is None


def test_the_receipt_can_be_sent_later_to_another_address(till: AtPayments) -> None:
    sends_mail(till)
    closed(till, name="Amara Thompson", email="amara.t@example.com")
    till.ready(till.page.next_button)
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    box = till.page.closed.email
    assert box.address.text() == "amara.t@example.com"
    box.address.setText("work@example.com")
    box.address.textEdited.emit("work@example.com")
    assert not box.keep.isChecked()
    till.click(box.send_button)
    assert mails(till) == [("work@example.com", 1)]
    assert till.counter.rows("SELECT email FROM clients") == [("amara.t@example.com",)]


def test_what_is_no_address_is_said_at_its_field(till: AtPayments) -> None:
    sends_mail(till)
    closed(till)
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    till.type("nobody")
    till.key("Return")
    assert "not an e-mail address" in till.page.closed.email.field.error()
    assert mails(till) == []


def test_a_message_that_was_refused_is_said_and_can_be_let_go(till: AtPayments) -> None:
    sends_mail(till)
    closed(till)
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    till.type("a@example.com")
    till.key("Return")
    with till.counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET state = 'failed', error = '550 no'")
    till.session.outbox_moved.emit(Outbox(failed=1))
    till.qtbot.waitUntil(lambda: len(rows(till)) == 1)
    (row,) = rows(till)
    assert row.text.text() == "Not sent to a@example.com: 550 no"
    till.click(row.let_go)
    assert till.counter.rows("SELECT state FROM emails") == [("cancelled",)]


def test_without_a_mail_server_there_is_no_mail(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    chip = till.page.receipt.chips[Receipt.EMAIL]
    assert not chip.isEnabled()
    assert "not set up" in chip.toolTip()


def test_a_key_goes_through_the_choices(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F11")
    assert till.page.receipt.value() is Receipt.NONE
    till.key("F11")
    assert till.page.receipt.value() is Receipt.PRINT


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        ("queued", "", "is being printed"),
        ("queued", "The printer does not answer.", "prints by itself later. The printer does not"),
        ("printed", "", "The receipt is printed. It came out on Front desk."),
        ("sent", "", "cannot say whether it came out"),
        ("unsure", "Look whether it came out.", "Look whether it came out."),
        ("cancelled", "", "taken out of the print queue"),
    ],
)
def test_what_became_of_the_receipt_is_said_and_stops_nothing(
    till: AtPayments, state: str, error: str, said: str
) -> None:
    closed(till)
    with till.counter.desk.database.write() as connection:
        stored = {"state": state, "error": error, "at": till.counter.desk.at}
        at_desk = stored_printers.put_printer(
            connection, Printer(0, "Front desk", "tcp://10.0.0.9")
        )
        stored["printer"] = str(at_desk)
        changed = "state = :state, error = :error, sent_at = :at, printer_id = :printer"
        connection.execute(text(f"UPDATE print_jobs SET {changed}"), stored)
    till.page.show_queue(Queue(1))
    assert said in till.page.closed.receipt_text()
    till.ready(till.page.next_button)


def test_payments_of_a_closed_ticket_cannot_be_taken_off(till: AtPayments) -> None:
    closed(till)
    till.page.summary.remove_requested.emit(till.payments[0].id)
    till.wait()
    assert len(till.payments) == 1


def test_change_of_eight_digits_leaves_the_page_as_wide_as_the_smallest_till(
    till: AtPayments,
) -> None:
    ticket = till.open(till.counter.ticket(None, 4_500))
    till.counter.pay(ticket, "cash", 9_876_543_210)
    till.leave_and_return()
    till.click(till.page.close_button)
    assert till.page.closed.change.text() == "$98,765,387.10"
    assert till.page.width() == 1280


def test_without_e_mail_the_page_says_what_to_do_and_promises_none(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    said = [part.text() for part in till.page.receipt.findChildren(QLabel) if part.isVisible()]
    assert "E-mail is not set up: Settings → E-mail." in said
    till.pay("card")
    till.click(till.page.receipt.chips[Receipt.NONE])
    till.click(till.page.close_button)
    assert till.page.closed.receipt_text() == "No receipt. It can still be printed."
    sends_mail(till)
    till.leave_and_return()
    assert not any(
        "not set up" in part.text()
        for part in till.page.receipt.findChildren(QLabel)
        if part.isVisible()
    )
