"""What nobody meant to happen: it is logged, and said where people see it, and the till goes on."""

import logging
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QTimer

log = logging.getLogger(__name__)

_DRAWING = frozenset(
    {"paintEvent", "paint", "pixmap", "data", "sizeHint", "minimumSizeHint", "heightForWidth"}
)
"""What Qt calls while it draws, as often as it draws."""


class Bugs:
    """Tells of bugs; of one in a drawing once only, for every repaint meets it again."""

    def __init__(self, say: Callable[[], object]) -> None:
        """``say`` shows people that something went wrong."""
        self._say = say
        self._drawn: set[tuple[type[BaseException], str, int]] = set()

    def report(self, error: BaseException) -> None:
        """Log a bug and say it; one in a drawing that was told before is passed over."""
        trace = error.__traceback__
        if trace is None or not _is_drawing(trace):
            log.error("a bug", exc_info=error)
            self._say()
            return
        kind = (type(error), *_place(trace))
        if kind not in self._drawn:
            self._drawn.add(kind)
            log.error("a bug in a drawing, logged this once", exc_info=error)
            # Not amid the painting: what is said changes the very window that is drawn.
            QTimer.singleShot(0, self._say)
        # Python keeps the last traceback, and that the painter: Qt would find it still drawing.
        traceback.clear_frames(trace)


def _is_drawing(trace: TracebackType) -> bool:
    """Whether Qt was drawing; a table's own look at its events may stand above that."""
    return any(frame.f_code.co_name in _DRAWING for frame, _line in traceback.walk_tb(trace))


def _place(trace: TracebackType) -> tuple[str, int]:
    """The file and line where it broke."""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
