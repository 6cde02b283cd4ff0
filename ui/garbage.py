"""Collecting Python's cyclic garbage on the GUI thread, and nowhere else.

Left to itself the collector runs on whatever thread happens to allocate next. When the writer's thread
frees the wrapper of a widget that Qt is just deleting on the GUI thread, the program ends: rarely, and
always at a bad moment.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class Collector(QObject):
    """Takes the collector's place from when it is made until :meth:`stop`; several may be at work.

    While ``is_busy()`` says that somebody waits for an answer, it waits too.
    """

    _at_work = 0

    def __init__(
        self, parent: QObject | None = None, is_busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self._is_busy = is_busy
        Collector._at_work += 1
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Let Python collect by itself again, once nobody else needs it on this thread."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        Collector._at_work -= 1
        if Collector._at_work == 0:
            gc.enable()

    def _collect(self) -> None:
        if not self._is_busy():
            collect_what_is_due()


def keep_what_stands() -> None:
    """Look no more at what was made so far: it stays as long as the till does.

    Going through all that a start makes holds the screen still for longer than a scan may take.
    """
    gc.freeze()


def collect_what_is_due() -> None:
    """Collect the oldest generation that Python itself would collect now."""
    due = [
        generation
        for generation, (count, limit) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if count > limit
    ]
    if due:
        gc.collect(max(due))
