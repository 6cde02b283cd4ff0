"""Work away from the screen: one writer, in order, and a few readers; results come back to the GUI.

One background thread does every write, so that a till never writes twice at once and a page never
waits for a disk. Callbacks run on the GUI thread.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar, TypeVarTuple

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from pos_app.errors import EnvironmentFault, UserError
from ui.garbage import Collector
from ui.post import Post

log = logging.getLogger(__name__)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

READERS = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that failed with nobody to hear it: the error, and how to try the same call again."""

    error: Exception
    retry: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call and who is told; ``owner`` is the QObject without which nobody is."""

    run: Callable[[], Any]
    then: Callable[[Any], object] | None
    failed: Callable[[Exception], object] | None
    owner: QObject | None
    executor: Executor


@dataclass(frozen=True, slots=True)
class _Outcome:
    number: int
    value: Any = None
    error: Exception | None = None


class Tasks(QObject):
    """Runs service calls in the background.

    Signals:
        busy(bool): work began, or the last of it ended.
        failure(Failure): a call without ``failed`` was refused or met a fault outside the till.
        recovered(): what a fault outside the till stopped went through after all.
        bug(Exception): a call broke in a way nobody meant. Always told, and logged.
    """

    busy = Signal(bool)
    failure = Signal(object)
    recovered = Signal()
    bug = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._collector = Collector(self, self.is_busy)
        # Calls under way stay here, on the GUI thread: a call may hold the last reference to a page, and
        # a page freed on a worker's thread ends the program.
        self._calls: dict[int, _Call] = {}
        self._numbers = count()
        self._closed = False
        self._post = Post(self._deliver, self)

    def write(
        self,
        fn: Callable[[*Ts], T],
        *args: *Ts,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run ``fn(*args)`` on the writer, after everything asked before it.

        ``then`` gets its result, ``failed`` its error: UserError, EnvironmentFault, or a bug. Neither
        is called once ``owner`` is destroyed (by default the object whose method ``then`` is).

        Raises:
            RuntimeError: after :meth:`close`.
        """
        self._start(self._writer, lambda: fn(*args), then, failed, owner)

    def read(
        self,
        fn: Callable[[*Ts], T],
        *args: *Ts,
        then: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run a slow read beside others, in no order; otherwise as :meth:`write`."""
        self._start(self._readers, lambda: fn(*args), then, failed, owner)

    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._calls)

    def close(self) -> None:
        """Wait for all that was asked, tell the results, and take no more."""
        if self._closed:
            return
        self._closed = True
        self._writer.shutdown()
        self._readers.shutdown()
        self._post.hand_over()
        self._collector.stop()

    def _start(
        self,
        executor: Executor,
        run: Callable[[], Any],
        then: Callable[[Any], object] | None,
        failed: Callable[[Exception], object] | None,
        owner: QObject | None,
    ) -> None:
        call = _Call(run, then, failed, owner or _owner_of(then) or _owner_of(failed), executor)
        self._submit(call)

    def _submit(self, call: _Call) -> None:
        number = next(self._numbers)
        self._calls[number] = call
        call.executor.submit(self._work, number)
        if len(self._calls) == 1:
            self.busy.emit(True)

    def _work(self, number: int) -> None:
        try:
            outcome = _Outcome(number, value=self._calls[number].run())
        except Exception as error:  # noqa: BLE001 -- the GUI thread sorts it
            outcome = _Outcome(number, error=error)
        self._post.put(outcome)

    def _deliver(self, outcome: _Outcome) -> None:
        call = self._calls.pop(outcome.number)
        heard = call.owner is None or isValid(call.owner)
        try:
            if outcome.error is not None:
                self._tell_error(call, outcome.error, heard=heard)
            elif heard and call.then is not None:
                call.then(outcome.value)
        except Exception as error:  # noqa: BLE001 -- a page's bug must not end the till
            self._tell_bug(error)
        finally:
            if not self._calls:
                self.busy.emit(False)

    def _tell_error(self, call: _Call, error: Exception, *, heard: bool) -> None:
        if not isinstance(error, UserError | EnvironmentFault):
            self._tell_bug(error)
            if heard and call.failed is not None:
                call.failed(error)
        elif heard and call.failed is not None:
            call.failed(error)
        else:
            self.failure.emit(Failure(error, lambda: self._submit(call)))

    def _tell_bug(self, error: Exception) -> None:
        log.error("a task failed", exc_info=error)
        self.bug.emit(error)


def _owner_of(callback: Callable[..., object] | None) -> QObject | None:
    bound = getattr(callback, "__self__", None)
    return bound if isinstance(bound, QObject) else None
