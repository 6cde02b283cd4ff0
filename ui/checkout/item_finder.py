"""Search and scan in one field, the items found, and the quick buttons for the favourites."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.shop import Item
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _
from pos_app.services import selling
from ui.checkout.picklist import Choice, PickList
from ui.session import Session
from ui.widgets import Button, Card, Role, SearchEdit, Tile, Tone, label, paragraph

COLUMNS = 4
FAVORITES = 6
"""So many quick buttons are shown, beside those for account credit and gift cards."""
ROOMY_ROWS, TIGHT_ROWS = 5, 2
"""How many of the items found show at once, and how many while a panel is open."""


class ItemFinder(QWidget):
    """The field, and below it the favourites, or what was found.

    Signals:
        item_picked(int): put the item with this id on the ticket.
        code_entered(str): a code was typed that the search does not know.
        top_up_requested(): sell account credit.
        gift_card_requested(): sell a gift card.
        left_up(): the focus goes up to the lines.
        catalog_wanted(): there is nothing to sell yet, and items are to be made.
    """

    item_picked = Signal(int)
    code_entered = Signal(str)
    top_up_requested = Signal()
    gift_card_requested = Signal()
    left_up = Signal()
    catalog_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._items: list[Item] = []
        self.field = _Field(_("Scan or search items…"), key="F1")
        self.row = QHBoxLayout()
        self.row.setSpacing(10)
        self.row.addWidget(self.field, 1)
        self._none = label("", tone=Tone.MUTED)
        self._list = PickList(_("Items found"), self.field)
        self._found = Card(margin=1)
        self._found.column.addWidget(self._none)
        self._none.setContentsMargins(14, 12, 14, 12)
        self._found.column.addWidget(self._list)
        self._favorites = QWidget()
        self._grid = QGridLayout(self._favorites)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self.row)
        column.addWidget(self._found)
        column.addWidget(self._favorites)
        self._found.hide()
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.field.left_up.connect(self.left_up)
        self._list.taken.connect(self._pick)
        self._roomy = True
        self.reload()

    def reload(self) -> None:
        """Show the favourites as they are now."""
        while taken := self._grid.takeAt(0):
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        favorites = selling.favorites(self._session.desk)[:FAVORITES]
        tiles = [self._tile(item) for item in favorites]
        credit = Tile(
            _("Account credit"), self.top_up_requested.emit, detail=_("prepay"), key="Alt+A"
        )
        card = Tile(
            _("Gift card"), self.gift_card_requested.emit, detail=_("new, or top up"), key="Alt+G"
        )
        tiles += [credit, card]
        for place, tile in enumerate(tiles):
            self._grid.addWidget(tile, place // COLUMNS, place % COLUMNS)
        if not favorites:
            self._grid.addWidget(self._instead(), 0, len(tiles), 1, COLUMNS - len(tiles))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def _instead(self) -> QWidget:
        """What stands in the place of quick buttons: what to do to have some."""
        if selling.sells_anything(self._session.desk):
            text = _(
                "Items marked as quick buttons stand here. Managers choose them in the catalog."
            )
            return paragraph(text, Role.BODY, Tone.MUTED)
        none = QWidget()
        row = QHBoxLayout(none)
        row.setContentsMargins(4, 0, 0, 0)
        text = _("Nothing to sell yet: add services and products first.")
        row.addWidget(paragraph(text, Role.BODY, Tone.MUTED), 1)
        row.addWidget(Button(_("Open the catalog"), self.catalog_wanted.emit, icon="plus"))
        return none

    def type_on(self, text: str) -> None:
        """Take the focus, and what was typed while it was elsewhere."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(text)

    def make_room(self, *, roomy: bool) -> None:
        """Hide the favourites while a panel needs their place, and show what is found in short."""
        if self._roomy and not roomy:
            # Half a search is no loss; a panel cut off by what it found is.
            self.field.clear()
        self._roomy = roomy
        self._list.set_rows(ROOMY_ROWS if roomy else TIGHT_ROWS)
        self._favorites.setVisible(roomy and self._found.isHidden())

    def _tile(self, item: Item) -> Tile:
        return Tile(item.name, lambda: self.item_picked.emit(item.id), detail=price_of(item))

    def _search(self, typed: str) -> None:
        typed = typed.strip()
        self._items = list(selling.find_items(self._session.desk, typed)) if typed else []
        self._list.show_choices(
            [
                Choice(i, item.name, _codes(item), price_of(item))
                for i, item in enumerate(self._items)
            ]
        )
        self._list.setVisible(bool(self._items))
        self._none.setVisible(not self._items)
        self._none.setText(_("Nothing is called “{typed}”.").format(typed=typed[:40]))
        self._found.setVisible(bool(typed))
        self._favorites.setVisible(self._roomy and not typed)

    def _take(self) -> None:
        """Enter: the item with exactly this code, else the one in hand, else it may be a code."""
        typed = self.field.text().strip()
        exact = [i for i, item in enumerate(self._items) if typed in (item.barcode, item.sku)]
        if exact or self._items:
            self._pick(exact[0] if exact else self._list.in_hand())
        elif typed:
            self.field.selectAll()
            # Whoever looks the code up answers: that nothing is called so is half of it at best.
            self._found.hide()
            self._favorites.setVisible(self._roomy)
            self.code_entered.emit(typed)

    def _pick(self, place: object) -> None:
        if isinstance(place, int):
            item = self._items[place]
            self.field.clear()
            self.item_picked.emit(item.id)


class _Field(SearchEdit):
    """The field; Up in the empty field goes to the lines."""

    left_up = Signal()

    def event(self, event: QEvent) -> bool:
        """In the empty field, undo is the ticket's."""
        if event.type() is QEvent.Type.ShortcutOverride and self._is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and not self.text():
            self.left_up.emit()
        elif self._is_undo(event):
            # With nothing to undo on the ticket, what was searched for before would come back.
            event.accept()
        else:
            super().keyPressEvent(event)

    def _is_undo(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        return event.matches(QKeySequence.StandardKey.Undo) and not self.text()


def price_of(item: Item) -> str:
    """What an item costs and how long it takes."""
    if not item.minutes:
        return money(item.price)
    return _("{price} · {minutes} min").format(price=money(item.price), minutes=item.minutes)


_KIND_NAMES = {
    LineKind.SERVICE: lambda: _("Service"),
    LineKind.PRODUCT: lambda: _("Product"),
    LineKind.FEE: lambda: _("Fee"),
    LineKind.PACKAGE: lambda: _("Package"),
    LineKind.PLAN: lambda: _("Plan"),
}


def _codes(item: Item) -> str:
    known = _KIND_NAMES.get(item.kind)
    return " · ".join(filter(None, (known() if known else "", item.sku, item.barcode)))
