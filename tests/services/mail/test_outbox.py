"""What arrives, and where it may go."""

from dataclasses import replace

import pytest

from pos_app.domain.mail import MailSecurity, MailState
from pos_app.domain.refund_acts import RefundAll
from pos_app.errors import UserError
from pos_app.services import outbox, print_spool, refunds, sending
from pos_app.services.outbox import Outbox
from tests.mail_server import Behaviour
from tests.services.counter import Counter
from tests.services.mail.post import WHO, Serve, asked, send, sending_by, states
from tests.services.test_money_back import give_back, received


@pytest.mark.parametrize("security", MailSecurity)
@pytest.mark.parametrize("logins", ["PLAIN", "LOGIN"])
def test_a_receipt_arrives_as_text_and_pdf(
    counter: Counter, serve: Serve, security: MailSecurity, logins: str
) -> None:
    server = serve(tls_first=security is MailSecurity.TLS, logins=logins)
    counter = sending_by(counter, server.port, mail_security=security)
    ticket = asked(counter)
    assert send(counter) == [("sent", "")]
    (taken,) = server.taken
    assert (taken.sender, taken.receiver) == ("till@luma.example", WHO)
    assert taken.message["Subject"] == "Receipt 1001 · Luma Studio"
    assert "$45.00" in taken.text()
    name, pdf = taken.pdf()
    assert name == "Receipt 1001.pdf"
    assert pdf.startswith(b"%PDF")
    (mail,) = outbox.of_ticket(counter.desk, ticket)
    assert (mail.state, mail.sent_at) == (MailState.SENT, counter.desk.clock.now())
    assert outbox.outbox(counter.desk) == Outbox()


def test_a_server_that_wants_no_login_gets_none(counter: Counter, serve: Serve) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port, mail_user=""))
    assert send(counter) == [("sent", "")]
    assert server.logins == 0


def test_what_was_sent_is_not_sent_again(counter: Counter, serve: Serve) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port))
    for _round in range(3):
        send(counter)
        sending.recover(counter.desk)
        sending.try_now(counter.desk)
    assert len(server.taken) == 1


def test_a_second_receipt_of_a_ticket_bears_copy(counter: Counter, serve: Serve) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    client = counter.client(email=WHO)
    ticket = counter.sell(client, 4_500)  # Printed at closing.
    outbox.email_receipt(counter.desk, ticket, WHO)
    send(counter)
    assert "COPY" in server.taken[0].text()


def test_a_receipt_that_never_came_out_before_is_no_copy(counter: Counter, serve: Serve) -> None:
    server = serve(replies={"RCPT": "550 no such user"})
    counter = sending_by(counter, server.port)
    ticket = counter.sell(None, 4_500)
    while print_spool.send_next(counter.desk):  # This till has no printer.
        pass
    outbox.email_receipt(counter.desk, ticket, "typo@example.com")
    assert send(counter)[0][0] == "failed"
    server.does = Behaviour()
    for _time in range(2):
        outbox.email_receipt(counter.desk, ticket, WHO)
        send(counter)
    first, second = (taken.text() for taken in server.taken)
    assert "COPY" not in first
    assert "COPY" in second
    print_spool.print_first(counter.desk, ticket)
    assert counter.rows("SELECT copy FROM print_jobs ORDER BY id") == [(0,), (1,)]


def test_refunds_payments_on_account_and_statements_are_sent_too(
    counter: Counter, serve: Serve
) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    client = counter.client(email=WHO)
    ticket = counter.sell(client, 4_500)
    refunds.refund(counter.desk, ticket, "back", RefundAll(reason="Unhappy"))
    outbox.email_refund(counter.desk, 1, WHO)
    outbox.email_statement(counter.desk, client, "2026-11-01", "2026-11-30", WHO)
    outbox.email_invoice(counter.desk, ticket, WHO)
    assert send(counter) == [("sent", "")] * 3
    refund, statement, invoice = server.taken
    assert invoice.pdf()[0] == "Invoice 1001.pdf"
    assert "COPY" in refund.text()
    assert "Amara Okafor" in statement.text()
    sent = [(mail.paper, mail.number) for mail in outbox.of_ticket(counter.desk, ticket)]
    assert sent == [("invoice", "1001"), ("refund", "R1")]


def test_a_statement_that_waits_says_what_it_said_when_it_was_asked_for(
    counter: Counter, serve: Serve
) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    client = counter.client(email=WHO)
    outbox.email_statement(counter.desk, client, "2026-11-01", "2026-11-30", WHO)
    counter.sell(client, 4_500, "later")
    assert send(counter) == [("sent", "")]
    (taken,) = server.taken
    assert "Closing balance" in taken.text()
    assert "45.00" not in taken.text()
    assert taken.pdf()[1].startswith(b"%PDF")


def test_the_receipt_of_money_on_account_is_sent_as_a_copy(counter: Counter, serve: Serve) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    received(counter, counter.client(email=WHO), 8_000)
    ((payment,),) = counter.rows("SELECT id FROM payments WHERE ticket_id IS NULL")
    outbox.email_payment(counter.desk, int(payment), WHO)
    assert send(counter) == [("sent", "")]
    (taken,) = server.taken
    assert "$80.00" in taken.text()
    assert "COPY" in taken.text()
    assert [(mail.paper, mail.number) for mail in outbox.ended(counter.desk)] == [
        ("account_receipt", str(payment))
    ], "people find it by its number"
    with pytest.raises(UserError, match="no payment on account"):
        outbox.email_payment(counter.desk, 999, WHO)


def test_the_receipt_of_money_given_back_from_an_account_is_sent_too(
    counter: Counter, serve: Serve
) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    client = counter.client(email=WHO)
    received(counter, client, 8_000)
    give_back(counter, client, 3_000)
    outbox.email_refund(counter.desk, 1, WHO)
    assert send(counter) == [("sent", "")]
    assert "COPY" in server.taken[0].text()


def test_an_invoices_message_says_what_it_comes_to_what_is_left_and_by_when(
    counter: Counter, serve: Serve
) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    ticket = counter.sell(counter.client(email=WHO), 4_500, "later")
    paid = counter.sell(counter.client(), 2_000)
    for one in (ticket, paid):
        outbox.email_invoice(counter.desk, one, WHO)
    assert send(counter) == [("sent", "")] * 2
    owed, settled = (taken.text() for taken in server.taken)
    assert "Total: $45.00" in owed
    assert "Left to pay: $45.00, due on " in owed
    assert counter.desk.settings.shop_name in owed
    assert "Nothing is left to pay." in settled


NAMES = ("Łukasz Żółć", "李小龙", "محمد", "😀 Zoë", 'O\'Brien "Bob", Ltd <x@y.z>', "=1+1")


@pytest.mark.parametrize("name", NAMES)
def test_names_arrive_in_any_script(counter: Counter, serve: Serve, name: str) -> None:
    server = serve()
    counter = sending_by(counter, server.port, mail_name=name, shop_name=name)
    asked(counter)
    assert send(counter) == [("sent", "")]
    (taken,) = server.taken
    (sender,) = taken.message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "till@luma.example")
    assert name in taken.message["Subject"]


def test_a_name_begins_no_header_and_no_second_recipient(counter: Counter, serve: Serve) -> None:
    server = serve()
    evil = "Luma\r\nBcc: everybody@example.com\r\n\r\nBuy \x00\x1b[31m\u202enow"
    counter = sending_by(counter, server.port)
    settings = replace(counter.desk.settings, mail_name=evil, shop_name=evil)
    counter = Counter(replace(counter.desk, settings=settings))
    asked(counter)
    assert send(counter) == [("sent", "")]
    (taken,) = server.taken
    assert taken.message["Bcc"] is None
    head = taken.data.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    assert not {b"\x00", b"\x1b"} & {bytes([byte]) for byte in taken.data}
    assert "\u202e" not in taken.message["Subject"]
    assert len(taken.message["To"].addresses) == 1


def test_a_line_that_is_a_dot_ends_no_message(counter: Counter, serve: Serve) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    counter = Counter(
        replace(counter.desk, settings=replace(counter.desk.settings, receipt_footer=".\n..\nend"))
    )
    asked(counter)
    assert send(counter) == [("sent", "")]
    assert [text.strip() for text in server.taken[0].text().splitlines()].count("..") == 1
    assert {".", "..", "end"} <= {text.strip() for text in server.taken[0].text().splitlines()}


@pytest.mark.parametrize(
    "address",
    ["", "amara", "a@b", "a b@example.com", "a@example.com\nBcc: x@y.z", "a@x.com,b@y.com",
     "a..b@example.com", ".a@example.com", "<a@example.com>", "a@-x.com", "a@x_.com",
     "a" * 65 + "@example.com", "a@" + "x" * 64 + ".com", "a\x00@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(counter: Counter, address: str) -> None:
    ticket = counter.sell(None, 4_500)
    with pytest.raises(UserError, match="e-mail address") as refused:
        outbox.email_receipt(counter.desk, ticket, address)
    assert refused.value.field == "address"
    assert states(counter) == []


@pytest.mark.parametrize(
    "address", ["a@example.com", "a.b+c@mail.example.co.uk", "o'brien@example.com", "x@bücher.de"]
)
def test_addresses_as_people_have_them_are_taken(
    counter: Counter, serve: Serve, address: str
) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port), f"  \u200e{address}\u202c ")
    assert send(counter) == [("sent", "")]
    assert server.taken[0].receiver == address.replace("bücher", "xn--bcher-kva")


@pytest.mark.parametrize(
    ("domain", "known"),
    [("straße.de", "xn--strae-oqa.de"), ("STRASSE.de", "STRASSE.de"), ("ΒΌΛΟς.com", "xn--nxasmm1c.com")],
)  # fmt: skip
def test_an_address_at_a_domain_with_ß_goes_to_no_other_domain(
    counter: Counter, serve: Serve, domain: str, known: str
) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port), f"a@{domain}")
    assert send(counter) == [("sent", "")]
    assert server.taken[0].receiver == f"a@{known}"


def test_an_address_in_letters_that_the_server_cannot_write_to_is_said(
    counter: Counter, serve: Serve
) -> None:
    asked(counter := sending_by(counter, serve().port), "zoë@example.com")
    ((state, said),) = send(counter)
    assert state == "failed"
    assert "such letters" in said


def test_an_address_in_any_letters_is_written_to_where_the_server_can(
    counter: Counter, serve: Serve
) -> None:
    server = serve(any_script=True)
    asked(counter := sending_by(counter, server.port), "李小龙@example.com")
    assert send(counter) == [("sent", "")]
    assert server.taken[0].receiver == "李小龙@example.com"
    assert "To: 李小龙@example.com".encode() in server.taken[0].data
