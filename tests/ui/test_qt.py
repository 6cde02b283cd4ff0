"""What Qt says by itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from ui import qt


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    before = qInstallMessageHandler(None)
    qt.log_messages()
    yield
    qInstallMessageHandler(before)


def test_the_first_start_speaks_the_language_of_the_computer_where_the_till_knows_it() -> None:
    spoken = ["en", "es"]
    assert qt.language_among(spoken, ["ca-ES", "es-ES", "en-GB"]) == "es"
    assert qt.language_among(spoken, ["en-GB", "es-ES"]) == "en"
    assert qt.language_among(spoken, ["fi-FI"]) == "en"


def test_a_warning_of_qt_goes_to_the_log_but_not_that_a_font_lacks_a_script(
    caplog: pytest.LogCaptureFixture,
) -> None:
    qWarning('OpenType support missing for "", script 11')
    qWarning("QPainter::begin: Paint device returned engine == 0")
    assert caplog.messages == ["QPainter::begin: Paint device returned engine == 0"]
