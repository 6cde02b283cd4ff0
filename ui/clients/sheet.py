"""The balance sheet: what a client owes and has, item by item, each with where it came from (R14)."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain import reason
from pos_app.domain.client_account import Charge, Fund, FundKind, in_words
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.services.open_items import OpenItems, Origin
from ui.session import Session
from ui.when import day_of, written
from ui.widgets import (
    Button,
    Card,
    ElidedLabel,
    Kind,
    Role,
    Size,
    Tone,
    figure,
    label,
    line,
    paragraph,
    scrolled,
)
from ui.widgets.texts import tip

_GIVE_BACK_KEYS = ("F10", "F11", "F12")
"""Of the oldest payments that can go back; a client seldom has more of them."""

_LEAST_PX = 120


class BalanceSheet(Card):
    """Open items, and the ways to receive money on account below them.

    Signals:
        ticket_opened(int): the ticket with this id is to be looked at.
        give_back_wanted(int, int, str): so much of the fund with this id is to go back to its payment.
    """

    ticket_opened = Signal(int)
    give_back_wanted = Signal(int, int, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._keys: Iterator[str] = iter(())
        self.column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(_("Balance sheet"), Role.HEADING), 1)
        self.column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(0)
        inside = QWidget()
        inside.setLayout(self._list)
        self.column.addWidget(scrolled(inside), 1)
        self.write_off_button = Button(_("Write off"), kind=Kind.QUIET, size=Size.SMALL)
        self.create_button = Button(_("Create open payment"), size=Size.SMALL)
        self.create_button.show_key("F4")  # Of the button beside the open payments.
        self.pay_button = Button(_("Pay balance"), size=Size.SMALL)
        # The tab answers to them: a panel may stand in the place of the sheet.
        self.write_off_button.show_key("F9")
        self.pay_button.show_key("F6")
        head.addWidget(self.write_off_button)
        for button in (self.pay_button, self.create_button):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            self.column.addLayout(row)

    def show_items(self, found: OpenItems) -> None:
        """Show what is open."""
        while (place := self._list.takeAt(0)) is not None:
            old = place.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._keys = iter(_GIVE_BACK_KEYS)
        rows = [self._row(charge.item, charge.origin) for charge in found.charges]
        rows += [self._row(fund.item, fund.origin) for fund in found.funds]
        for row in rows:
            self._list.addWidget(row)
            self._list.addWidget(line())
        if not found.charges and not found.funds:
            self._list.addWidget(paragraph(_("Nothing is owed, and there is nothing to spend.")))
        self._list.addStretch(1)

    def _row(self, item: Charge | Fund, origin: Origin) -> QWidget:
        owes = isinstance(item, Charge)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(_name(item), Role.STRONG), 1)
        today = self._session.desk.today
        words = in_words(item.left, 0) if owes else in_words(0, item.left)
        tone = Tone.DUE if owes else Tone.CREDIT
        if _has_expired(item, today):
            words, tone = money(item.left), Tone.MUTED
        head.addWidget(figure(words, Role.STRONG, tone))
        column.addLayout(head)
        said = [
            origin.text,
            day_of(self._session, origin.at),
            *_more(item, today),
            reason.in_words(origin.reason_kind, origin.reason),
            origin.by,
        ]
        column.addWidget(paragraph(" · ".join(filter(None, said))))
        if origin.ticket_id is not None:
            number, ticket_id = origin.ticket_number, origin.ticket_id
            link = Button(
                _("Open ticket #{number}").format(number=number),
                lambda: self.ticket_opened.emit(ticket_id),
                kind=Kind.GHOST,
                size=Size.SMALL,
            )
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if isinstance(item, Fund) and origin.goes_back_to and item.available:
            wanted = (item.id, item.available, origin.goes_back_to)
            give_back = Button(
                _("Give back to {payment}").format(payment=origin.goes_back_to),
                lambda: self.give_back_wanted.emit(*wanted),
                kind=Kind.GHOST,
                size=Size.SMALL,
                key=next(self._keys, ""),
            )
            # A long reference is cut, for it stands above, rather than the amounts pushed out of sight.
            give_back.setMinimumWidth(_LEAST_PX)
            give_back.setToolTip(tip(give_back.text()))
            column.addWidget(give_back, 0, Qt.AlignmentFlag.AlignLeft)
        return row


def _name(item: Charge | Fund) -> str:
    if isinstance(item, Charge):
        return item.label or _("Charge")
    kind = _("Open payment") if item.kind is FundKind.OPEN_PAYMENT else _("Credit")
    return f"{kind} · {item.label}" if item.label and item.label != kind else kind


def _has_expired(item: Charge | Fund, today: str) -> bool:
    """Whether it can no longer be spent; until the day's expiry ran, the books still have it."""
    return isinstance(item, Fund) and bool(item.expires_on) and item.expires_on < today


def _more(item: Charge | Fund, today: str) -> list[str]:
    """What else is to be known: how much it was, what is held of it, when it expires."""
    said = []
    if item.left < item.amount:
        said.append(_("of {amount}").format(amount=money(item.amount)))
    if item.held:
        said.append(_("{amount} held by a ticket").format(amount=money(item.held)))
    if isinstance(item, Fund) and item.expires_on:
        words = _("expired {date}") if _has_expired(item, today) else _("until {date}")
        said.append(words.format(date=written(item.expires_on)))
    return said
