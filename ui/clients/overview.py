"""Overview: contact, notes, where the balance stands, and what becomes of the card."""

from functools import cached_property, partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.client_account import Standing
from pos_app.domain.money import money
from pos_app.domain.shop import Client
from pos_app.domain.words import _, isolated
from pos_app.errors import EnvironmentFault, UserError
from pos_app.security.roles import Permission
from pos_app.services import clients
from ui.clients.acts import needs_authority
from ui.clients.card_panel import CardPanel
from ui.clients.merge_panel import MergePanel
from ui.failures import text_of
from ui.invoices.statement_panel import StatementPanel
from ui.session import Session
from ui.widgets import (
    Avatar,
    Badge,
    Button,
    Card,
    ElidedLabel,
    Kind,
    Notice,
    NoticeTone,
    Role,
    Size,
    SummaryRow,
    Tone,
    label,
    paragraph,
    set_tone,
)

_SIDE_PX, _STATEMENT_PX = 380, 424


class Overview(QWidget):
    """What one wants to know first of a client.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        adjust_wanted(), pay_wanted(), view_wanted(): acts on the balance, and all of it.
        client_opened(int): another client's profile is wanted.
    """

    said = Signal(str)
    adjust_wanted = Signal()
    pay_wanted = Signal()
    view_wanted = Signal()
    client_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._client = Client()
        self._twin: Client | None = None
        self._avatar = Avatar("", 56)
        self._name = paragraph("", Role.TITLE)
        self._badge = Badge("")
        self._email, self._phone, self._code = (ElidedLabel("", tone=Tone.MUTED) for _n in "123")
        self._note, self._pop_up = (paragraph("", Role.BODY) for _n in "12")
        self._owes = SummaryRow(_("Balance due"), role=Role.FIGURE)
        self._has = SummaryRow(_("Credit"), role=Role.FIGURE)
        self._why_not = paragraph("")
        self.notice = Notice("", NoticeTone.ERROR)
        self.notice.hide()
        self.twin_notice = Notice(
            "", NoticeTone.WARN, action=_("Merge…"), act=self._merge_twin, key="F9",
            can_dismiss=True,
        )  # fmt: skip
        self._panels: list[QWidget] = []
        self._make_buttons()
        self._lay_out()
        session.signed_in.connect(self._show_to_whom)
        self._show_to_whom()

    def show_client(self, client: Client) -> None:
        """Show a card and its balance as they are now."""
        if client.id != self._client.id:
            self._hide_panels()
        # A refusal names what stood there; it is not so any more.
        self.notice.hide()
        self._client = client
        self._avatar.set_name(client.name)
        self._name.setText(client.name)
        self._badge.setText(_("Merged") if client.merged_into else _("Archived"))
        self._badge.setVisible(bool(client.archived_at))
        self._email.setText(client.email or _("No e-mail address"))
        self._phone.setText(client.phone or _("No phone"))
        self._code.setText(client.code)
        self._note.setText(client.note or _("No notes."))
        set_tone(self._note, Tone.PLAIN if client.note else Tone.MUTED)
        self._pop_up.setText(client.pop_up or _("No pop-up note."))
        set_tone(self._pop_up, Tone.DUE if client.pop_up else Tone.MUTED)
        self._show_standing(clients.standing(self._session.desk, client.id))
        self._look_for_twin()
        self._show_to_whom()

    def _show_standing(self, now: Standing) -> None:
        has = now.has
        self._owes.set_amount(
            _("Owes {owed}").format(owed=money(now.owed)) if now.owed else _("Nothing owed"),
            Tone.DUE if now.owed else Tone.PLAIN,
        )
        self._has.set_amount(
            _("Has {has}").format(has=money(has)) if has else _("No credit"),
            Tone.CREDIT if has else Tone.PLAIN,
        )
        self.pay_button.setText(_("Pay balance") if now.payable else _("Buy account credit"))

    def _look_for_twin(self) -> None:
        found = [] if self._client.archived_at else clients.twins(self._session.desk, self._client)
        self._twin = found[0] if found else None
        if self._twin is not None:
            name = isolated(self._twin.name)
            known = ", ".join(filter(None, (name, self._twin.email, self._twin.phone)))
            self.twin_notice.set_text(_("Perhaps the same client: {client}").format(client=known))
        self.twin_notice.setVisible(self._twin is not None)

    def _show_to_whom(self) -> None:
        desk = self._session.desk
        if desk.staff is None:
            return
        alone = desk.may(Permission.ADJUST_BALANCE) and desk.may(Permission.CLIENTS)
        archived, merged = bool(self._client.archived_at), self._client.merged_into is not None
        for button in (self.adjust_button, self.pay_button):
            button.setEnabled(not archived)
        self.edit_button.setEnabled(not archived)
        self.archive_button.setVisible(not archived)
        self.merge_button.setVisible(not archived)
        self.back_button.setVisible(archived and not merged)
        self.survivor_button.setVisible(merged)
        self._why_not.setText(needs_authority())
        self._why_not.setVisible(not alone)

    def _make_buttons(self) -> None:
        small = Size.SMALL
        self.edit_button = Button(_("Edit"), self._edit, icon="pencil", size=small, key="Ctrl+E")
        self.adjust_button = Button(_("Adjust balance"), self.adjust_wanted.emit, key="F2")
        self.pay_button = Button(_("Pay balance"), self.pay_wanted.emit, key="F6")
        self.view_button = Button(_("(view)"), self.view_wanted.emit, kind=Kind.GHOST)
        self.view_button.show_key("Alt+3")  # The tab's own.
        self.statement_button = Button(
            _("Statement…"), self._statement, icon="file", size=small, key="F7"
        )
        self.archive_button = Button(_("Archive"), self._archive, kind=Kind.DANGER, key="Alt+A")
        self.back_button = Button(_("Bring back"), self._bring_back, key="Alt+A")
        self.merge_button = Button(_("Merge duplicates…"), self._merge, key="Alt+M")
        self.survivor_button = Button(
            _("Open who they were merged into"), self._open_survivor, key="Alt+O"
        )

    @cached_property
    def card_panel(self) -> CardPanel:
        """Where the card is edited; made when it is first needed, for the page must come fast."""
        panel = CardPanel(self._session)
        panel.saved.connect(lambda _id: self.said.emit(_("Saved.")))
        self._add_panel(panel)
        return panel

    @cached_property
    def merge_panel(self) -> MergePanel:
        """Where another card is merged into this one."""
        panel = MergePanel(self._session)
        panel.merged.connect(self._merged)
        self._add_panel(panel)
        return panel

    @cached_property
    def statement_panel(self) -> StatementPanel:
        """Where the client's statement is looked at, saved and printed."""
        panel = StatementPanel(self._session)
        panel.done.connect(self.said)
        panel.closed.connect(self._balance_side.show)
        self._add_panel(panel, _STATEMENT_PX)
        return panel

    def _add_panel(self, panel: QWidget, width: int = _SIDE_PX) -> None:
        panel.setFixedWidth(width)
        panel.hide()
        self._panels.append(panel)
        self._row.addWidget(panel)

    def _hide_panels(self) -> None:
        self.notice.hide()
        self._balance_side.show()
        for panel in self._panels:
            panel.hide()

    def _edit(self) -> None:
        self._hide_panels()
        self.card_panel.begin(self._client)

    def _statement(self) -> None:
        self._hide_panels()
        self._balance_side.hide()  # The statement is as wide, and says the same figures.
        self.statement_panel.begin(self._client.id)

    def _merge(self) -> None:
        self._hide_panels()
        self.merge_panel.begin(self._client)

    def _merge_twin(self) -> None:
        self._merge()
        if self._twin is not None:
            self.merge_panel.choose(self._twin)

    def _merged(self, client_id: int) -> None:
        self.said.emit(_("The two clients are one now."))
        self.client_opened.emit(client_id)

    def _open_survivor(self) -> None:
        if self._client.merged_into is not None:
            self.client_opened.emit(self._client.merged_into)

    def _archive(self) -> None:
        try:
            clients.check_archivable(self._session.desk, self._client.id)
        except (UserError, EnvironmentFault) as error:
            self._complain(self._client.id, error)
            return
        self._write(clients.archive, _("Archived. “Archived” in the list of clients finds them."))

    def _bring_back(self) -> None:
        self._write(clients.bring_back, _("Back on the list."))

    def hideEvent(self, event: QHideEvent) -> None:
        """A refusal was answered, or is of no account, once one looks at something else."""
        super().hideEvent(event)
        self.notice.hide()

    def _write(self, act: clients.Act, said: str) -> None:
        self.notice.hide()
        self._session.write(
            act,
            self._client.id,
            then=lambda _changes: self.said.emit(said),
            failed=partial(self._complain, self._client.id),
            owner=self,
        )

    def _complain(self, client_id: int, error: Exception) -> None:
        if client_id == self._client.id:
            self.notice.set_text(text_of(error))
            self.notice.show()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(12)
        for part in (self.notice, self.twin_notice, self._contact(), self._notes()):
            left.addWidget(part)
        left.addStretch(1)
        self._balance_side = QWidget()
        right = QVBoxLayout(self._balance_side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(12)
        right.addWidget(self._balances())
        right.addWidget(self._card_acts())
        right.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 12, 0, 0)
        self._row.setSpacing(16)
        self._row.addLayout(left, 1)
        self._row.addWidget(self._balance_side, 1)

    def _contact(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(14)
        names = QVBoxLayout()
        names.setSpacing(2)
        title = QHBoxLayout()
        title.addWidget(self._name, 1)
        title.addWidget(self._badge)
        names.addLayout(title)
        for part in (self._email, self._phone, self._code):
            names.addWidget(part)
        row.addWidget(self._avatar)
        row.addLayout(names, 1)
        row.addWidget(self.edit_button)
        card.column.addLayout(row)
        return card

    def _notes(self) -> Card:
        card = Card(_("Notes"))
        card.column.setSpacing(6)
        card.column.addWidget(self._note)
        card.column.addSpacing(6)
        card.column.addWidget(label(_("Pop-up note, shown on the ticket"), Role.FIELD))
        card.column.addWidget(self._pop_up)
        return card

    def _balances(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(label(_("Client balances"), Role.HEADING), 1)
        head.addWidget(self.statement_button)
        head.addWidget(self.view_button)
        card.column.setSpacing(6)
        card.column.addLayout(head)
        card.column.addWidget(self._owes)
        card.column.addWidget(self._has)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.adjust_button, 1)
        acts.addWidget(self.pay_button, 1)
        card.column.addLayout(acts)
        card.column.addWidget(self._why_not)
        return card

    def _card_acts(self) -> Card:
        card = Card(_("This card"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (
            self.merge_button, self.archive_button, self.back_button, self.survivor_button,
        ):  # fmt: skip
            row.addWidget(button)
        row.addStretch(1)
        card.column.addLayout(row)
        return card
