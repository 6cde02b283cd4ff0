"""Mail servers that do as they are told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail_server import AUTHORITY, Behaviour, MailServer
from tests.services.mail.post import Serve


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
