"""Setting e-mail up, and its password."""

from dataclasses import replace
from typing import Any

import pytest

from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import mail_password
from pos_app.printing import smtp
from pos_app.services import mail_setup, outbox
from tests.mail_server import PASSWORD, USER
from tests.services.counter import Counter
from tests.services.mail.post import WHO, Serve, sending_by


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


def test_a_test_message_that_fails_speaks_of_no_queue_and_no_client(
    counter: Counter, serve: Serve
) -> None:
    server = serve(cuts_at="answer")
    counter = sending_by(counter, server.port)
    for wrong in (f"Look whether it arrived at {WHO}", "does not answer"):
        with pytest.raises(EnvironmentFault, match=wrong) as failed:
            mail_setup.send_test(counter.desk, counter.desk.settings, "", WHO)
        assert "again" not in failed.value.text
        server.stop()


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
