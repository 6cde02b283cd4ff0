"""What Qt says by itself: its own words on the screen, and its messages, which go to the log."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
}
_spoken: list["QTranslator"] = []


def speak(language: str) -> None:
    """Write calendars, the entries of a text's menu and Qt's own dialogs in this language.

    Qt would ask the computer otherwise, or speak English.
    """
    # The names of all languages and countries are not for every start.
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(language))
    while _spoken:
        QCoreApplication.removeTranslator(_spoken.pop())
    if language == "en":
        return
    words = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        QCoreApplication.installTranslator(words)
        _spoken.append(words)


def language_among(spoken: Sequence[str], wanted: Sequence[str] = ()) -> str:
    """The first language that a person ``wanted``, by their computer, of those that are spoken."""
    from PySide6.QtCore import QLocale

    asked = (name.split("-")[0] for name in wanted or QLocale.system().uiLanguages())
    return next((name for name in asked if name in spoken), "en")


def log_messages() -> None:
    """Put Qt's warnings into the log of the till from now on."""
    qInstallMessageHandler(_hear)


def _hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    # For every text in a script that no font of this machine has (a name in Devanagari, say), Qt says
    # that it draws boxes instead of letters. It is right, the till can do nothing, and there is no end.
    if not text.startswith("OpenType support missing for"):
        log.log(_LEVELS.get(kind, logging.ERROR), "%s", text)
