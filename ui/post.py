"""From other threads to the GUI thread: values in order, handed over where widgets live."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class Post(QObject, Generic[T]):
    """A letter box: any thread puts values in, the GUI thread is handed them.

    Only an empty signal crosses the threads, to one slot that stays connected. A signal that carries
    Python objects to whoever listens just then can meet a listener that is going away.
    """

    _arrived = Signal()

    def __init__(self, deliver: Callable[[T], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._deliver = deliver
        self._values: SimpleQueue[T] = SimpleQueue()
        self._arrived.connect(self.hand_over, Qt.ConnectionType.QueuedConnection)

    def put(self, value: T) -> None:
        """Leave a value, from any thread."""
        self._values.put(value)
        self._arrived.emit()

    @Slot()
    def hand_over(self) -> None:
        """Hand over all that has arrived. For the GUI thread."""
        while True:
            try:
                value = self._values.get_nowait()
            except Empty:
                return
            self._deliver(value)


class Latest(Post[T]):
    """A letter box for how something stands: only the newest value that has arrived is handed over."""

    @Slot()
    def hand_over(self) -> None:
        """Hand over the newest of what has arrived. For the GUI thread."""
        arrived: list[T] = []
        while True:
            try:
                arrived.append(self._values.get_nowait())
            except Empty:
                break
        if arrived:
            self._deliver(arrived[-1])
