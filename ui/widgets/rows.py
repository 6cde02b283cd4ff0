"""Models of tables: rows under named columns, figures at the right, all at once or page by page."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(NamedTuple):
    """A column by its name; figures stand at the right."""

    name: str
    right: bool = False


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that were read; what stands in a cell, :meth:`cell` says."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these in place of what was there."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row(self, place: int) -> Row | None:
        """What stands in that row, if anything does."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def place_of(self, wanted: Callable[[Row], bool]) -> int:
        """The first row that is wanted; -1 where none is."""
        return next((place for place, row in enumerate(self.rows) if wanted(row)), -1)

    def cell(self, row: Row, column: int, role: int) -> Any:
        """What one cell answers to an item role."""
        raise NotImplementedError

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
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        return self.cell(self.rows[index.row()], index.column(), role)

    def _side(self, column: int) -> Qt.AlignmentFlag | None:
        return _RIGHT if self._columns[column].right else None


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
        if found:
            first = len(self.rows)
            self.beginInsertRows(ROOT, first, first + len(found) - 1)
            self.rows += found
            self.endInsertRows()
