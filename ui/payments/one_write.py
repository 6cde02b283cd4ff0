"""One write at a time: until its answer nothing else is begun, and then what is true is shown."""

from collections.abc import Callable
from typing import TypeVarTuple

from PySide6.QtCore import QObject, Signal

from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session

Ts = TypeVarTuple("Ts")


class OneWrite(QObject):
    """The write that is under way for ``parent``, if any.

    Signals:
        busy(bool): one began, or its answer is here.
        answered(): it was done or refused, and what is shown is to be read anew.
    """

    busy = Signal(bool)
    answered = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.is_busy = False

    def start(
        self,
        act: Callable[[Desk, *Ts], Changes],
        *args: *Ts,
        then: Callable[[], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Start a write, unless one is under way; ``then`` or ``failed`` come after its answer."""
        if self.is_busy:
            return
        self._set_busy(True)

        def done(_changes: Changes) -> None:
            self._answer()
            then()

        def refused(error: Exception) -> None:
            self._answer()
            failed(error)

        self._session.write(act, *args, then=done, failed=refused, owner=self)

    def _answer(self) -> None:
        self._set_busy(False)
        self.answered.emit()

    def _set_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self.busy.emit(busy)
