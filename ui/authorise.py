"""Letting somebody who may allow one act of a person who may not, in place and without signing out."""

from PySide6.QtCore import QEvent, QKeyCombination, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.shop import StaffMember
from pos_app.domain.words import _
from pos_app.security.roles import NotAllowed, name_of, role_name
from pos_app.services import staff
from ui.session import Session, Stopped
from ui.start.sign_in import refuse_pin
from ui.widgets import Choice, Field, Panel, PinPad, Role, Tone, paragraph
from ui.widgets.texts import in_line

_WIDTH_PX, _HEIGHT_PX = 316, 540
_TOP_PX, _EDGE_PX, _LEFT_PX = 72, 16, 100
_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)


class AuthorisePanel(Panel):
    """Asks over a side of the page for the PIN of somebody who may do what was refused.

    It stands at the right, or, where the form stands there that asked, at the left: whoever gives their
    PIN has to see what for.

    One act at a time; locking, going to another ticket, its cross and Esc give it up. While the focus
    is in it, the keys of the page below do nothing: another act there would not be what the PIN is for.
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(_("Needs a permission"), window)
        self._window = window
        self._session = session
        self._stopped: Stopped | None = None
        self._at_left = False
        self._what = paragraph("", Role.STRONG)
        self._why = paragraph("", Role.BODY, Tone.MUTED)
        self.people = Choice()
        self.people.activated.connect(lambda _row: self._begin_pin())
        self.pad = PinPad()
        self.pad.entered.connect(self._check)
        self.body.setSpacing(8)
        self.body.addWidget(self._what)
        self.body.addWidget(self._why)
        self.body.addWidget(Field(_("Authorised by"), self.people))
        self.body.addWidget(self.pad, 1)
        self.closed.connect(self._give_up)
        session.signed_in.connect(self._forget)
        # Over another ticket nobody could see what the PIN is for.
        session.ticket_picked.connect(self._forget)
        window.installEventFilter(self)
        self.hide()

    def ask(self, stopped: Stopped) -> bool:
        """Ask for that act; False where nobody could allow it, or another act waits."""
        who = staff.who_may(stopped.desk, stopped.permission)
        if self._stopped is not None or not who:
            return False
        self._stopped = stopped
        self._at_left = self._covers(stopped.asked_by)
        self._what.setText(name_of(stopped.permission))
        person = stopped.desk.staff.name if stopped.desk.staff else ""
        self._why.setText(
            _("{name} may not do this alone. A PIN allows it once, and signs nobody out.").format(
                name=person
            )
        )
        self.people.clear()
        for member in who:
            said = in_line(f"{member.name} · {role_name(member.role)}")
            self.people.addItem(said, member.code)
        self._settle()
        self.open(self.pad)
        self.raise_()
        self._begin_pin()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False

    def event(self, event: QEvent) -> bool:
        """Keep every key from the page below, but for the lock's."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            event.setAccepted(event.keyCombination() != _LOCK)
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside it, between the PIN, whose it is, and the cross."""
        stops = [self.pad, self.people, self.shut]
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _settle(self) -> None:
        room = self._window.height() - _TOP_PX - _EDGE_PX
        height = min(max(_HEIGHT_PX, self.column.totalHeightForWidth(_WIDTH_PX)), room)
        at_right = self._window.width() - _WIDTH_PX - _EDGE_PX
        left = _LEFT_PX if self._at_left else at_right
        self.setGeometry(left, _TOP_PX, _WIDTH_PX, height)

    def _covers(self, form: object) -> bool:
        """Whether at the right it would stand over the form that asked."""
        if not isinstance(form, QWidget) or not self._window.isAncestorOf(form):
            return False
        left = form.mapTo(self._window, QPoint()).x()
        over = left + form.width() > self._window.width() - _WIDTH_PX - _EDGE_PX
        return over and left > _LEFT_PX + _WIDTH_PX

    def _begin_pin(self) -> None:
        self.pad.ask()
        self.pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self, pin: str) -> None:
        stopped = self._stopped
        if stopped is None:
            return
        self.pad.set_waiting(True)
        self.pad.say(_("One moment…"))
        self._session.tasks.write(
            staff.authorise,
            stopped.desk,
            str(self.people.currentData()),
            pin,
            stopped.permission,
            then=lambda member: self._allow(stopped, member),
            failed=lambda error: self._refuse(stopped, error),
            owner=self,
        )

    def _allow(self, stopped: Stopped, member: StaffMember) -> None:
        if self._stopped is stopped:
            self._stopped = None
            self.dismiss()
            stopped.repeat(stopped.desk.authorised_by(member))

    def _refuse(self, stopped: Stopped, error: Exception) -> None:
        if self._stopped is not stopped:
            return
        if isinstance(error, NotAllowed):
            self.pad.ask()
            self.pad.say(_("This person may not do it either."), Tone.DANGER)
        else:
            refuse_pin(self.pad, error)

    def _forget(self, _now: object) -> None:
        self._give_up()

    def _give_up(self) -> None:
        stopped, self._stopped = self._stopped, None
        if not self.isHidden():
            self.dismiss()
        if stopped is not None:
            stopped.give_up()
