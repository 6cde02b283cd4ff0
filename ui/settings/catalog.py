"""What the shop sells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.money import money
from pos_app.domain.shop import Item
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import selling, shop
from ui.checkout.item_finder import FAVORITES
from ui.session import Session
from ui.settings.section import Entry, Listing, faint, named
from ui.widgets import (
    AmountEdit,
    Cell,
    Choice,
    Column,
    EmptyState,
    Field,
    NamedBox,
    NumberEdit,
    SearchEdit,
    Tone,
    bring_into_view,
)

_MOST_FAVORITES = 99


def kind_names() -> dict[LineKind, str]:
    """What can be sold, in words."""
    return {
        LineKind.SERVICE: _("Service"),
        LineKind.PRODUCT: _("Product"),
        LineKind.FEE: _("Fee"),
        LineKind.PACKAGE: _("Package"),
        LineKind.PLAN: _("Plan"),
    }


_NOTHING_YET, _NOTHING_FOUND = 1, 2


class CatalogSection(Listing):
    """Items, found by any word of their name, SKU or barcode."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Catalog"),
            _("Services, products and fees. Closed tickets keep what they sold."),
            _("Add an item"),
            (
                *(Column(name) for name in (_("Name"), _("Kind"), _("Taxes"))),
                Column(_("Price"), right=True),
            ),
        )
        self._item = Item()
        self.search = SearchEdit(_("Name, SKU or barcode"), key="Ctrl+F")
        self.search.setProperty("takes_scans", True)
        self.search.textChanged.connect(lambda _text: self.load())
        self.search.returnPressed.connect(self._enter_list)
        self.tools.insertWidget(0, self.search, 1)
        # Beside the panel all the room is the search's, none of it the space at the end's.
        self.tools.setStretch(self.tools.count() - 1, 0)
        self.kind = Choice()
        for kind, said in kind_names().items():
            self.kind.addItem(said, kind)
        self.name, self.sku, self.barcode = QLineEdit(), QLineEdit(), QLineEdit()
        self.name.setMaxLength(120)
        self.sku.setMaxLength(40)
        self.barcode.setMaxLength(60)
        self.barcode.setProperty("takes_scans", True)
        self.price = AmountEdit(field="price")
        self.minutes = NumberEdit(0, 1440, suffix=" " + _("min"))
        self.favorite = NumberEdit(0, _MOST_FAVORITES)
        self.favorite.setSpecialValueText(_("No quick button"))
        self.active = QCheckBox(_("On sale"))
        self._taxes = QVBoxLayout()
        self._taxes.setSpacing(0)
        self._make_form()
        self.finish()
        self.table_place.addWidget(
            EmptyState(
                "tag",
                _("Nothing to sell yet"),
                _("What you add here is sold at the checkout: services, products and fees."),
            )
        )
        self.table_place.addWidget(
            EmptyState("search", _("Nothing found"), _("Try another name, SKU or barcode."))
        )
        self.setFocusProxy(self.search)

    def load(self) -> None:
        """Show what matches, or everything."""
        kinds = kind_names()
        rates = {rate.code: rate.name for rate in shop.taxes(self.session.desk)[0]}
        entries = [
            Entry(item, _cells(item, kinds.get(item.kind, ""), rates))
            for item in shop.items(self.session.desk, self.search.text())
        ]
        self.show_entries(entries, str(self._item))
        searched = bool(self.search.text().strip())
        self.table_place.setCurrentIndex(
            0 if entries else _NOTHING_FOUND if searched else _NOTHING_YET
        )

    def add_new(self) -> None:
        """A new service, with the shop's tax where it has just one; all are listed, for it joins them."""
        self.search.clear()
        in_use = shop.taxes(self.session.desk)[1]
        taxes = tuple(in_use) if len(in_use) == 1 else ()
        self._show(Item(taxes=taxes, favorite=self._next_favorite()), _("A new item"))

    def _next_favorite(self) -> int:
        """The next quick button while there are any left: a new shop's first items are tapped at once."""
        taken = [item.favorite for item in selling.favorites(self.session.desk)]
        if len(taken) >= FAVORITES or max(taken, default=0) >= _MOST_FAVORITES:
            return 0
        return max(taken, default=0) + 1

    def edit(self, key: Any) -> None:
        """Change an item."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the item."""
        self.clear_errors()
        try:
            price = self.price.amount()
        except UserError as error:
            self.show_error(error)
            return
        value = replace(
            self._item,
            kind=self.kind.currentData(),
            name=self.name.text(),
            sku=self.sku.text(),
            barcode=self.barcode.text(),
            price=price,
            minutes=self.minutes.value(),
            taxes=tuple(box.objectName() for box in self.tax_boxes() if box.isChecked()),
            favorite=self.favorite.value(),
            active=self.active.isChecked(),
        )
        self.write(shop.put_item, value)

    def _enter_list(self) -> None:
        """Enter in the search goes to what was found; Enter there opens it."""
        if self.model.rowCount():
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def takes_code(self, code: str) -> None:
        """A code was scanned: it is that of the item in the panel, or what is looked for."""
        if self.panel.isVisible():
            self.barcode.setText(code)
            bring_into_view(self.fields["barcode"])
        else:
            self.search.setText(code)
            self._enter_list()

    def tax_boxes(self) -> list[QCheckBox]:
        """A box for each tax in use; its object name is the tax's code."""
        places = (self._taxes.itemAt(n) for n in range(self._taxes.count()))
        boxes = (place.widget() for place in places if place is not None)
        return [box for box in boxes if isinstance(box, QCheckBox)]

    def _make_form(self) -> None:
        taxes = QWidget()
        taxes.setLayout(self._taxes)
        self._taxes.setContentsMargins(0, 0, 0, 0)
        self.add("kind", Field(_("Kind"), self.kind))
        self.add("name", Field(_("Name"), self.name))
        self.add("price", Field(_("Price"), self.price))
        self.add("taxes", Field(_("Taxes"), taxes))
        self.add("sku", Field(_("SKU"), self.sku))
        self.add("barcode", Field(_("Barcode"), self.barcode, hint=_("Scan it in here.")))
        self.add("minutes", Field(_("Takes"), self.minutes))
        self.add(
            "favorite",
            Field(_("Place among the quick buttons"), self.favorite, hint=_("1 stands first.")),
        )
        self.form.addWidget(self.active)

    def _show(self, item: Item, title: str) -> None:
        self._item = item
        self.clear_errors()
        self.panel.set_title(title)
        self.kind.setCurrentIndex(max(0, self.kind.findData(item.kind)))
        self.name.setText(item.name)
        self.sku.setText(item.sku)
        self.barcode.setText(item.barcode)
        self.price.set_amount(item.price if item.id else None)
        self.minutes.setValue(item.minutes)
        self.favorite.setValue(item.favorite)
        self.active.setChecked(item.active)
        self._offer_taxes(item)
        self.panel.open(self.name)

    def _offer_taxes(self, item: Item) -> None:
        for box in self.tax_boxes():
            self._taxes.removeWidget(box)
            box.hide()
            box.deleteLater()
        rates, active = shop.taxes(self.session.desk)
        before: QWidget = self.price
        for rate in rates:
            if rate.code in active or rate.code in item.taxes:
                box = NamedBox(rate.label)
                box.setObjectName(rate.code)
                box.setChecked(rate.code in item.taxes)
                box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                self._taxes.addWidget(box)
                # A new widget comes last for Tab, wherever it stands.
                QWidget.setTabOrder(before, box)
                before = box
        self.fields["taxes"].setVisible(bool(self.tax_boxes()))


def _cells(item: Item, kind: str, rates: Mapping[str, str]) -> tuple[Cell, ...]:
    tone = Tone.PLAIN if item.active else Tone.MUTED
    return (
        named(item.name, " · ".join(filter(None, (item.sku, item.barcode))), in_use=item.active),
        Cell(kind, tone=tone),
        faint(", ".join(rates[code] for code in item.taxes if code in rates)),
        Cell(money(item.price), tone=tone),
    )
