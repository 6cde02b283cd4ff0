"""The lines of the ticket in work, as a table that the keyboard works too."""

from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.ticket import LineKind, PricedLine
from pos_app.domain.words import _, isolated
from pos_app.services.tickets import TicketView
from ui import theme
from ui.widgets import Cell, Column, EmptyState, RowsModel, Table, Tone
from ui.widgets.table import ROW_PX

ITEM, STAFF, QUANTITY, PRICE, TOTAL = range(5)
_NARROWEST = {STAFF: 78, QUANTITY: 62, PRICE: 100, TOTAL: 108}
_NARROWEST_ITEM_PX = 150
_CELL_EDGES_PX = 30


class LinesModel(RowsModel[PricedLine]):
    """The lines of one ticket, priced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        figures = (_("Qty"), _("Price"), _("Total"))
        names = (Column(_("Item")), Column(_("Staff")))
        super().__init__((*names, *(Column(name, right=True) for name in figures)), parent)
        self._shown: tuple[Mapping[str, str], bool] = ({}, False)
        self._longest = [""] * self.columnCount()

    def show_view(self, view: TicketView | None, names: Mapping[str, str]) -> None:
        """Show another ticket, or the same as it is now.

        Where lines only joined, as they do in a burst of scans, those that stand are not made or drawn
        again.
        """
        lines = view.bill.lines if view else ()
        shown = names, bool(view and view.ticket.tax_exempt_reason)
        standing = len(self.rows)
        if shown == self._shown and list(lines[:standing]) == self.rows:
            self.add_rows(lines[standing:])
        else:
            self._shown, standing = shown, 0
            self._longest = [""] * self.columnCount()
            self.show_rows(lines)
        self._measure(range(standing, len(lines)))

    def numbers(self) -> list[int]:
        """The numbers of the lines, first to last."""
        return list(self.quantities())

    def quantities(self) -> dict[int, int]:
        """How many each line sells, by its number, first to last."""
        return {priced.line.number: priced.line.quantity for priced in self.rows}

    def cells(self, row: PricedLine) -> tuple[Cell, ...]:
        """Item, staff, quantity, price, total."""
        (names, exempt), line = self._shown, row.line
        return (
            _item_cell(row, detail_of(row, exempt=exempt)),
            Cell(names.get(line.staff, line.staff) if line.staff else "—"),
            Cell(str(line.quantity) if line.is_sale else ""),
            Cell(money(line.unit_price)),
            Cell(money(line.amount - row.line_discount), strong=True),
        )

    def widest(self, column: int) -> int:
        """How wide a column has to be, in pixels."""
        return max(_NARROWEST[column], _width(self._longest[column]) + _CELL_EDGES_PX)

    def _measure(self, new: range) -> None:
        # Figures have one width, so the longest text is the widest, near enough.
        for column, longest in enumerate(self._longest):
            texts = (self.cell(at, column).text for at in new)
            self._longest[column] = max((longest, *texts), key=len)


@lru_cache(256)
def _width(text: str) -> int:
    return theme.metrics(14, QFont.Weight.DemiBold).horizontalAdvance(text)


def _item_cell(priced: PricedLine, detail: str) -> Cell:
    line = priced.line
    if line.kind is LineKind.PAYOFF:
        badge, tone = _("Balance"), Tone.DUE
    else:
        badge, tone = _("First payment") if line.first_payment else "", Tone.INFO
    return Cell(line.description, detail, badge, tone, strong=True)


def detail_of(priced: PricedLine, *, exempt: bool) -> str:
    """The small words below a line's name."""
    line = priced.line
    parts = [_("SKU {sku}").format(sku=line.sku)] if line.sku else []
    if line.taxes and not exempt:
        parts.append(_("taxable"))
    if line.unit_price != line.list_price:
        parts.append(_("was {price}").format(price=money(line.list_price)))
    if line.price_reason:
        parts.append(line.price_reason)
    if priced.line_discount and line.discount:
        name = line.discount.label or _("Discount")
        parts.append(f"{isolated(name)} {money(-priced.line_discount)}")
    if line.note:
        parts.append(line.note)
    return " · ".join(parts)


class LinesTable(Table):
    """The lines. Arrows move, + and − count, Delete takes a line off, Enter or a tap opens it.

    Signals:
        opened(int, bool): a line is to be edited; whether the focus goes there.
        counted(int, int): a line's new quantity.
        removed(int): a line is to be taken off.
        typed(str): a letter or digit, which the lines have no use for.
    """

    opened = Signal(int, bool)
    counted = Signal(int, int)
    removed = Signal(int)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Lines"), parent)
        self._model = LinesModel(self)
        self._widths: dict[int, int] = {}
        self._hint = EmptyState(
            "cart", _("Nothing on the ticket yet"), _("Scan, search or tap an item below.")
        )
        # In the table itself, and no page beside it: the first line is on the screen as fast as others.
        QVBoxLayout(self.viewport()).addWidget(self._hint)
        self.setModel(self._model)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its place is kept: the figures do not move, and are not drawn anew, with the line that needs it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollBar(_Bar(self))
        self._fit()
        self.clicked.connect(self._tapped)
        self.doubleClicked.connect(lambda _index: self._open(focus=True))

    def show_view(self, view: TicketView | None, names: Mapping[str, str]) -> None:
        """Show a ticket; the line in hand stays in hand, until one is new or sells more."""
        before, number = self._model.quantities(), self.number()
        row = self.currentIndex().row()
        self._model.show_view(view, names)
        self._fit()
        now = self._model.quantities()
        numbers = list(now)
        self._show_hint()
        more = [n for n in numbers if now[n] > before.get(n, 0)] if before else numbers[:1]
        if more:
            self.choose(more[-1])
        elif number in numbers:
            self.choose(number)
        elif numbers:
            self.selectRow(min(max(row, 0), len(numbers) - 1))

    def _show_hint(self) -> None:
        has_room = self.viewport().height() >= self._hint.sizeHint().height()
        self._hint.setVisible(has_room and not self._model.numbers())

    def number(self) -> int | None:
        """The number of the line in hand."""
        priced = self._model.row(self.currentIndex().row())
        return priced.line.number if priced else None

    def choose(self, number: int) -> None:
        """Take a line in hand."""
        row = self._model.numbers().index(number)
        self.selectRow(row)
        self.scrollTo(self._model.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The line in hand stays in sight; beside a high panel there is no room for the hint."""
        super().resizeEvent(event)
        self._show_hint()
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line in hand."""
        priced = self._model.row(self.currentIndex().row())
        if priced is None:
            super().keyPressEvent(event)
            return
        line = priced.line
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(focus=True)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(line.number)
        elif event.text() == "+" and line.is_sale:
            self.counted.emit(line.number, line.quantity + 1)
        elif event.text() in ("-", "−") and line.is_sale and line.quantity > 1:
            self.counted.emit(line.number, line.quantity - 1)
        elif event.text().isalnum():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _tapped(self, _index: QModelIndex) -> None:
        self._open(focus=False)

    def _open(self, *, focus: bool) -> None:
        number = self.number()
        if number is not None:
            self.opened.emit(number, focus)

    def selectionChanged(self, chosen: QItemSelection, before: QItemSelection) -> None:
        """The ground of the line in hand reaches below the bar."""
        super().selectionChanged(chosen, before)
        self.verticalScrollBar().update()

    def row_width(self) -> int:
        """A row ends at the card's edge, below the bar."""
        return self.viewport().width() + self.verticalScrollBar().width()

    def lit_row(self) -> int:
        """The row that the mouse is over, -1 for none."""
        return self._cells.lit_row

    def light(self, row: int) -> None:
        """The light reaches below the bar."""
        if row != self.lit_row():
            super().light(row)
            self.verticalScrollBar().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame of the row that keys go to reaches below the bar."""
        super().focusInEvent(event)
        self.verticalScrollBar().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without keys there is no frame."""
        super().focusOutEvent(event)
        self.verticalScrollBar().update()

    def _fit(self) -> None:
        """Columns as wide as their figures; a long staff name gives way before the item does."""
        widths = {column: self._model.widest(column) for column in _NARROWEST}
        figures = sum(widths[column] for column in (QUANTITY, PRICE, TOTAL))
        room = self.viewport().width() - figures - _NARROWEST_ITEM_PX
        widths[STAFF] = max(_NARROWEST[STAFF], min(widths[STAFF], room, 160))
        if widths != self._widths:
            self._widths = widths
            self.fit(ITEM, widths)


class _Bar(QScrollBar):
    """The scroll bar, on the ground of the rows beside it: they reach the card's edge without one too."""

    def __init__(self, table: LinesTable) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._table = table

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rules and chosen row go on, then the handle."""
        table, look = self._table, theme.tokens()
        painter, top = QPainter(self), table.horizontalHeader().height()
        painter.setClipRect(0, top - 1, self.width(), self.height())
        painter.fillRect(0, top - 1, self.width(), 1, theme.color(look.line))
        lit = table.lit_row()
        for row in range(max(table.rowAt(0), 0), table.model().rowCount()):
            y = top + table.rowViewportPosition(row)
            if y > self.height():
                break
            if row == table.currentIndex().row():
                painter.fillRect(0, y, self.width(), ROW_PX, theme.color(look.accent_soft))
            elif row == lit:
                painter.fillRect(0, y, self.width(), ROW_PX, theme.color(look.hover))
            painter.fillRect(0, y + ROW_PX - 1, self.width(), 1, theme.color(look.row_line))
        if table.hasFocus() and table.currentIndex().isValid():
            painter.setPen(QPen(theme.color(look.accent_text), 2))
            y = top + table.rowViewportPosition(table.currentIndex().row())
            left = self.width() - table.row_width()
            painter.drawRect(left + 1, y + 1, table.row_width() - 2, ROW_PX - 3)
        super().paintEvent(event)
