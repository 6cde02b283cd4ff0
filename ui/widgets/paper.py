"""A receipt on screen: lines of one-width text on white paper, in light and dark alike."""

import re
import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui import theme

_INK = "#1B1B1B"
_PAPER = "#FFFFFF"
_EDGE = "#D8D3CB"
_MARGIN = 18
_TOOTH = 6
_SCROLL_BAR = 14
_CODE = re.compile(r"\s*\[QR (.+)\]\s*")
"""A line that stands for a QR code."""
_TEXTS = re.compile(r"\S+(?: \S+)*")
"""What stands together: between texts of their own are two spaces or more."""


def _cells(text: str) -> int:
    """How many columns a printer gives a text: two to each East Asian wide character, none to marks."""
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )  # fmt: skip


class _Sheet(QWidget):
    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._lines: list[str] = []
        self._logo = QPixmap()
        self._logo_part = 0.0
        self._code = QPixmap()
        self._code_of, self._code_part = "", 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self.setAccessibleDescription("\n".join(lines))
        self._fit()

    def show_logo(self, logo: QPixmap, part: float) -> None:
        self._logo, self._logo_part = logo, part
        self._fit()

    def show_code(self, content: str, code: QPixmap, part: float) -> None:
        self._code_of, self._code, self._code_part = content, code, part
        self._fit()

    def _is_code(self, line: str) -> bool:
        """Whether a line is the one that the drawn code stands for."""
        return bool(self._code_of) and code_in(line) == self._code_of

    def _fit(self) -> None:
        self.resize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        codes = sum(map(self._is_code, self._lines))
        lines = self._step() * (len(self._lines) - codes) + self._code_size().height() * codes
        height = lines + self._logo_size().height() + 2 * _MARGIN + _TOOTH
        return QSize(int(self._across() + 2 * _MARGIN) + 1, int(height) + 1)

    def _across(self) -> float:
        """How wide the lines are, in pixels."""
        metrics = QFontMetricsF(theme.mono_font(12))
        return metrics.horizontalAdvance("0" * self._columns)

    def _logo_size(self) -> QSize:
        return self._scaled(self._logo, self._logo_part)

    def _code_size(self) -> QSize:
        return self._scaled(self._code, self._code_part)

    def _scaled(self, picture: QPixmap, part: float) -> QSize:
        width = round(self._across() * part)
        return picture.size().scaled(width, 10 * width, Qt.AspectRatioMode.KeepAspectRatio)

    def _draw(self, painter: QPainter, picture: QPixmap, size: QSize, top: float) -> None:
        """A picture in the middle of the paper."""
        left = _MARGIN + (self._across() - size.width()) / 2
        place = QRectF(left, top, size.width(), size.height())
        painter.drawPixmap(place, picture, QRectF(picture.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(_EDGE))
        painter.setBrush(QColor(_PAPER))
        painter.drawPolygon(self._outline())
        painter.setFont(theme.mono_font(12))
        painter.setPen(QColor(_INK))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        metrics = QFontMetricsF(theme.mono_font(12))
        logo = self._logo_size()
        if not self._logo.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw(painter, self._logo, logo, _MARGIN)
        y = _MARGIN + logo.height() + metrics.ascent()
        for text in self._lines:
            if self._is_code(text):
                self._draw(painter, self._code, self._code_size(), y - metrics.ascent())
                y += self._code_size().height()
                continue
            for left, piece in self._placed(text, metrics):
                painter.drawText(QPointF(left, y), piece)
            y += self._step()

    def _placed(self, text: str, metrics: QFontMetricsF) -> list[tuple[float, str]]:
        """The texts of a line, each where the printer has it.

        Other scripts come from other fonts, whose characters are not as wide as the columns, and may run
        leftwards: apart from each other the texts keep to their places, amounts to the edge, and what
        stands in the middle to the middle.
        """
        if text.isascii():
            return [(_MARGIN, text)]
        column = metrics.horizontalAdvance("0")
        placed = []
        for match in _TEXTS.finditer(text):
            before = _cells(text[: match.start()])
            after = self._columns - _cells(text[: match.end()])
            free = column * self._columns - metrics.horizontalAdvance(match.group())
            left = column * before
            if before and not after:
                left = free
            elif before and after - before in (0, 1) and match.group() == text.strip():
                left = free / 2
            placed.append((_MARGIN + left, match.group()))
        return placed

    def _outline(self) -> QPolygonF:
        right, foot = self.width() - 0.5, self.height() - 1.0
        points = [QPointF(0.5, 0.5), QPointF(right, 0.5)]
        teeth = max(int(self.width() / (2 * _TOOTH)), 1)
        step = right / (2 * teeth)
        for tooth in range(2 * teeth + 1):
            points.append(QPointF(right - tooth * step, foot - (_TOOTH if tooth % 2 == 0 else 0)))
        return QPolygonF(points)

    def _step(self) -> float:
        return QFontMetricsF(theme.mono_font(12)).height() + 1


def code_in(line: str) -> str:
    """What the QR code says that a line stands for; empty for any other line."""
    found = _CODE.fullmatch(line)
    return found[1] if found else ""


class PaperView(QScrollArea):
    """The paper of a receipt, ``columns`` characters wide.

    Signals:
        code_wanted(str): a line stands for a QR code of this, which is to be drawn (``show_code``).
    """

    code_wanted = Signal(str)

    def __init__(self, columns: int = 48, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self._sheet = _Sheet(columns)
        self.setWidget(self._sheet)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def minimumSizeHint(self) -> QSize:
        """The whole width of the paper: a receipt is not read by scrolling sideways."""
        return QSize(self._sheet.sizeHint().width() + _SCROLL_BAR, 120)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show a receipt, one text a line as the printer lays it out."""
        self._sheet.show_lines(lines)
        if content := next(filter(None, map(code_in, lines)), ""):
            self.code_wanted.emit(content)

    def show_code(self, content: str, png: bytes, part: float) -> None:
        """Draw the QR code in place of the line that stands for it, as wide as that ``part`` of them."""
        code = QPixmap()
        code.loadFromData(png)
        self._sheet.show_code(content, code, part)

    def show_logo(self, png: bytes, part: float) -> None:
        """Show a logo above the lines, as wide as that ``part`` of them; none where ``png`` is empty."""
        logo = QPixmap()
        logo.loadFromData(png)
        self._sheet.show_logo(logo, part)
