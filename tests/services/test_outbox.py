"""The outbox against mail servers that work, are slow, refuse, break off and are none."""

import multiprocessing
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_app.clock import SetClock
from pos_app.domain.mail import MailSecurity, MailState
from pos_app.domain.refund_acts import RefundAll
from pos_app.errors import UserError
from pos_app.persistence import mail_password
from pos_app.persistence.database import Database
from pos_app.printing import smtp
from pos_app.printing.smtp import Delivery
from pos_app.services import mail_setup, outbox, print_spool, refunds, sending
from pos_app.services.desk import Desk
from pos_app.services.outbox import Outbox
from tests.mail_server import AUTHORITY, PASSWORD, USER, Behaviour, MailServer
from tests.services.counter import Counter

WHO = "amara@example.com"
Serve = Callable[..., MailServer]


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer trusts the tests' authority, as it would a real one."""
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start mail servers that do as they are told."""
    made: list[MailServer] = []

    def start(**does: Any) -> MailServer:
        made.append(MailServer(Behaviour(**does)))
        return made[-1]

    yield start
    for server in made:
        server.stop()


def sending_by(counter: Counter, port: int, **settings: Any) -> Counter:
    """The counter in a shop whose e-mail goes out at that port, with the password kept."""
    settings = {
        "mail_server": "localhost",
        "mail_port": port,
        "mail_user": USER,
        "mail_from": "till@luma.example",
        **settings,
    }
    made = counter.in_a_shop(**settings)
    mail_setup.keep_password(made.desk, made.desk.settings, PASSWORD)
    return made


def asked(counter: Counter, address: str = WHO) -> int:
    """A closed ticket whose receipt is to be sent."""
    ticket = counter.sell(None, 4_500)
    outbox.email_receipt(counter.desk, ticket, address)
    return ticket


def send(counter: Counter, **delivery: Any) -> list[tuple[str, str]]:
    """Let the worker send what is due; state and reason of every message."""

    def hasten(made: Delivery) -> None:
        made.answer_s = made.last_answer_s = 5.0
        for name, value in delivery.items():
            setattr(made, name, value)

    while sending.send_next(counter.desk, hasten):
        pass
    return states(counter)


def states(counter: Counter) -> list[tuple[str, str]]:
    """State and reason of every message, oldest first."""
    return [(s, e) for s, e in counter.rows("SELECT state, error FROM emails ORDER BY id")]


def later(counter: Counter, **time: float) -> Counter:
    """The same counter after a while."""
    clock = SetClock(counter.desk.clock.now() + timedelta(**time))
    return Counter(replace(counter.desk, clock=clock))


# -- Sent ---------------------------------------------------------------------------------------------


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
    assert [mail.paper for mail in outbox.of_ticket(counter.desk, ticket)] == ["invoice", "refund"]


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
     "a" * 65 + "@example.com", "a@" + "x" * 64 + ".com", "a\x00@example.com", "a\u202e@example.com"],
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
    asked(counter := sending_by(counter, server.port), f"  {address} ")
    assert send(counter) == [("sent", "")]
    assert server.taken[0].receiver == address.replace("bücher", "xn--bcher-kva")


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


# -- Not now ------------------------------------------------------------------------------------------


def closed_port() -> int:
    """Where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return int(closed.getsockname()[1])


def test_a_server_that_is_down_is_tried_again_and_gets_it_once(
    counter: Counter, serve: Serve
) -> None:
    asked(counter := sending_by(counter, closed_port()))
    ((state, said),) = send(counter)
    assert state == "queued"
    assert "does not answer" in said
    assert outbox.outbox(counter.desk).waiting == 1
    assert sending.next_try_s(counter.desk) == sending.FIRST_DELAY_S
    assert not sending.send_next(counter.desk, lambda _made: None)
    server = serve()
    counter = later(sending_by(counter, server.port), seconds=sending.FIRST_DELAY_S)
    assert send(counter) == [("sent", "")]
    assert len(server.taken) == 1


def test_each_wait_is_longer_than_the_one_before() -> None:
    waits = [sending.delay_s(tries) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[:3] == [30, 60, 120]
    assert waits[-1] == 3_600


def test_after_four_days_it_is_given_up(counter: Counter) -> None:
    asked(counter := sending_by(counter, closed_port()))
    send(counter)
    ((state, said),) = send(later(counter, days=4, seconds=1))
    assert state == "failed"
    assert "4 days" in said
    assert "does not answer" in said


def test_a_server_that_is_down_is_asked_once_for_many_messages(
    counter: Counter, serve: Serve
) -> None:
    server = serve(banner=b"421 too busy\r\n")
    counter = sending_by(counter, server.port)
    for _ticket in range(4):
        asked(counter)
    assert {state for state, _said in send(counter)} == {"queued"}
    assert server.talks == 1
    assert all("too busy" in said for _state, said in states(counter))


def test_settings_that_were_put_right_are_tried_at_once(counter: Counter, serve: Serve) -> None:
    asked(counter := sending_by(counter, closed_port()))
    send(counter)
    counter = sending_by(counter, serve().port)
    sending.try_now(counter.desk)
    assert send(counter) == [("sent", "")]


FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a server that says nothing": ({"says_nothing": True}, {"answer_s": 0.1}, "said nothing"),
    "a server that talks too slowly": ({"trickles": True}, {"deadline_s": 0.3}, "port"),
    "a web server": ({"banner": b"HTTP/1.1 400 Bad Request\r\n"}, {}, "no mail server"),
    "a printer": ({"banner": b"\x1b@\x00\xff\r\n"}, {}, "no mail server"),
    "no STARTTLS": ({"offers_starttls": False}, {}, "no STARTTLS"),
    "TLS where STARTTLS is meant": ({"tls_first": True}, {"answer_s": 0.3}, "Check the port"),
    "another server's certificate": (
        {"certificate": "elsewhere.pem"}, {}, "is for another server"
    ),
    "no login": ({"logins": "CRAM-MD5"}, {}, "takes no login"),
    "a refused login": ({"replies": {"AUTH": "535 no"}}, {}, "refused the user or the password"),
    "a login that is too busy": ({"replies": {"AUTH": "454 later"}}, {}, "will not talk"),
    "a refused sender": ({"replies": {"MAIL": "550 not yours"}}, {}, "does not let us write as"),
    "a busy server": ({"replies": {"MAIL": "451 later"}}, {}, "try again later"),
    "greylisting": ({"replies": {"RCPT": "450 later"}}, {}, "try again later"),
    "a cut before the text": ({"cuts_at": "DATA"}, {}, "hung up"),
    "a cut at the recipient": ({"cuts_at": "RCPT"}, {}, "hung up"),
    "no room now": ({"replies": {"text": "452 disk full"}}, {}, "disk full"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_it_waits_and_says_why(counter: Counter, serve: Serve, fault: str) -> None:
    does, delivery, words = FAULTS[fault]
    server = serve(**does)
    asked(counter := sending_by(counter, server.port))
    ((state, said),) = send(counter, **delivery)
    assert state == "queued"
    assert words in said
    assert said.isprintable() or "\n" in said
    server.does = Behaviour()
    sending.try_now(counter.desk)
    assert send(counter) == [("sent", "")]
    assert len(server.taken) == 1


def test_starttls_where_tls_is_meant_is_told(counter: Counter, serve: Serve) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port, mail_security=MailSecurity.TLS))
    ((state, said),) = send(counter)
    assert state == "queued"
    assert "Choose STARTTLS" in said


def test_a_certificate_from_nobody_known_is_not_trusted(
    counter: Counter, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    server = serve()
    asked(counter := sending_by(counter, server.port))
    ((_state, said),) = send(counter)
    assert "from nobody this computer trusts" in said
    assert server.logins == 0


def test_a_server_that_is_not_there_is_told(counter: Counter) -> None:
    asked(counter := sending_by(counter, 25, mail_server="mail.invalid"))
    assert "There is no mail server mail.invalid" in send(counter)[0][1]


def test_nothing_is_sent_before_e_mail_is_set_up(counter: Counter) -> None:
    asked(counter)
    assert "E-mail is not set up" in send(counter)[0][1]


def test_a_wrong_password_is_not_tried_every_half_minute(counter: Counter, serve: Serve) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    mail_setup.keep_password(counter.desk, counter.desk.settings, "wrong")
    asked(counter)
    ((_state, said),) = send(counter)
    assert "app password" in said
    assert "\x1b" not in said
    assert sending.next_try_s(counter.desk) == 3_600


# -- Refused, or unsure -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["RCPT", "DATA", "text"])
def test_a_refusal_is_shown_at_once_and_not_tried_again(
    counter: Counter, serve: Serve, command: str
) -> None:
    server = serve(replies={command: "550 5.1.1 no such user"})
    asked(counter := sending_by(counter, server.port))
    assert send(counter) == [("failed", "The mail server refused it: 550 5.1.1 no such user")]
    assert outbox.outbox(counter.desk).failed == 1
    assert sending.next_try_s(counter.desk) is None
    assert outbox.pending(counter.desk)[0].address == WHO


@pytest.mark.parametrize("moment", ["text", "answer"])
def test_a_cut_while_the_text_goes_out_is_unsure_and_asks_a_person(
    counter: Counter, serve: Serve, moment: str
) -> None:
    server = serve(cuts_at=moment)
    ticket = asked(counter := sending_by(counter, server.port))
    ((state, said),) = send(counter)
    assert state == "unsure"
    assert "may have arrived" in said
    assert send(later(counter, days=3)) == [(state, said)]
    assert outbox.outbox(counter.desk).unsure == 1
    server.does = Behaviour()
    (mail,) = outbox.of_ticket(counter.desk, ticket)
    outbox.send_again(counter.desk, mail.id)
    assert send(counter) == [("sent", "")]
    ids = {taken.message["Message-ID"] for taken in server.taken}
    assert len(server.taken) == (2 if moment == "answer" else 1)
    assert ids == {counter.rows("SELECT message_id FROM emails")[0][0]}


def test_an_answer_that_never_comes_is_unsure(counter: Counter, serve: Serve) -> None:
    asked(counter := sending_by(counter, serve(cuts_at="hang").port))
    assert send(counter, last_answer_s=0.1)[0][0] == "unsure"


def test_a_message_that_was_let_go_is_not_sent(counter: Counter, serve: Serve) -> None:
    server = serve()
    ticket = asked(counter := sending_by(counter, server.port))
    (mail,) = outbox.of_ticket(counter.desk, ticket)

    def let_go(_made: Delivery) -> None:
        outbox.let_go(counter.desk, mail.id)

    assert sending.send_next(counter.desk, let_go)
    assert states(counter) == [("cancelled", "")]
    assert server.taken == []
    for act in (outbox.let_go, outbox.send_again):
        with pytest.raises(UserError, match="sent or taken back"):
            act(counter.desk, mail.id)


def test_two_workers_send_one_message_once(counter: Counter, serve: Serve) -> None:
    server = serve()
    asked(counter := sending_by(counter, server.port))

    def meanwhile(_made: Delivery) -> None:
        assert send(counter) == [("sent", "")]

    assert sending.send_next(counter.desk, meanwhile)
    assert states(counter) == [("sent", "")]
    assert len(server.taken) == 1


def test_a_paper_that_cannot_be_made_keeps_no_other_waiting(
    counter: Counter, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    counter = sending_by(counter, server.port)
    asked(counter)
    asked(counter)
    with counter.desk.database.write() as connection:
        connection.exec_driver_sql("UPDATE emails SET paper = 'papyrus' WHERE id = 1")
    assert [state for state, _said in send(counter)] == ["failed", "sent"]


# -- The till dies ------------------------------------------------------------------------------------


def _work(desk: Desk, path: Path) -> None:
    """A till in a process of its own, to be killed."""
    desk = replace(desk, database=Database(path))
    sending.recover(desk)
    while sending.send_next(desk, lambda _made: None):
        pass


DEATHS: dict[str, tuple[dict[str, Any], str]] = {
    "connecting": ({"says_nothing": True}, "queued"),
    "sending": ({"cuts_at": "hang"}, "unsure"),
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_till_that_is_killed_sends_nothing_twice(
    counter: Counter, serve: Serve, death: str
) -> None:
    does, after = DEATHS[death]
    server = serve(**does)
    asked(counter := sending_by(counter, server.port))
    child = _child(counter)
    if death == "sending":
        assert server.in_text.wait(60)
        assert states(counter)[0][0] == "sending"
    else:
        while not server.talks:
            child.join(0.01)
            assert child.exitcode is None
    child.kill()
    child.join()
    sending.recover(counter.desk)
    assert states(counter)[0][0] == after
    server.stop()
    fresh = serve()
    counter = sending_by(counter, fresh.port)
    sending.try_now(counter.desk)
    assert send(counter)[0][0] == ("sent" if after == "queued" else "unsure")
    assert len(fresh.taken) == (1 if after == "queued" else 0)


@pytest.mark.parametrize("state", ["queued", "sent", "failed"])
def test_a_till_that_is_killed_between_two_messages_finds_all_as_it_was(
    counter: Counter, serve: Serve, state: str
) -> None:
    refuses = {"RCPT": "550 no"} if state == "failed" else {}
    server = serve(replies=refuses)
    asked(counter := sending_by(counter, closed_port() if state == "queued" else server.port))
    child = _child(counter)
    child.join()
    assert child.exitcode == 0
    for _start in range(2):
        sending.recover(counter.desk)
    assert states(counter)[0][0] == state


def _child(counter: Counter) -> Any:
    """The worker in another process, which shares nothing but the shop's file."""
    path, desk = counter.desk.database.path, counter.desk
    nowhere: Any = None
    child = multiprocessing.get_context("spawn").Process(
        target=_work, args=(replace(desk, database=nowhere), path)
    )
    child.start()
    return child


# -- Setting up ---------------------------------------------------------------------------------------


def test_a_test_message_tells_whether_the_settings_work(counter: Counter, serve: Serve) -> None:
    server = serve()
    desk = counter.desk
    tried = replace(
        desk.settings, mail_server="localhost", mail_port=server.port, mail_user=USER,
        mail_from="till@luma.example",
    )  # fmt: skip
    mail_setup.send_test(desk, tried, PASSWORD, WHO)
    assert "Luma Studio" in server.taken[0].text()
    with pytest.raises(smtp.ServerFault, match="refused the user or the password"):
        mail_setup.send_test(desk, tried, "wrong", WHO)


def test_a_password_is_for_its_own_server_only(counter: Counter, serve: Serve) -> None:
    counter = sending_by(counter, 25)
    elsewhere = replace(counter.desk.settings, mail_server="mail.example.net")
    assert mail_setup.has_password(counter.desk, counter.desk.settings)
    assert not mail_setup.has_password(counter.desk, elsewhere)
    other = replace(counter.desk.settings, mail_user="somebody")
    assert not mail_setup.has_password(counter.desk, other)


def test_the_password_is_in_no_database_and_no_audit_log(counter: Counter) -> None:
    counter = sending_by(counter, 25)
    path = counter.desk.database.path
    for file in path.parent.glob("shop.db*"):
        assert PASSWORD.encode() not in file.read_bytes()
    kept = path.with_name(mail_password.FILE)
    assert kept.stat().st_mode & 0o077 == 0
    assert PASSWORD not in repr(counter.rows("SELECT * FROM audit"))


def test_a_damaged_password_file_is_as_none(counter: Counter) -> None:
    counter = sending_by(counter, 25)
    kept = counter.desk.database.path.with_name(mail_password.FILE)
    for content in ("", "[]", "{}", "null", "\x00"):
        kept.write_text(content)
        assert not mail_setup.has_password(counter.desk, counter.desk.settings)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"mail_server": "smtp.example.com"}, "mail_from"),
        ({"mail_server": "smtp.example.com", "mail_from": "nobody"}, "mail_from"),
        ({"mail_server": "smtp example\r\n", "mail_from": WHO}, "mail_server"),
        ({"mail_port": 0}, "mail_port"),
        ({"mail_port": 65536}, "mail_port"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    counter: Counter, settings: dict[str, Any], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        counter.in_a_shop(**settings)
    assert refused.value.field == field


def test_an_address_can_be_kept_on_the_clients_card(counter: Counter) -> None:
    client = counter.client()
    outbox.remember(counter.desk, client, WHO)
    assert counter.rows("SELECT email FROM clients") == [(WHO,)]
