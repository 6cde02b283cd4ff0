"""Mail servers that are slow, refuse, break off or are none, and tills that die."""

import multiprocessing
import socket
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_app.domain.mail import MailSecurity
from pos_app.errors import UserError
from pos_app.persistence.database import Database
from pos_app.printing.smtp import Delivery
from pos_app.services import mail_setup, outbox, sending
from pos_app.services.desk import Desk
from tests.mail_server import CERTIFICATES, Behaviour
from tests.services.counter import Counter
from tests.services.mail.post import WHO, Serve, asked, later, send, sending_by, states

# -- Not now ----------------------------------------------------------------------------------------


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
    "a server that says nothing": ({"says_nothing": True}, {"greeting_s": 0.1}, "said nothing"),
    "a server that talks too slowly": ({"trickles": True}, {"deadline_s": 0.3}, "port"),
    "a web server": ({"banner": b"HTTP/1.1 400 Bad Request\r\n"}, {}, "no mail server"),
    "a printer": ({"banner": b"\x1b@\x00\xff\r\n"}, {}, "no mail server"),
    "no STARTTLS": ({"offers_starttls": False}, {}, "no STARTTLS"),
    "TLS where STARTTLS is meant": ({"tls_first": True}, {"greeting_s": 0.3}, "Check the port"),
    "another server's certificate": (
        {"certificate": "elsewhere.pem"}, {}, "is for another server"
    ),
    "no login": ({"logins": "CRAM-MD5"}, {}, "takes no login"),
    "a refused login": ({"replies": {"AUTH": "535 no"}}, {}, "refused the user or the password"),
    "a login that is too busy": ({"replies": {"AUTH": "454 later"}}, {}, "will not talk"),
    "a server whose TLS is too old": ({"old": True}, {}, "may be too old"),
    "TLS from the start that is too old": ({"old": True, "tls_first": True}, {"greeting_s": 0.3}, "port"),
    "a busy login's own words": ({"replies": {"AUTH": "454 4.7.0 later"}}, {}, "454 4.7.0 later"),
    "a server that wants a login": (
        {"replies": {"MAIL": "530 5.7.0 Authentication required"}}, {}, "wants a user and a password"
    ),
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


def test_a_greeting_that_never_ends_is_left_at_the_deadline(counter: Counter, serve: Serve) -> None:
    banner = b"220 " + b"x" * 2_000 + b"\r\n"
    server = serve(banner=banner, trickles=True)
    asked(counter := sending_by(counter, server.port))
    assert send(counter, deadline_s=0.2)[0][0] == "queued"
    assert server.written < len(banner), "it was hung up on, not listened to until the end"


def test_hanging_up_never_lets_go_of_the_encryption_first(
    counter: Counter, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_clear: list[object] = []
    monkeypatch.setattr(ssl.SSLSocket, "shutdown", lambda link, _how: in_clear.append(link))
    server = serve(trickles=True)
    asked(counter := sending_by(counter, server.port))
    assert send(counter, deadline_s=1)[0][0] == "queued"
    assert server.taken == []
    assert in_clear == []


def test_a_computer_whose_name_has_any_letters_sends_all_the_same(
    counter: Counter, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("getfqdn", "gethostname"):
        monkeypatch.setattr(socket, name, lambda *_of: "büro-kasse.łódź.local")
    server = serve()
    asked(counter := sending_by(counter, server.port))
    assert send(counter) == [("sent", "")]
    assert server.heard[0] == "ehlo [127.0.0.1]"


def test_a_server_that_asks_for_the_login_gets_it(counter: Counter, serve: Serve) -> None:
    asked(counter := sending_by(counter, serve(asks_for_login=True).port))
    assert send(counter) == [("sent", "")]


def test_a_message_that_is_too_large_fails_before_it_is_handed_in(
    counter: Counter, serve: Serve
) -> None:
    server = serve(size=2_000)
    asked(counter := sending_by(counter, server.port))
    ((state, said),) = send(counter)
    assert state == "failed"
    assert "too large" in said
    assert "it takes 2 kB" in said
    assert not any(command.startswith("mail") for command in server.heard)


@pytest.mark.parametrize("size", [0, 10_000_000])
def test_a_server_that_tells_sizes_is_told_the_size(
    counter: Counter, serve: Serve, size: int
) -> None:
    server = serve(size=size)
    asked(counter := sending_by(counter, server.port))
    assert send(counter) == [("sent", "")]
    (command,) = (said for said in server.heard if said.startswith("mail"))
    size_told = int(command.rpartition("SIZE=")[2])
    assert size_told == len(server.taken[0].data)


def test_a_server_that_finds_one_message_too_large_keeps_no_other_waiting(
    counter: Counter, serve: Serve
) -> None:
    server = serve(replies={"MAIL": "552 5.3.4 too large"})
    asked(counter := sending_by(counter, server.port))
    assert send(counter) == [("failed", "The mail server refused it: 552 5.3.4 too large")]


def test_a_server_that_wants_patience_of_the_sender_is_asked_once_for_many_messages(
    counter: Counter, serve: Serve
) -> None:
    server = serve(replies={"MAIL": "451 4.7.1 too many messages"})
    counter = sending_by(counter, server.port)
    for _ticket in range(4):
        asked(counter)
    assert {state for state, _said in send(counter)} == {"queued"}
    assert server.talks == 1


@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
def test_a_message_at_which_the_server_hangs_up_keeps_no_other_waiting(
    counter: Counter, serve: Serve, moment: str
) -> None:
    server = serve(cuts_at=moment)
    counter = sending_by(counter, server.port)
    asked(counter)
    asked(counter)

    def behave(_made: Delivery) -> None:
        if server.talks:
            server.does = Behaviour()

    while sending.send_next(counter.desk, behave):
        pass
    assert [state for state, _said in states(counter)] == ["queued", "sent"]


def test_a_message_that_was_taken_is_sent_whatever_becomes_of_the_goodbye(
    counter: Counter, serve: Serve
) -> None:
    server = serve(cuts_at="QUIT")
    asked(counter := sending_by(counter, server.port))
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


@pytest.mark.parametrize(
    ("certificate", "words"),
    [
        ("expired.pem", "has expired, or this computer’s date is wrong"),
        ("future.pem", "is this computer’s date right"),
    ],
)
def test_a_certificate_of_another_time_is_not_trusted_and_the_date_is_asked_about(
    counter: Counter, serve: Serve, monkeypatch: pytest.MonkeyPatch, certificate: str, words: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / certificate))
    server = serve(certificate=certificate)
    asked(counter := sending_by(counter, server.port))
    ((state, said),) = send(counter)
    assert state == "queued"
    assert words in said
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


# -- Refused, or unsure -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["RCPT", "DATA", "text"])
def test_a_refusal_is_shown_at_once_and_not_tried_again(
    counter: Counter, serve: Serve, command: str
) -> None:
    server = serve(replies={command: "550 5.7.1 not wanted"})
    asked(counter := sending_by(counter, server.port))
    assert send(counter) == [("failed", "The mail server refused it: 550 5.7.1 not wanted")]
    assert outbox.outbox(counter.desk).failed == 1
    assert sending.next_try_s(counter.desk) is None
    assert outbox.pending(counter.desk)[0].address == WHO


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("550 5.1.1 unknown", "look how it is written, then send it anew. 550 5.1.1 unknown"),
        ("550-5.1.10 no such\r\n550 5.1.10 host", "look how it is written"),
        ("552 5.2.2 over quota", "is full. 552 5.2.2 over quota"),
        ("550 5.1.15 something new", "refused it: 550 5.1.15 something new"),
    ],
)
def test_a_refusal_that_a_person_can_do_something_about_says_what(
    counter: Counter, serve: Serve, reply: str, words: str
) -> None:
    server = serve(replies={"RCPT": reply})
    asked(counter := sending_by(counter, server.port))
    ((state, said),) = send(counter)
    assert state == "failed"
    assert words in said


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


def test_a_till_that_cannot_send_does_not_put_back_what_another_took_up(
    counter: Counter, serve: Serve
) -> None:
    server = serve(banner=b"421 too busy\r\n")
    asked(counter := sending_by(counter, server.port))

    def meanwhile(_made: Delivery) -> None:
        with counter.desk.database.write() as connection:
            connection.exec_driver_sql("UPDATE emails SET state = 'sending'")

    assert sending.send_next(counter.desk, meanwhile)
    assert states(counter)[0][0] == "sending"


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


# -- The till dies ----------------------------------------------------------------------------------


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
