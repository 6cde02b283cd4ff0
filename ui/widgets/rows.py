"""Models of tables: rows under named columns, figures at the right, all at once or page by page."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.widgets.table import CELL, Cell
from ui.widgets.texts import tip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_FEW = 20
"""More rows than these that come or go are shown all at once."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(NamedTuple):
    """A column by its name; figures stand at the right."""

    name: str
    right: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that were read; what stands in them, :meth:`cells` says.

    Cells are made once, when they are first looked at: drawing and fitting ask for them many times.
    """

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self.rows: list[Row] = []
        self._made: dict[int, tuple[Cell, ...]] = {}

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these in place of what was there."""
        self.beginResetModel()
        self.rows = list(rows)
        self._made.clear()
        self.endResetModel()

    def follow(self, rows: Sequence[Row]) -> None:
        """Show these, each once, in place of what was there; rows that stay are not made again."""
        wanted, before = set(rows), set(self.rows)
        stay = [row for row in self.rows if row in wanted]
        moved = stay != [row for row in rows if row in before]
        if not self.rows or moved or len(rows) + len(self.rows) - 2 * len(stay) > _FEW:
            self.show_rows(rows)
            return
        for place in reversed(range(len(self.rows))):
            if self.rows[place] not in wanted:
                self.beginRemoveRows(ROOT, place, place)
                del self.rows[place]
                self._made.pop(place, None)
                self._shift(place, -1)
                self.endRemoveRows()
        for place, row in enumerate(rows):
            if row not in before:
                self.beginInsertRows(ROOT, place, place)
                self.rows.insert(place, row)
                self._shift(place, 1)
                self.endInsertRows()

    def _shift(self, first: int, by: int) -> None:
        """What was made for the rows from ``first`` on stands so many places further down now."""
        made = self._made.items()
        self._made = {at + by if at >= first else at: cells for at, cells in made}

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Let these join at the end; those that stand are not made or drawn again."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(ROOT, first, first + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def put_row(self, place: int, row: Row) -> None:
        """Show another row at this place."""
        self.rows[place] = row
        self._made.pop(place, None)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._columns) - 1))

    def row(self, place: int) -> Row | None:
        """What stands in that row, if anything does."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def place_of(self, wanted: Callable[[Row], bool]) -> int:
        """The first row that is wanted; -1 where none is."""
        return next((place for place, row in enumerate(self.rows) if wanted(row)), -1)

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """What a row shows, a cell a column."""
        raise NotImplementedError

    def cell(self, place: int, column: int) -> Cell:
        """What stands there."""
        made = self._made.get(place)
        if made is None:
            first, *others = self.cells(self.rows[place])
            # What a row is called is bold, whether or not a detail stands below it.
            cells = (first._replace(strong=True), *others)
            pairs = zip(cells, self._columns, strict=True)
            made = tuple(cell._replace(right=column.right) for cell, column in pairs)
            self._made[place] = made
        return made[column]

    def rowCount(self, parent: Index = ROOT) -> int:
        """As many as were read."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """As many as are named."""
        return len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].name
        is_side = role == Qt.ItemDataRole.TextAlignmentRole
        return _RIGHT if is_side and self._columns[section].right else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell, or the words of it; spoken, the first one stands for its row."""
        place, column = index.row(), index.column()
        if role == CELL:
            return self.cell(place, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(place, column).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.cell(place, column).tip) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = range(len(self._columns)) if column == 0 else (column,)
            return ", ".join(filter(None, (_words(self.cell(place, at)) for at in spoken)))
        return None


def _words(cell: Cell) -> str:
    return ", ".join(filter(None, (cell.text, cell.badge)))


class PagedModel(RowsModel[Row]):
    """Rows read a page at a time, as one scrolls."""

    _page: Callable[[Row | None], Sequence[Row]]
    _more = False

    def read(self, page: Callable[[Row | None], Sequence[Row]]) -> None:
        """Show the first page; ``page`` gets the last row before it, and gives none after the last.

        Raises:
            EnvironmentFault: the books cannot be read; what was shown stays.
        """
        found = page(None)
        self._page, self._more = page, bool(found)
        self.show_rows(found)

    def canFetchMore(self, parent: Index = ROOT) -> bool:
        """Whether there may be more."""
        return self._more

    def fetchMore(self, parent: Index = ROOT) -> None:
        """The next page."""
        found = self._page(self.rows[-1])
        self._more = bool(found)
        self.add_rows(found)
