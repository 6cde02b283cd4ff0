"""A shop that sends e-mail, and what became of its messages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pos_app.clock import SetClock
from pos_app.printing.smtp import Delivery
from pos_app.services import mail_setup, outbox, sending
from tests.mail_server import PASSWORD, USER, MailServer
from tests.services.counter import Counter

WHO = "amara@example.com"
Serve = Callable[..., MailServer]


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
        made.greeting_s = made.answer_s = made.last_answer_s = 5.0
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
