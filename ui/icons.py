"""The product's line icons, drawn from SVG in any colour and crisp at any pixel ratio.

The files hold ``currentColor``; the colour is put in before drawing, so that one file serves every
theme and state.
"""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="ascii").replace("currentColor", color)
    return QSvgRenderer(QByteArray(drawing.encode("ascii")))


def paint(painter: QPainter, name: str, color: str, box: QRect | QRectF) -> None:
    """Draw an icon into ``box`` in a colour written ``#RRGGBB``."""
    _renderer(name, color).render(painter, QRectF(box))


class _TintedEngine(QIconEngine):
    """Draws at the size and pixel ratio asked for, instead of scaling a stored picture."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(0.45)
        paint(painter, self._name, self._color, rect)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


@cache
def icon(name: str, color: str) -> QIcon:
    """The icon ``resources/icons/<name>.svg`` in a colour written ``#RRGGBB``."""
    if not (FOLDER / f"{name}.svg").is_file():
        raise FileNotFoundError(f"there is no icon {name!r}")
    return QIcon(_TintedEngine(name, color))


def names() -> list[str]:
    """Every icon that can be tinted."""
    return sorted(path.stem for path in FOLDER.glob("*.svg") if "indicator" not in path.stem)
