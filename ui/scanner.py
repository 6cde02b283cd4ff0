"""A barcode scanner types like a person, only faster, and ends with Enter or Tab.

The scanner works wherever the focus is. Keys that could belong to a scan are kept for a moment: if a
burst turns out to be a code, nothing on the screen sees any of its keys, its Enter included; if a
person was typing, the keys go to where they were meant for, in their order. So no scan's digits land
in an amount, no scan's Enter confirms or dismisses anything, and "15" and Enter typed by a person
stay just that.

Some scanners, above all wireless ones, type hardly faster than people. Keys cannot be kept that long; but
steady ones that end in Enter and spell a code that the shop knows were no person's. What they wrote is
taken back, and the code is scanned.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from ui.widgets.pin import PinPad

GAP_MS = 30
"""The longest pause between two keys of a scanner. Nobody types four keys in a row this fast."""

SHORTEST = 4
"""The fewest characters of a code."""

SLOW_GAP_MS, SLOW_MEAN_MS, SLOW_SHORTEST = 130, 95, 6
"""The longest pause and the longest mean pause of a slow scanner, and the fewest keys to tell it by."""

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_AltGr)
_TYPING = (
    Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.KeypadModifier
    | Qt.KeyboardModifier.GroupSwitchModifier
).value


class _Kept(NamedTuple):
    """A key that waits: the widget it was meant for, which key it is, and what it writes if pressed."""

    event: QKeyEvent
    target: QWidget | None
    key: int
    text: str | None


@dataclass(slots=True)
class _Run:
    """Steady keys that went to the box ``target``, which held ``before``: a person's, or slow scanner's.

    ``is_torn``: some of them came as fast as only a scanner's do, then a busy machine held back the next.
    """

    target: QWidget | None
    before: str | None
    code: str
    began_ms: int
    last_ms: int
    is_torn: bool = False

    def goes_on(self, at_ms: int) -> bool:
        """Whether a key at this time may be the next of it."""
        return at_ms - self.last_ms <= SLOW_GAP_MS

    def may_be_code(self, at_ms: int) -> bool:
        """Whether an Enter at this time may end a code."""
        steady = at_ms - self.began_ms <= SLOW_MEAN_MS * len(self.code)
        return steady and self.goes_on(at_ms) and len(self.code) >= SLOW_SHORTEST

    def take_back(self) -> None:
        """Let the box hold what it held before its keys."""
        box = QApplication.focusWidget()
        if isinstance(box, PinPad):
            # Its dots cannot tell whose digits they are, and a PIN with a stranger's is a wrong one.
            box.clear()
        if not isinstance(box, QLineEdit) or box.property("takes_scans"):
            return
        if box is self.target and self.before is not None:
            kept = self.before
        elif box.text().endswith(self.code):
            kept = box.text().removesuffix(self.code)
        else:
            return
        box.selectAll()
        box.insert(kept)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Scanner(QObject):
    """Watches all keys of the application and tells codes from typing.

    A widget with the property ``takes_scans`` (a box for a barcode) gets a code as text instead, in
    place of what stands there.

    Signals:
        scanned(str): a code was scanned.
    """

    scanned = Signal(str)

    def __init__(
        self,
        app: QApplication,
        parent: QObject | None = None,
        *,
        now_ms: Callable[[], int] = _now_ms,
        typed_ms: Callable[[QKeyEvent], int] | None = None,
        knows: Callable[[str], bool] = lambda _code: False,
    ) -> None:
        """``typed_ms`` tells when a key was typed: the system's time for it, or else ``now_ms``.

        ``knows`` tells whether the shop has something with a code, or its check digit is right.
        """
        super().__init__(parent or app)
        self._now_ms = now_ms
        self._typed_ms = typed_ms or (lambda event: event.timestamp() or now_ms())
        self._knows = knows
        self._run: _Run | None = None
        self._kept: list[_Kept] = []
        self._last_ms = 0
        self._arrived_ms = 0
        self._releases: list[int] = []
        self._replaying = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pause)
        self._app = app

    def start(self) -> None:
        """Watch the keys from now on.

        From here on Qt shows Python all of the application's objects, and for the first that it knows no
        class of, PySide makes every class it has: that takes as long as to draw a page.
        """
        self._app.installEventFilter(self)

    def stop(self) -> None:
        """Watch no keys any more; what was kept goes to where it was meant for."""
        self._let_go()
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep keys that may be a scan's; let go of them before anything else happens."""
        # Every event of the application comes by here: most are told apart by their class, cheaply.
        if self._replaying or not isinstance(event, QInputEvent):
            return False
        if not isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.MouseButtonPress:
                self._run = None
                if self._kept:
                    self._let_go()
            return False
        kind = event.type()
        if kind is QEvent.Type.KeyPress:
            return self._pressed(watched, event)
        if kind is QEvent.Type.KeyRelease:
            return self._released(watched, event)
        if kind is not QEvent.Type.ShortcutOverride:
            return False
        return self._claims(event) or _is_shortcut_only(event)

    def _claims(self, event: QKeyEvent) -> bool:
        """Before shortcuts: a code's Enter is no shortcut; any other key comes after what waits."""
        if self._ends_code(event) or self._ends_slow_code(event):
            event.accept()
            return True
        if not self._kept:
            return False
        if self._in_time(event) and self._is_typing(event):
            event.accept()
            return True
        if event.key() not in _MODIFIERS:
            self._let_go()
        return False

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        if self._kept and not self._in_time(event):
            self._let_go()
        if self._ends_code(event) and not self._ends_torn_code(event):
            self._finish(event)
            return True
        if self._ends_slow_code(event):
            self._finish_slow(event)
            return True
        self._follow(watched, event)
        if not self._is_typing(event) or (not self._kept and event.text() == " "):
            # No code starts with a space, and a space also presses buttons: it never waits.
            self._let_go()
            return False
        self._kept.append(_Kept(event.clone(), _target_of(watched), event.key(), event.text()))
        self._last_ms = self._typed_ms(event)
        self._arrived_ms = self._now_ms()
        self._timer.start(GAP_MS)
        return True

    def _released(self, watched: QObject, event: QKeyEvent) -> bool:
        key = event.key()
        if key in self._releases:
            self._releases.remove(key)
            return True
        waits = any(kept.key == key for kept in self._kept)
        if waits:
            self._kept.append(_Kept(event.clone(), _target_of(watched), key, None))
        return waits

    def _in_time(self, event: QKeyEvent) -> bool:
        """Whether a key follows the last one as fast as a scanner's.

        The time the system gave it counts: keys that a person typed while the screen was busy arrive
        all at once.
        """
        return self._typed_ms(event) - self._last_ms < GAP_MS

    def _is_typing(self, event: QKeyEvent) -> bool:
        """A key that writes one character; held down, it is a person's.

        X11 also calls two quick presses of one key held down, as in a code's 00. A hand holds it longer.
        """
        text = event.text()
        if len(text) != 1 or not text.isprintable() or not _is_plain(event):
            return False
        return not event.isAutoRepeat() or (bool(self._kept) and self._in_time(event))

    def _code(self) -> str:
        return "".join(kept.text for kept in self._kept if kept.text)

    def _ends_code(self, event: QKeyEvent) -> bool:
        return _is_end(event) and len(self._code()) >= SHORTEST and self._in_time(event)

    def _follow(self, watched: QObject, event: QKeyEvent) -> None:
        """Remember steady keys, in case a slow scanner's Enter ends them."""
        run, at_ms = self._run, self._typed_ms(event)
        if not self._is_typing(event):
            self._run = None
        elif run is not None and run.goes_on(at_ms):
            run.code += event.text()
            run.last_ms = at_ms
        else:
            box = _target_of(watched)
            before = box.text() if isinstance(box, QLineEdit) else None
            self._run = _Run(box, before, event.text(), at_ms, at_ms)

    def _ends_slow_code(self, event: QKeyEvent) -> bool:
        run = self._run
        if run is None or not _is_end(event):
            return False
        return run.may_be_code(self._typed_ms(event)) and (run.is_torn or self._knows(run.code))

    def _ends_torn_code(self, event: QKeyEvent) -> bool:
        """Whether a busy machine held back a key, and the first part of a code was taken for typing."""
        run = self._run
        return run is not None and run.code != self._code() and self._ends_slow_code(event)

    def _finish_slow(self, event: QKeyEvent) -> None:
        run, self._run = self._run, None
        self._let_go()
        self._releases.append(event.key())
        if run is not None:
            run.take_back()
            self.scanned.emit(run.code)

    def _finish(self, event: QKeyEvent) -> None:
        run, self._run = self._run, None
        code, kept = self._code(), self._kept
        target = kept[0].target
        self._timer.stop()
        if target is not None and isValid(target) and target.property("takes_scans"):
            if isinstance(target, QLineEdit):
                # A second scan is another code, not more of the first. What a busy machine tore off stays.
                target.selectAll()
                target.insert(run.code.removesuffix(code) if run else "")
            self._let_go()
            if isinstance(target, QLineEdit):
                target.editingFinished.emit()  # Its Enter goes nowhere, but the code is whole.
        else:
            self._kept = []
            pressed = [k.key for k in kept if k.text is not None]
            let_up = [k.key for k in kept if k.text is None]
            self._releases = [key for key in pressed if key not in let_up]
            self.scanned.emit(code)
        self._releases.append(event.key())

    def _pause(self) -> None:
        """The moment is over, unless the screen was busy and keys still wait to arrive."""
        if self._now_ms() - self._arrived_ms > 2 * GAP_MS:
            self._arrived_ms = self._now_ms()
            self._timer.start(GAP_MS)
            return
        self._let_go()

    def _let_go(self) -> None:
        """Send what was kept to where it was meant for."""
        self._timer.stop()
        if self._run is not None and len(code := self._code()) >= SHORTEST:
            # One key over and over is a key held down.
            self._run.is_torn |= len(set(code)) > 1
        kept, self._kept = self._kept, []
        self._replaying = True
        focused = QApplication.focusWidget()
        try:
            for key in kept:
                target = key.target
                if target is focused and key is not kept[0]:
                    # The first of them may have opened the box that the others are for, as in a table.
                    target = QApplication.focusWidget()
                if target is not None and isValid(target):
                    QApplication.sendEvent(target, key.event)
        finally:
            self._replaying = False


def _is_end(event: QKeyEvent) -> bool:
    """A key that ends a code: Enter or Tab, or the line feed that some scanners are set to."""
    ends = event.key() in _ENDS or event.text() == "\n"
    return ends and _is_plain(event)


def _is_shortcut_only(event: QKeyEvent) -> bool:
    """Whether a text box would take a button's key for its own: on X11 Ctrl+E moves to the end.

    Unseen by the box, the key is the button's.
    """
    is_taken = event.key() == Qt.Key.Key_E and (
        event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
    if is_taken:
        event.ignore()
    return is_taken


def _is_plain(event: QKeyEvent) -> bool:
    # As a number: Python's flags take longer to compare than all else that is done for a key.
    return not event.modifiers().value & ~_TYPING


def _target_of(watched: QObject) -> QWidget | None:
    """The widget that a key is for. The system's keys come to windows first, a test's to widgets."""
    if isinstance(watched, QWidget):
        return watched
    popup = QApplication.activePopupWidget()
    if popup is not None:
        inside: QWidget | None = popup.focusWidget()
        return popup if inside is None else inside
    focused: QWidget | None = QApplication.focusWidget()
    return QApplication.activeWindow() if focused is None else focused
