"""The tiles of the ways to pay, each with its icon and key."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import BALANCE_TYPE, CREDIT_TYPE, PaymentType
from pos_app.domain.words import _
from ui.widgets import ChoiceGroup, Tile

SPLIT = "split evenly"
"""Stands for *Split evenly* among the codes of payment types; no code has a space in it."""

_LOOKS = {
    PaymentKind.CASH: ("cash", "F1"),
    PaymentKind.CARD: ("card", "F2"),
    PaymentKind.CHECK: ("check", "F3"),
    PaymentKind.GIFT_CARD: ("gift", "F4"),
    PaymentKind.POINTS: ("star", "F5"),
    PaymentKind.CLIENT_BALANCE: ("percent", "F6"),
    PaymentKind.PAY_LATER: ("later", "F7"),
}
"""A key stays with its way to pay, whatever order a shop gives them; at first they stand as counted."""
_FREE_KEYS = ("F8", *(f"Alt+{number}" for number in range(1, 10)))
"""Ctrl and a number are the rail's: of two that answer to one key, Qt asks neither."""


def offered(types: Sequence[PaymentType], *, pay_later: bool) -> list[PaymentType]:
    """The types that get a tile, in the order the shop gave them: all but the balance's own bar."""
    return [
        way
        for way in types
        if way.code != BALANCE_TYPE
        and (way.kind is not PaymentKind.CLIENT_BALANCE or way.code == CREDIT_TYPE)
        and (way.kind is not PaymentKind.PAY_LATER or pay_later)
        and way.kind is not PaymentKind.DISCOUNT
    ]


class TypeTiles(QWidget):
    """One tile for each way to pay, *Split evenly* last.

    Signals:
        chosen(str): the code of the type that a person chose, or ``SPLIT``.
    """

    chosen = Signal(object)

    def __init__(self, types: Sequence[PaymentType]) -> None:
        super().__init__()
        self._group = ChoiceGroup(self)
        self._group.chosen.connect(self.chosen)
        self.tiles: dict[str, Tile] = {}
        free = list(_FREE_KEYS)
        used: set[str] = set()
        for way in types:
            icon, key = _LOOKS.get(way.kind, ("dots", ""))
            if not key or key in used:
                key = free.pop(0) if free else ""
            used.add(key)
            self._add(way.code, Tile(way.name, icon=icon, key=key))
        self._add(SPLIT, Tile(_("Split evenly"), icon="users", key="F9"))
        self._lay_out()

    def _add(self, code: str, tile: Tile) -> None:
        self.tiles[code] = tile
        self._group.add(code, tile)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        count = len(self.tiles)
        columns = 4 if count <= 8 else min(6, -(-count // 2))
        for place, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, place // columns, place % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def value(self) -> str:
        """The code of the chosen tile."""
        return str(self._group.value() or "")

    def choose(self, code: str) -> None:
        """Choose without telling."""
        self._group.choose(code)
