"""Points & Balance: what a client owes and has, how it came about, and a manager's ways to change it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.domain.client_account import FundKind, Standing, in_words
from pos_app.domain.money import counted, money
from pos_app.domain.shop import Client
from pos_app.domain.words import _
from pos_app.security.roles import Permission
from pos_app.services import clients, history, open_items
from pos_app.services.history import DayBalance
from pos_app.services.open_items import OpenItems
from ui.clients.act_panels import (
    AdjustPanel,
    GiveBackPanel,
    IssuePanel,
    MoneyPanel,
    WriteOffPanel,
)
from ui.clients.acts import ActPanel, needs_authority
from ui.clients.chart import BalanceChart
from ui.clients.history import HistoryCard
from ui.clients.sheet import BalanceSheet
from ui.session import Session
from ui.when import day_of, written
from ui.widgets import Button, Card, InfoCard, Role, Size, Tone, bind_key, label, paragraph

PanelKind = Callable[[Session], ActPanel]
"""What makes a panel, and tells it from the others."""
SIDE_PX = 348
_ROOM_FOR_BOTH_PX = 880
_SHEET_PX = 230
"""Room for one item of the sheet, and its buttons."""
_YEAR = timedelta(days=365)


class BalanceTab(QWidget):
    """Figures, chart and history; in ``side``, for the page's right edge, acts and the balance sheet.

    Signals:
        said(str): something was done, for a moment at the foot of the window.
        ticket_opened(int): the ticket with this id is to be looked at.
    """

    said = Signal(str)
    ticket_opened = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._client = Client()
        self._panels: dict[PanelKind, ActPanel] = {}
        self._before = 0
        self.owed = InfoCard(_("Balance due"))
        self.open_payments = InfoCard(_("Open payments"))
        self.credits = InfoCard(_("Credits"))
        self.points = InfoCard(_("Points"))
        self.chart = BalanceChart()
        self.history = HistoryCard(session)
        self.sheet = BalanceSheet(session)
        self.why_not = paragraph("", Role.BODY, Tone.MUTED)
        self._make_buttons()
        self.side = QWidget()
        self._side = QVBoxLayout(self.side)
        self._lay_out()
        self.history.said.connect(self.said)
        for part in (self.history, self.sheet):
            part.ticket_opened.connect(self.ticket_opened)
        session.signed_in.connect(self._show_to_whom)
        self._show_to_whom()

    def show_client(self, client: Client) -> None:
        """Show one client's balance; a panel that was open on another's closes."""
        if client.id != self._client.id:
            self.close_panel()
            self.chart.clear()
        self._client = client
        desk = self._session.desk
        found = open_items.open_items(desk, client.id)
        self._show_standing(clients.standing(desk, client.id), found)
        self._show_points()
        # The whole history is read for the chart: what one came for is painted before that.
        QTimer.singleShot(0, self, self._read_course)
        self.history.show_client(client.id)
        self.sheet.show_items(found)
        self._show_to_whom()
        for panel in self._panels.values():
            panel.look_again()

    def adjust(self) -> None:
        """The pencil: add or remove credit."""
        self._panel(AdjustPanel).begin(self._client)

    def issue(self) -> None:
        """Issue a credit, or charge an amount."""
        self._panel(IssuePanel).begin(self._client)

    def write_off(self) -> None:
        """Give up a debt."""
        self._panel(WriteOffPanel).begin(self._client)

    def create_open_payment(self) -> None:
        """Receive money on account."""
        panel = self._panel(MoneyPanel)
        assert isinstance(panel, MoneyPanel)
        panel.begin_open_payment(self._client)

    def pay(self) -> None:
        """Receive money for what is owed, or buy account credit."""
        panel = self._panel(MoneyPanel)
        assert isinstance(panel, MoneyPanel)
        panel.begin_pay(self._client)

    def give_back(self, fund_id: int, most: int, payment: str) -> None:
        """Give back money on account."""
        panel = self._panel(GiveBackPanel)
        assert isinstance(panel, GiveBackPanel)
        panel.begin_of(self._client, fund_id, most, payment)

    def close_panel(self) -> None:
        """Close the panel that is open, if one is."""
        for panel in self._panels.values():
            if not panel.isHidden():
                panel.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel, wherever the focus is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room, the sheet stands below an open panel."""
        super().resizeEvent(event)
        self._share_side()

    def _make_buttons(self) -> None:
        small = Size.SMALL
        self.pencil = Button(
            icon="pencil", name=_("Add credit / Remove credit"), clicked=self.adjust, size=small,
            key="F2",
        )  # fmt: skip
        self.create_button = Button(_("Create"), self.create_open_payment, size=small, key="F4")
        self.issue_button = Button(_("Issue"), self.issue, size=small, key="F3")
        self.write_off_button = self.sheet.write_off_button
        self.write_off_button.clicked.connect(self.write_off)
        self.sheet.create_button.clicked.connect(self.create_open_payment)
        self.sheet.pay_button.clicked.connect(self.pay)
        for key, button in (("F6", self.sheet.pay_button), ("F9", self.write_off_button)):
            bind_key(key, self, button.click)
        self.sheet.give_back_wanted.connect(self.give_back)
        self._acts = (
            self.pencil, self.create_button, self.issue_button, self.write_off_button,
            self.sheet.create_button, self.sheet.pay_button,
        )  # fmt: skip

    def _panel(self, kind: PanelKind) -> ActPanel:
        self.close_panel()
        if kind not in self._panels:
            panel = self._panels[kind] = kind(self._session)
            panel.done.connect(self.said)
            panel.done.connect(lambda _said: self.history.offer_receipt(self._before))
            panel.closed.connect(self._share_side)
            self._side.insertWidget(0, panel)
        self._share_side(kind)
        self._before = self.history.newest()
        return self._panels[kind]

    def _share_side(self, opening: PanelKind | None = None) -> None:
        taken = opening is not None or any(not p.isHidden() for p in self._panels.values())
        self.sheet.setVisible(not taken or self.height() > _ROOM_FOR_BOTH_PX)

    def _read_course(self) -> None:
        self._session.tasks.read(
            history.over_time,
            self._session.desk,
            self._client.id,
            then=partial(self._draw, self._client.id),
            failed=lambda _error: None,
            owner=self,
        )

    def _draw(self, client_id: int, days: tuple[DayBalance, ...]) -> None:
        if client_id == self._client.id:
            today = self._session.desk.clock.now().date()
            self.chart.show_days(days, today - _YEAR, today)

    def _show_standing(self, now: Standing, found: OpenItems) -> None:
        self.owed.set_figure(
            money(now.owed),
            _held_words(now.held_owed) or self._oldest(found),
            Tone.DUE if now.owed else Tone.PLAIN,
        )
        self.open_payments.set_figure(
            money(now.open_payments),
            _held(found, FundKind.OPEN_PAYMENT) or _("money received"),
            Tone.CREDIT if now.open_payments else Tone.PLAIN,
        )
        self.credits.set_figure(
            money(now.credits),
            _held(found, FundKind.CREDIT) or self._granted(found),
            Tone.CREDIT if now.credits else Tone.PLAIN,
        )
        self.sheet.pay_button.setText(_("Pay balance") if now.payable else _("Buy account credit"))
        self.write_off_button.setVisible(now.payable > 0)

    def _oldest(self, found: OpenItems) -> str:
        """Since when something is owed, and for what; or that nothing is."""
        if not found.charges:
            return in_words(0, 0)
        first = found.charges[0]
        day = day_of(self._session, first.origin.at)
        return _("since {day} · {what}").format(day=day, what=first.item.label or _("Charge"))

    def _granted(self, found: OpenItems) -> str:
        """How much of the credits goes next, and when, where any has a last day."""
        today = self._session.desk.today
        days = [fund.item.expires_on for fund in found.funds if fund.item.expires_on >= today]
        if not days:
            return _("granted")
        going = sum(fund.item.left for fund in found.funds if fund.item.expires_on == min(days))
        return _("granted, {amount} until {day}").format(
            amount=money(going), day=written(min(days))
        )

    def _show_points(self) -> None:
        """How many, and what they pay; where the shop has no rule, only to those who have some."""
        points, rule = self._client.points, self._session.desk.settings.points_rule
        said = [_("worth {amount}").format(amount=money(points * rule.worth))]
        if points < 0:
            said = [_("short: taken back by a refund")]
        elif not rule.worth:
            said = [_("not redeemed here")]
        if self._client.points_held:
            held = _("{count} held").format(count=counted(self._client.points_held))
            said.append(held)
        self.points.set_figure(
            counted(points), " · ".join(said), Tone.DUE if points < 0 else Tone.PLAIN
        )
        self.points.setVisible(rule.is_on or points != 0)

    def _show_to_whom(self) -> None:
        desk = self._session.desk
        if desk.staff is None:
            # Locked: what is on the screen stays as it is, behind the lock.
            return
        archived = bool(self._client.archived_at)
        for button in self._acts:
            button.setEnabled(not archived)
        self.why_not.setText(
            _("An archived client’s balance does not change.") if archived else needs_authority()
        )
        self.why_not.setVisible(archived or not desk.may(Permission.ADJUST_BALANCE))

    def _lay_out(self) -> None:
        self.owed.row.addWidget(self.pencil, 0, Qt.AlignmentFlag.AlignVCenter)
        self.open_payments.row.addWidget(self.create_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.credits.row.addWidget(self.issue_button, 0, Qt.AlignmentFlag.AlignVCenter)
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for card in (self.owed, self.open_payments, self.credits):
            figures.addWidget(card, 2)
        figures.addWidget(self.points, 1)
        over_time = Card(margin=14)
        head = QHBoxLayout()
        head.addWidget(label(_("Balance over time"), Role.HEADING), 1)
        head.addWidget(label(_("12 months · above the line owes, below has credit"), Role.DETAIL))
        over_time.column.setSpacing(4)
        over_time.column.addLayout(head)
        over_time.column.addWidget(self.chart, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.why_not)
        left.addLayout(figures)
        left.addWidget(over_time, 1)
        left.addWidget(self.history, 4)
        left.setContentsMargins(0, 12, 0, 0)
        self.setLayout(left)
        self.side.setFixedWidth(SIDE_PX)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(12)
        # Below an open panel it has what that leaves; its list scrolls.
        self.sheet.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.sheet.setMinimumHeight(_SHEET_PX)
        self._side.addWidget(self.sheet, 1)


def _held(found: OpenItems, kind: FundKind) -> str:
    """How much of a kind of fund open tickets hold; empty where they hold none."""
    return _held_words(sum(fund.item.held for fund in found.funds if fund.item.kind is kind))


def _held_words(amount: int) -> str:
    return _("{amount} held by open tickets").format(amount=money(amount)) if amount else ""
