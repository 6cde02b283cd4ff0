"""Who the ticket is for, what they owe and have, and the ways to change each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.client_account import Standing
from pos_app.domain.money import money
from pos_app.domain.points import in_words
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui import theme
from ui.checkout.client_finder import ClientFinder
from ui.session import Session
from ui.widgets import (
    Avatar,
    Button,
    Card,
    ElidedLabel,
    Kind,
    Role,
    Size,
    Tone,
    bind_key,
    figure,
    label,
)
from ui.widgets.keys import key_text

_LONG = 11
"""From so many characters on, an amount is written smaller, or the name would have no room."""

_APART_PX, _CLOSE_PX = 11, 6

_ROOMY_PX = 900
"""From this width on there is room for everything."""


class ClientHeader(Card):
    """The client of the ticket, or the search for one.

    Signals:
        client_chosen(object): put the ticket on the client with this id, or on none.
        pay_off_requested(): the client wants to pay what they owe.
        left(): the search ended, or was given up; the focus would be left to chance.
        profile_requested(int): all there is to know of the client with this id is wanted.
    """

    client_chosen = Signal(object)
    pay_off_requested = Signal()
    left = Signal()
    profile_requested = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, parent=parent)
        self.setAccessibleName(_("Client"))
        self._ticket_id: int | None = None
        self._client_id: int | None = None
        self._finder = ClientFinder(session)
        self._avatar = _Face(self._open_profile)
        self._name = ElidedLabel("", Role.NAME)
        self._email = ElidedLabel("", tone=Tone.MUTED)
        self._owed = _Amount(_("Balance due"), Tone.DUE)
        self._pay_off = Button(
            _("Pay off"), self.pay_off_requested.emit, kind=Kind.DUE, size=Size.SMALL, key="F6"
        )
        self._has = _Amount(_("Credit to redeem"), Tone.CREDIT)
        self._between = QFrame()
        self._between.setProperty("rule", "line")
        self._between.setFixedSize(1, 40)
        self._profile = Button(_("Profile"), self._open_profile, kind=Kind.GHOST, size=Size.SMALL)
        bind_key("Ctrl+I", self, self._open_profile)
        self._change = Button(_("Change"), self._search, kind=Kind.GHOST, size=Size.SMALL, key="F2")
        self._cancel = Button(_("Cancel"), self._stop, kind=Kind.QUIET, size=Size.SMALL)
        self._lay_out()
        self._finder.chosen.connect(self._chosen)
        self._finder.left.connect(self._stop)
        session.handed_over.connect(self._end_search)
        self._shown: tuple[int | None, Client | None, Standing | None] | None = None
        self._show_search(searching=True)
        self.show_view(None)

    def show_view(self, view: TicketView | None) -> None:
        """Show the ticket's client; the search goes on while the ticket and client are the same."""
        client, standing = (view.client, view.standing) if view else (None, None)
        ticket_id = view.ticket.id if view else None
        if self._shown == (ticket_id, client, standing):
            return
        self._shown = ticket_id, client, standing
        client_id = client.id if client else None
        if (ticket_id, client_id) != (self._ticket_id, self._client_id):
            self._ticket_id, self._client_id = ticket_id, client_id
            self._finder.stop()
            self._show_search(searching=client is None)
        self._avatar.set_name(client.name if client else "")
        self._avatar.setEnabled(client is not None)
        self._name.setText(client.name if client else _("Walk-in"))
        points = in_words(client.points) if client and client.points else ""
        # First what tells the person: where the room ends, the rest is elided.
        parts = [client.email or client.phone, points] if client else []
        self._email.setText(" · ".join(filter(None, parts)))
        self._email.setVisible(bool(self._email.text()))
        self._owed.show_amount(standing.owed if standing else 0)
        self._has.show_amount(standing.available if standing else 0)
        self._fit_amounts()

    def is_free(self) -> bool:
        """Whether nobody is typing in a new client; that form says what to do with it."""
        return self._finder.is_free()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back looks for somebody else; a new client half typed in waits."""
        super().hideEvent(event)
        if not self._finder.is_adding():
            self._end_search()

    def _end_search(self) -> None:
        self._finder.stop()
        self._show_search(searching=self._client_id is None)

    def _lay_out(self) -> None:
        self._names = QWidget()
        names = QVBoxLayout(self._names)
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(1)
        names.addWidget(self._name)
        names.addWidget(self._email)
        self._row = row = QHBoxLayout()
        row.addWidget(self._avatar)
        row.addWidget(self._names, 1)
        row.addWidget(self._finder.field, 3)
        row.addWidget(self._owed)
        row.addWidget(self._pay_off)
        row.addWidget(self._between)
        row.addWidget(self._has)
        row.addWidget(self._profile)
        row.addWidget(self._change)
        row.addWidget(self._cancel)
        self.column.setSpacing(0)
        self.column.addLayout(row)
        self.column.addWidget(self._finder)

    def _show_search(self, *, searching: bool) -> None:
        has_client = self._client_id is not None
        self._finder.field.setVisible(searching)
        self._names.setVisible(not (searching and (has_client or self._ticket_id is None)))
        self._change.setVisible(not searching)
        self._cancel.setVisible(searching and has_client)
        self._fit_amounts()

    def _fit_amounts(self) -> None:
        shown = self._finder.field.isHidden()
        owes, has = self._owed.minor > 0, self._has.minor > 0
        # First, for what is shown too wide for a moment makes the whole window wider.
        self._fit_name(crowded=shown and self._owed.is_long() and self._has.is_long())
        # Beside two amounts a small till has no room for the word but below the face.
        roomy = self.width() >= _ROOMY_PX or not (owes and has)
        self._profile.setVisible(shown and self._client_id is not None and roomy)
        self._avatar.show_word(shown=shown and not roomy)
        self._owed.setVisible(shown and owes)
        self._pay_off.setVisible(shown and owes)
        self._between.setVisible(shown and owes and has)
        self._has.setVisible(shown and has)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        if (event.size().width() >= _ROOMY_PX) != (event.oldSize().width() >= _ROOMY_PX):
            self._fit_amounts()

    def _fit_name(self, *, crowded: bool) -> None:
        """Two long amounts leave the name little room: they are written small, and all stands closer."""
        self._row.setSpacing(_CLOSE_PX if crowded else _APART_PX)
        for amount in (self._owed, self._has):
            amount.write(Role.HEADING if crowded else Role.SUM if amount.is_long() else Role.FIGURE)

    def _search(self) -> None:
        if self._ticket_id is None:
            return
        self._finder.begin(has_client=self._client_id is not None)
        self._show_search(searching=True)
        self._finder.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open_profile(self) -> None:
        if self._client_id is not None:
            self.profile_requested.emit(self._client_id)

    def _stop(self) -> None:
        self._end_search()
        self.left.emit()

    def _chosen(self, client_id: object) -> None:
        self._show_search(searching=self._client_id is None)
        self.client_chosen.emit(client_id)
        self.left.emit()


class _Face(QAbstractButton):
    """The client's initials, to press; where the word *Profile* has no room elsewhere, it is below."""

    _SIDE, _SMALL = 44, 26

    def __init__(self, pressed: Callable[[], object]) -> None:
        super().__init__()
        self._circle = Avatar("", self._SIDE)
        self._word = label(_("Profile"), Role.DETAIL, Tone.ACCENT)
        self.setAccessibleName(_("Profile"))
        self.setToolTip(f"{_('Profile')} ({key_text('Ctrl+I')})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(self._SIDE)
        self.setMinimumWidth(self._SIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._circle, self._word):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self.clicked.connect(lambda _checked: pressed())
        self.show_word(shown=False)

    def set_name(self, name: str) -> None:
        self._circle.set_name(name)

    def show_word(self, *, shown: bool) -> None:
        side = self._SMALL if shown else self._SIDE
        self._circle.setFixedSize(side, side)
        self._word.setVisible(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts paint themselves; here, where the keys are."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.color(theme.tokens().accent_text), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))


class _Amount(QWidget):
    """What it is, and below it how much."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self.minor = 0
        self._figure = figure("", Role.FIGURE, tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(figure(name, Role.DETAIL))
        column.addWidget(self._figure)

    def show_amount(self, minor: int) -> None:
        self.minor = minor
        self._figure.setText(money(minor))

    def is_long(self) -> bool:
        return len(self._figure.text()) >= _LONG

    def write(self, role: Role) -> None:
        theme.vary(self._figure, role=role.value)
