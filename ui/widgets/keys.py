"""Keys: how they are written, drawn beside what they do, and bound to it."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QWidget

from pos_app.domain.words import _
from ui import theme


def key_text(key: str) -> str:
    """How a key is written on a button: ``Ctrl+N`` as ``Ctrl N``, ``Alt+Up`` as ``Alt ↑``."""
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    return " ".join(_key_names().get(part, part) for part in shown.split("+"))


def _key_names() -> dict[str, str]:
    """How keys are written that are known by a word; Qt's own words for them are longer."""
    return {
        **_ARROWS,
        "Return": _("Enter"),
        "Enter": _("Enter"),
        "Space": _("Space"),
        "Del": _("Del"),
        "Shift": _("Shift"),
    }


_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


def bind_key(key: str, owner: QWidget, act: Callable[[], object]) -> None:
    """Run ``act`` on ``key`` while ``owner`` is visible and enabled; a key held down acts once.

    Return also answers to the number pad's Enter.

    Raises:
        ValueError: the key writes a character: a shortcut would take it out of a code being scanned.
    """
    if len(key) == 1:
        raise ValueError(f"a scanner types {key} too")
    for sequence in (key, "Enter") if key == "Return" else (key,):
        shortcut = QShortcut(QKeySequence(sequence), owner)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)


def draw_key(painter: QPainter, text: str, color: QColor, right: int, middle: int) -> None:
    """Draw the little bordered chip of a key, its right edge and vertical middle given."""
    width, height = key_size(text)
    box = QRect(right - width, middle - height // 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(painter.opacity() * 0.75)
    painter.setFont(theme.font(11, QFont.Weight.Medium))
    painter.setPen(QPen(color, 1))
    painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def key_size(text: str) -> tuple[int, int]:
    """Width and height of a key's chip."""
    metrics = theme.metrics(11, QFont.Weight.Medium)
    return metrics.horizontalAdvance(text) + 12, metrics.height() + 3
