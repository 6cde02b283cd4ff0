"""After closing: the change, the receipt, and what the client takes away."""

from pos_app.services.closing import Receipt
from pos_app.services.print_spool import Queue
from tests.ui.payments.conftest import AtPayments


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
    assert "went to the printer" in till.page.closed.receipt_text()


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


def test_the_receipt_can_be_sent_by_mail_later(till: AtPayments) -> None:
    closed(till, name="Amara Thompson", email="amara.t@example.com")
    till.ready(till.page.next_button)
    till.click(till.page.receipt.chips[Receipt.EMAIL])
    assert till.counter.rows("SELECT address FROM emails") == [("amara.t@example.com",)]
    assert "by e-mail" in till.page.closed.receipt_text()


def test_without_an_address_there_is_no_mail(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    assert not till.page.receipt.chips[Receipt.EMAIL].isEnabled()


def test_a_key_goes_through_the_choices(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 10_000))
    till.key("F11")
    assert till.page.receipt.value() is Receipt.NONE
    till.key("F11")
    assert till.page.receipt.value() is Receipt.PRINT


def test_a_printer_that_does_not_answer_is_said_and_stops_nothing(till: AtPayments) -> None:
    closed(till)
    till.page.show_queue(Queue(1, 0, "The printer does not answer."))
    assert "prints by itself later" in till.page.closed.receipt_text()
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
