"""Merging two cards of one client: whom with, and what becomes of both, beside the button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_app.domain.client_account import Standing
from pos_app.domain.shop import Client
from pos_app.domain.words import _, isolated
from pos_app.services import clients, merging
from pos_app.services.changes import Changes
from ui.checkout.picklist import Choice, PickList
from ui.clients.acts import Preview
from ui.failures import text_of
from ui.session import Session
from ui.widgets import Button, Kind, Notice, NoticeTone, Panel, Role, SearchEdit, paragraph

_MOST_SHOWN = 8


class MergePanel(Panel):
    """The client of the profile stays; the one who is chosen here goes.

    Signals:
        merged(int): done; the id of the client who stays.
    """

    merged = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(_("Merge duplicates"))
        self._session = session
        self._stays = Client()
        self._goes: Client | None = None
        self.search = SearchEdit(_("The same client’s other card"))
        self._list = PickList(_("Clients found"), self.search, rows=5)
        self.words = paragraph("", Role.BODY)
        self.preview = Preview()
        self.notice = Notice("", NoticeTone.ERROR)
        self.merge_button = Button(_("Merge"), self.merge, kind=Kind.PRIMARY, key="Ctrl+S")
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.returnPressed.connect(lambda: self._take(self._list.in_hand()))
        self._list.taken.connect(self._take)
        parts: tuple[QWidget, ...] = (
            self.search, self._list, self.words, self.preview, self.notice, self.merge_button,
        )  # fmt: skip
        for part in parts:
            self.body.addWidget(part)
        self.body.addStretch(1)

    def begin(self, stays: Client) -> None:
        """Ask whom to merge into this client."""
        self._stays = stays
        self.search.clear()
        self._forget()
        self._list.show_choices(
            [_choice(twin) for twin in clients.twins(self._session.desk, stays)]
        )
        self._list.setVisible(True)
        self.open(self.search)

    def choose(self, goes: Client) -> None:
        """Show what merging this client would do."""
        self._goes = goes
        self._list.hide()
        self.words.setText(
            _(
                "{gone} goes, {stays} stays. Balance, open tickets and what they hold move;"
                " closed tickets are not changed, and shown with the card that stays."
                " This cannot be undone."
            ).format(gone=_called(goes), stays=_called(self._stays))
        )
        now, other = (clients.standing(self._session.desk, c.id) for c in (self._stays, goes))
        self.preview.show_change(now, _sum(now, other))
        for part in (self.words, self.preview):
            part.show()
        self.merge_button.setEnabled(True)
        # Not on the button: the Enter that took a client, pressed twice, would merge for good.
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def merge(self) -> None:
        """Do it."""
        if self._goes is None:
            return
        self.merge_button.setEnabled(False)
        self._session.write(
            merging.merge,
            self._goes.id,
            self._stays.id,
            then=self._done,
            failed=self._refused,
            owner=self,
        )

    def _forget(self) -> None:
        self._goes = None
        for part in (self.words, self.preview, self.notice):
            part.hide()
        self.merge_button.setEnabled(False)

    def _find(self) -> None:
        typed = self.search.text().strip()
        if not typed:
            return
        self._forget()
        found = clients.find(self._session.desk, typed)
        others = [one for one in found if one.id != self._stays.id][:_MOST_SHOWN]
        self._list.show_choices([_choice(one) for one in others])
        self._list.setVisible(bool(others))

    def _take(self, value: object) -> None:
        if isinstance(value, int):
            self.choose(clients.client(self._session.desk, value))

    def _done(self, _changes: Changes) -> None:
        self.hide()
        self.merged.emit(self._stays.id)

    def _refused(self, error: Exception) -> None:
        self.merge_button.setEnabled(True)
        self.notice.set_text(text_of(error))
        self.notice.show()


def _choice(client: Client) -> Choice:
    return Choice(client.id, client.name, " · ".join(filter(None, (client.email, client.phone))))


def _called(client: Client) -> str:
    return f"{isolated(client.name)} ({client.code})"


def _sum(one: Standing, other: Standing) -> Standing:
    return Standing(
        owed=one.owed + other.owed,
        open_payments=one.open_payments + other.open_payments,
        credits=one.credits + other.credits,
        held_owed=one.held_owed + other.held_owed,
        held_funds=one.held_funds + other.held_funds,
    )
