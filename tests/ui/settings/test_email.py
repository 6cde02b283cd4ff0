"""The e-mail section: what is typed is checked, kept and tried against a mail server."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit

from pos_app.domain.mail import MailSecurity
from pos_app.services import mail_setup, shop
from tests.mail_server import AUTHORITY, PASSWORD, USER, Behaviour, MailServer
from tests.ui.settings.conftest import AtSettings
from ui.settings.email import EmailSection


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that works and is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    made = MailServer(Behaviour())
    yield made
    made.stop()


@pytest.fixture
def section(at_settings: AtSettings) -> EmailSection:
    """The section as a manager opens it."""
    made = at_settings.open("E-mail")
    assert isinstance(made, EmailSection)
    return made


def fill(section: EmailSection, port: int) -> None:
    """Type a server that works."""
    section.server.setText("localhost")
    section.port.setValue(port)
    section.user.setText(USER)
    section.password.setText(PASSWORD)
    section.from_address.setText("till@luma.example")


def test_what_is_typed_is_kept_and_the_password_apart_from_it(
    at_settings: AtSettings, section: EmailSection
) -> None:
    fill(section, 2_525)
    section.save()
    at_settings.wait()
    assert at_settings.told == ["Saved."]
    desk = at_settings.session.desk
    stored = shop.settings(desk)
    assert (stored.mail_server, stored.mail_port, stored.mail_user) == ("localhost", 2_525, USER)
    assert mail_setup.has_password(desk, stored)
    assert section.password.text() == ""
    assert section.password.placeholderText()
    assert section.password.echoMode() is QLineEdit.EchoMode.Password


def test_another_server_wants_its_password_typed(
    at_settings: AtSettings, section: EmailSection
) -> None:
    fill(section, 2_525)
    section.save()
    at_settings.wait()
    section.server.setText("smtp.example.com")
    section.save()
    assert "Type the password" in section.fields["mail_password"].error()
    assert at_settings.told == ["Saved."]


def test_what_cannot_be_is_said_at_its_field(
    at_settings: AtSettings, section: EmailSection
) -> None:
    fill(section, 587)
    section.from_address.setText("nobody")
    section.save()
    at_settings.wait()
    assert "not an e-mail address" in section.fields["mail_from"].error()


def test_a_test_message_is_sent_with_what_is_typed(
    at_settings: AtSettings, section: EmailSection, server: MailServer
) -> None:
    fill(section, server.port)
    section.test_to.setText("maya@example.com")
    section.send_test()
    assert not section.test_button.isEnabled()
    at_settings.wait()
    assert "maya@example.com" in section.tested.text()
    assert [taken.receiver for taken in server.taken] == ["maya@example.com"]
    assert shop.settings(at_settings.session.desk).mail_server == ""


def test_why_a_test_message_was_not_sent_is_said(
    at_settings: AtSettings, section: EmailSection, server: MailServer
) -> None:
    server.does = replace(server.does, replies={"AUTH": "535 no"})
    fill(section, server.port)
    section.send_test()
    at_settings.wait()
    assert "refused the user or the password" in section.notice.text()
    assert section.test_button.isEnabled()


def test_the_usual_port_follows_the_kind_of_encryption(section: EmailSection) -> None:
    section.security.chosen.emit(MailSecurity.TLS)
    assert section.port.value() == 465
    section.port.setValue(2_525)
    section.security.chosen.emit(MailSecurity.STARTTLS)
    assert section.port.value() == 2_525
