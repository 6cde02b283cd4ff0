"""The lines of the ticket in work, as a table that the keyboard works too."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.ticket import LineKind, PricedLine
from pos_app.domain.words import _
from pos_app.services.tickets import TicketView
from ui import theme
from ui.widgets import CELL, Cell, EmptyState, Table, Tone

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
ITEM, STAFF, QUANTITY, PRICE, TOTAL = range(5)
_NARROWEST = {STAFF: 78, QUANTITY: 62, PRICE: 100, TOTAL: 108}
_NARROWEST_ITEM_PX = 150
_CELL_EDGES_PX = 30


class LinesModel(QAbstractTableModel):
    """The lines of one ticket, priced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[PricedLine, ...] = ()
        self._cells: list[tuple[Cell, ...]] = []
        self._shown: tuple[Mapping[str, str], bool] = ({}, False)

    def show_view(self, view: TicketView | None, names: Mapping[str, str]) -> None:
        """Show another ticket, or the same as it is now.

        Cells are made once: painting and fitting ask for them many times. Where lines only joined, as they
        do in a burst of scans, those that stand are not made or drawn again.
        """
        lines = view.bill.lines if view else ()
        shown = names, bool(view and view.ticket.tax_exempt_reason)
        standing = len(self._lines)
        if shown == self._shown and lines[:standing] == self._lines and standing:
            if len(lines) > standing:
                self.beginInsertRows(_NOWHERE, standing, len(lines) - 1)
                self._lines = lines
                self._cells += [_cells(priced, *shown) for priced in lines[standing:]]
                self.endInsertRows()
            return
        self.beginResetModel()
        self._lines, self._shown = lines, shown
        self._cells = [_cells(priced, *shown) for priced in lines]
        self.endResetModel()

    def line(self, row: int) -> PricedLine | None:
        """The line in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def numbers(self) -> list[int]:
        """The numbers of the lines, first to last."""
        return [priced.line.number for priced in self._lines]

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """One row a line."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Item, staff, quantity, price, total."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """The heads of the columns, over figures at the right."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return [_("Item"), _("Staff"), _("Qty"), _("Price"), _("Total")][section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= QUANTITY:
            return _RIGHT
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        cells = self._cells[index.row()]
        if role == CELL:
            return cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == ITEM:
            return ", ".join(cell.text for cell in cells if cell.text)
        return None

    def widest(self, column: int) -> int:
        """How wide a column has to be, in pixels."""
        # Figures have one width, so the longest text is the widest, near enough.
        longest = max((cells[column].text for cells in self._cells), key=len, default="")
        return max(_NARROWEST[column], _width(longest) + _CELL_EDGES_PX)


@lru_cache(256)
def _width(text: str) -> int:
    return theme.metrics(14, QFont.Weight.DemiBold).horizontalAdvance(text)


def _cells(priced: PricedLine, names: Mapping[str, str], exempt: bool) -> tuple[Cell, ...]:
    line = priced.line
    return (
        _item_cell(priced, detail_of(priced, exempt=exempt)),
        Cell(names.get(line.staff, line.staff) if line.staff else "—"),
        Cell(str(line.quantity) if line.is_sale else "", right=True),
        Cell(money(line.unit_price), right=True),
        Cell(money(line.amount - priced.line_discount), strong=True, right=True),
    )


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
        parts.append(f"{name} {money(-priced.line_discount)}")
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
        self._fit()
        self.clicked.connect(self._tapped)
        self.doubleClicked.connect(lambda _index: self._open(focus=True))

    def show_view(self, view: TicketView | None, names: Mapping[str, str]) -> None:
        """Show a ticket; the line in hand stays in hand, a new line is taken in hand."""
        before, number = self._model.numbers(), self.number()
        row = self.currentIndex().row()
        self._model.show_view(view, names)
        self._fit()
        numbers = self._model.numbers()
        self._hint.setVisible(not numbers)
        new = [n for n in numbers if n not in before] if before else numbers[:1]
        if new:
            self.choose(new[-1])
        elif number in numbers:
            self.choose(number)
        elif numbers:
            self.selectRow(min(max(row, 0), len(numbers) - 1))

    def number(self) -> int | None:
        """The number of the line in hand."""
        priced = self._model.line(self.currentIndex().row())
        return priced.line.number if priced else None

    def choose(self, number: int) -> None:
        """Take a line in hand."""
        row = self._model.numbers().index(number)
        self.selectRow(row)
        self.scrollTo(self._model.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a line in hand."""
        priced = self._model.line(self.currentIndex().row())
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

    def _fit(self) -> None:
        """Columns as wide as their figures; a long staff name gives way before the item does."""
        widths = {column: self._model.widest(column) for column in _NARROWEST}
        figures = sum(widths[column] for column in (QUANTITY, PRICE, TOTAL))
        room = self.viewport().width() - figures - _NARROWEST_ITEM_PX
        widths[STAFF] = max(_NARROWEST[STAFF], min(widths[STAFF], room, 160))
        if widths != self._widths:
            self._widths = widths
            self.fit(ITEM, widths)
