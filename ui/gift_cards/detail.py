"""One gift card: what is on it, what happened to it, and what can be done."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.gift_card import CardState
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services import card_papers, gift_cards
from pos_app.services.gift_cards import CardView
from ui import theme
from ui.failures import text_of
from ui.gift_cards.acts import CardAct, LoadCard, ReissueCard, ReleaseCard, TopUpCard
from ui.gift_cards.model import EventsModel, state_words
from ui.saving import ask_pdf
from ui.session import Session
from ui.when import day_of, written
from ui.widgets import (
    Badge,
    Button,
    Card,
    EmptyState,
    Kind,
    Notice,
    NoticeTone,
    Role,
    Table,
    Tone,
    figure,
    label,
    once,
    paragraph,
    scrolled,
)

_Act = TypeVar("_Act", bound=CardAct)
_LONG = 12
"""From so many characters on, what is left is written smaller: else the card is wider than its place."""


class CardDetail(Card):
    """The card that was picked.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        on_ticket(int): a top-up is on the ticket with this id.
        card_wanted(int): the card of this number, to which the value of a void one went.
    """

    said = Signal(str)
    on_ticket = Signal(int)
    card_wanted = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: CardView | None = None
        self._title = label("", Role.TITLE)
        self._state = Badge("")
        self._left = figure("", Role.HUGE)
        self._facts = paragraph("", tone=Tone.MUTED)
        self._notice = Notice("", NoticeTone.WARN)
        self.events = EventsModel(session, self)
        self._table = Table(_("What happened to the card"))
        self._table.setModel(self.events)
        self._table.fit(0, {1: 172})
        self.top_up = self._act(TopUpCard(session))
        self.load = self._act(LoadCard(session))
        self.reissue = self._act(ReissueCard(session))
        self.release = self._act(ReleaseCard(session))
        self.acts: tuple[CardAct, ...] = (self.top_up, self.load, self.reissue, self.release)
        self.top_up.on_ticket.connect(self.on_ticket)
        self.top_up_button = Button(_("Top up"), lambda: self._open(self.top_up), key="Alt+T")
        self.load_button = Button(
            _("Load onto account"), lambda: self._open(self.load), key="Alt+O"
        )
        self.reissue_button = Button(
            _("Void and reissue"), lambda: self._open(self.reissue), kind=Kind.DANGER, key="Alt+V"
        )
        self.print_button = Button(
            _("Print again"), once(self._print), icon="printer", key="Ctrl+P"
        )
        self.pdf_button = Button(_("Save PDF…"), self._ask_pdf, icon="download", key="Ctrl+S")
        self._lay_out()
        self.show_view(None)

    def _act(self, act: _Act) -> _Act:
        act.done.connect(self.said)
        act.closed.connect(self._offer)
        return act

    def show_view(self, view: CardView | None) -> None:
        """Show a card; an act that is open stays open only where it is still the same one."""
        before = self._view.card.number if self._view else 0
        self._view = view
        if view is None or view.card.number != before:
            for act in self.acts:
                act.hide()
        self._scroll.setVisible(view is not None)
        self._none.setVisible(view is None)
        if view is not None:
            self._fill(view)
        self._offer()

    def view(self) -> CardView | None:
        """The card that is shown."""
        return self._view

    def save_pdf(self, file: Path) -> None:
        """Write the card as PDF."""
        if self._view is None:
            return
        said = _("Saved as {file}.").format(file=file.name)
        self._session.write(
            card_papers.save_pdf,
            self._view.card.number,
            file,
            then=lambda _changes: self.said.emit(said),
            failed=self._complain,
            owner=self,
        )

    def _fill(self, view: CardView) -> None:
        card = view.card
        words, tone = state_words(card.state_on(self._session.desk.today))
        self._title.setText(card.name)
        self._state.setText(words)
        self._state.set_tone(tone)
        left = money(card.left)
        self._left.setText(left)
        theme.vary(self._left, role=(Role.TOTAL if len(left) >= _LONG else Role.HUGE).value)
        self._facts.setText(" · ".join(_facts(self._session, view)))
        self.events.show_rows(view.events[::-1])
        said, action = self._said_of(view)
        self._notice.setVisible(bool(said))
        if said:
            self._notice.set_text(said)
        self._follow.setVisible(bool(action))
        self._follow.setText(action or _("Show"))

    def _said_of(self, view: CardView) -> tuple[str, str]:
        """What a person must know of it first, and what the button beside it does."""
        if view.moved_to is not None:
            said = _("Its value moved to {card}.").format(card=view.moved_to.name)
            return said, _("Show {number}").format(number=view.moved_to.reference)
        if view.holders:
            parts = [
                _("ticket #{number}: {amount}").format(
                    number=h.ticket_number, amount=money(h.amount)
                )
                for h in view.holders
            ]
            said = _("Held by open tickets: {list}.").format(list=", ".join(parts))
            return said, _("Release it from ticket #{number}").format(
                number=view.holders[0].ticket_number
            )
        return "", ""

    def _offer(self) -> None:
        view = self._view
        is_open = any(not act.isHidden() for act in self.acts)
        self._buttons.setVisible(view is not None and not is_open)
        self._table.setVisible(not is_open)
        if view is None:
            return
        usable = view.card.state_on(self._session.desk.today) is CardState.ACTIVE
        self.top_up_button.setEnabled(usable)
        self.load_button.setEnabled(usable and view.card.available > 0)
        self.reissue_button.setEnabled(usable and view.card.left > 0)
        self.print_button.setEnabled(usable)
        self.pdf_button.setEnabled(usable)

    def _open(self, act: CardAct) -> None:
        if self._view is not None:
            act.begin(self._view.card)
            self._offer()

    def _print(self) -> None:
        if self._view is not None:
            self._session.write(
                gift_cards.print_card,
                self._view.card.number,
                then=lambda _changes: self.said.emit(_("A copy is on its way to the printer.")),
                failed=self._complain,
                owner=self,
            )

    def _ask_pdf(self) -> None:
        if self._view is None:
            return
        name = _("Gift card {number}").format(number=self._view.card.reference)
        if file := ask_pdf(self, _("Save the gift card"), name):
            self.save_pdf(file)

    def _complain(self, error: Exception) -> None:
        self._notice.set_text(text_of(error))
        self._notice.show()

    def _follow_value(self) -> None:
        """To the card that has the value now, or to what holds it."""
        view = self._view
        if view is not None and view.moved_to is not None:
            self.card_wanted.emit(view.moved_to.number)
        elif view is not None and view.holders:
            self.release.aim(view.holders[0])
            self._open(self.release)

    def _lay_out(self) -> None:
        self._follow = Button(_("Show"), self._follow_value, key="Alt+S")
        self._none = EmptyState(
            "gift",
            _("No gift card is picked"),
            _("Scan a card, or find it by its number, ticket, last digits or recipient."),
        )
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch(1)
        self._buttons = QWidget()
        grid = QGridLayout(self._buttons)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        pairs = (self.top_up_button, self.load_button, self.print_button, self.pdf_button)
        for place, button in enumerate(pairs):
            grid.addWidget(button, place // 2, place % 2)
        grid.addWidget(self.reissue_button, 2, 0, 1, 2)
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._left)
        column.addWidget(self._facts)
        column.addWidget(self._notice)
        column.addWidget(self._follow)
        column.addWidget(self._table, 1)
        for act in self.acts:
            column.addWidget(act)
        column.addWidget(self._buttons)
        column.addStretch(0)
        self._scroll = scrolled(self._whole)
        self.column.addWidget(self._scroll, 1)
        self.column.addWidget(self._none, 1)


def _facts(session: Session, view: CardView) -> list[str]:
    """Who it is for, when it was issued, until when it can be used."""

    card = view.card
    facts = [_("For {name}").format(name=card.recipient)] if card.recipient else []
    facts.append(
        _("{number}, issued {date} with {amount}").format(
            number=card.reference, date=day_of(session, card.at), amount=money(card.amount)
        )
    )
    if card.expires_on:
        day = written(card.expires_on)
        facts.append(_("Can be used until {date}").format(date=day))
    else:
        facts.append(_("Never expires"))
    return facts
