"""The pictures of a receipt on screen are those that its printer would print."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pos_app.printing.raster import qr_dots
from pos_app.services.desk import Desk
from tests.services.counter import prepare
from tests.ui.conftest import Shown
from ui.paper_pictures import PaperPictures
from ui.session import Session
from ui.tasks import Tasks
from ui.widgets import PaperView

_UNITS = 21
"""Across the smallest QR code."""


def test_a_code_is_drawn_where_its_line_stands_as_the_printer_draws_it(
    desk: Desk, qtbot: QtBot, shown: Shown
) -> None:
    prepare(desk)
    tasks = Tasks()
    paper = PaperView(42)
    PaperPictures(Session(desk, tasks, paper), paper)
    shown(paper)
    sheet = paper.widget()
    assert sheet is not None
    paper.show_lines(["[QR 1052]".center(42).rstrip()])
    before = sheet.height()
    qtbot.waitUntil(lambda: sheet.height() > before + 60)
    tasks.close()
    assert _code_of(sheet.grab().toImage()) == _code_of(_printed("1052"))
    paper.show_lines(["Nothing to scan"])
    assert sheet.height() == before


def _printed(content: str) -> QImage:
    dots = qr_dots(content, 6).convert("L")
    return QImage(dots.tobytes(), *dots.size, dots.width, QImage.Format.Format_Grayscale8).copy()


def _code_of(picture: QImage) -> list[bool]:
    """Which units of the only code in a picture are dark, row by row."""
    edge = 6  # The paper's own edge is no code.
    ink = [
        (x, y)
        for x in range(edge, picture.width() - edge)
        for y in range(edge, picture.height() - 2 * edge)
        if _is_dark(picture, x, y)
    ]
    left, top = min(x for x, _y in ink), min(y for _x, y in ink)
    unit = (max(x for x, _y in ink) - left + 1) / _UNITS
    middles = [unit * (place + 0.5) for place in range(_UNITS)]
    return [_is_dark(picture, int(left + x), int(top + y)) for y in middles for x in middles]


def _is_dark(picture: QImage, x: int, y: int) -> bool:
    return picture.pixelColor(x, y).lightness() < 128
