"""Every widget on a few pages, grabbed light and dark into pictures, for people to look at.

Run: ``python -m tests.ui.gallery FOLDER``. It is a tool, not a test.
"""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme, widgets
from ui.main_window import MainWindow, Place
from ui.tokens import LIGHT
from ui.widgets import Button, Card, Cell, Column, Dot, Kind, NoticeTone, Role, Size, Tone

NOW = datetime(2026, 11, 21, 14, 32)  # noqa: DTZ001 -- what the shop's clock on the wall says


class Lines(widgets.RowsModel[tuple[Cell, ...]]):
    """Cells as they are given."""

    def cells(self, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return row


def lines_table() -> widgets.Table:
    rows = []
    for name, detail, badge, staff, count, price, total in (
        ("Root color & gloss", "Member 10% off −$14.50", "", "Jo", "1", "$145.00", "$130.50"),
        ("Bond treatment", "Add-on", "", "Jo", "1", "$34.00", "$34.00"),
        ("Repair shampoo 250 ml", "SKU 850012 · taxable", "", "—", "1", "$24.00", "$24.00"),
        ("Paid towards balance due", "Ticket #1038, 7 Nov", "Balance", "—", "", "$45.00", "$45.00"),
        (
            "A very long product name that no column can ever hold " * 2,
            "x",
            "",
            "Bartholomew",
            "12",
            "$123,456.78",
            "$1,481,481.36",
        ),
    ):
        item = Cell(name, detail, badge, Tone.DUE)
        rows.append((item, Cell(staff), Cell(count), Cell(price), Cell(total, strong=True)))
    table = widgets.Table("Lines")
    heads = [Column("Item"), Column("Staff")]
    heads += [Column(name, right=True) for name in ("Qty", "Price", "Total")]
    model = Lines(heads, table)
    model.show_rows(rows)
    table.setModel(model)
    table.fit()
    table.selectRow(0)
    return table


def summary(total: str) -> Card:
    card = Card()
    card.setFixedWidth(316)
    card.column.setSpacing(0)
    head = QHBoxLayout()
    head.addWidget(widgets.label("Order summary", Role.HEADING), 1)
    head.addWidget(widgets.label("#1052", tone=Tone.MUTED))
    card.column.addLayout(head)
    for name, amount in (
        ("Subtotal", "$203.00"),
        ("Member 10% off color", "−$14.50"),
        ("Sales tax 8.25% on $24.00", "$1.98"),
        ("Paid towards balance due", "$45.00"),
        ("Tip · Jo", "$30.00"),
    ):
        card.column.addWidget(widgets.SummaryRow(name, amount))
    card.column.addSpacing(8)
    card.column.addWidget(widgets.line())
    card.column.addSpacing(8)
    card.column.addWidget(widgets.SummaryRow("Total", "$265.48", role=Role.SUM))
    card.column.addStretch(1)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Button("Add tip", size=Size.SMALL))
    row.addWidget(Button("Hold", size=Size.SMALL))
    row.addWidget(Button("Void", size=Size.SMALL, kind=Kind.DANGER))
    card.column.addLayout(row)
    card.column.addSpacing(12)
    due = QHBoxLayout()
    due.addWidget(widgets.label("Total due", Role.HEADING), 0, Qt.AlignmentFlag.AlignBottom)
    due.addWidget(widgets.figure(total, Role.TOTAL), 1)
    card.column.addLayout(due)
    card.column.addSpacing(12)
    return card


def client_header() -> Card:
    card = Card(margin=12)
    row = QHBoxLayout()
    row.setSpacing(14)
    row.addWidget(widgets.Avatar("Amara Thompson"))
    names = QVBoxLayout()
    names.setSpacing(2)
    names.addWidget(widgets.ElidedLabel("Amara Thompson", Role.NAME))
    names.addWidget(widgets.ElidedLabel("amara.t@example.com", tone=Tone.MUTED))
    row.addLayout(names, 1)
    for title, amount, tone in (
        ("Balance due", "$45.00", Tone.DUE),
        ("Credit to redeem", "$80.00", Tone.CREDIT),
    ):
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(widgets.figure(title, Role.DETAIL))
        column.addWidget(widgets.figure(amount, Role.FIGURE, tone))
        row.addLayout(column)
        if tone is Tone.DUE:
            row.addWidget(Button("Pay off", kind=Kind.DUE, size=Size.SMALL, key="F6"))
    row.addWidget(Button("Profile", kind=Kind.GHOST, size=Size.SMALL))
    card.column.addLayout(row)
    return card


def checkout() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 16, 16)
    row.setSpacing(16)
    side = QFrame()
    side.setProperty("bar", "side")
    side.setFixedWidth(224)
    tickets = QVBoxLayout(side)
    tickets.setContentsMargins(16, 16, 16, 0)
    tickets.setSpacing(12)
    tickets.addWidget(widgets.label("Open tickets", Role.HEADING))
    for name, amount, detail in (
        ("Amara Thompson", "$265.48", "#1052 · Jo · ready"),
        ("Walk-in", "$45.00", "#1053 · Priya · in chair"),
        ("Dana Ortiz", "$92.00", "#1054 · Sam · in chair"),
        ("Bartholomew Featherstonehaugh-Cholmondeley the Third", "$12,345,678.90", "#1051 · held"),
    ):
        tickets.addWidget(widgets.TicketCard(name, amount, detail))
    next(iter(side.findChildren(widgets.TicketCard))).setChecked(True)
    tickets.addStretch(1)
    tickets.addWidget(Button("New ticket", icon="plus", key="Ctrl+N"))
    row.addWidget(side)
    middle = QVBoxLayout()
    middle.setContentsMargins(0, 16, 0, 0)
    middle.setSpacing(12)
    middle.addWidget(client_header())
    card = Card(margin=1)
    card.column.addWidget(lines_table())
    middle.addWidget(card, 1)
    find = QHBoxLayout()
    find.setSpacing(10)
    find.addWidget(widgets.SearchEdit("Scan or search services, products, gift cards…"), 1)
    find.addWidget(Button("Discount"))
    find.addWidget(Button("Note"))
    middle.addLayout(find)
    grid = QGridLayout()
    grid.setSpacing(10)
    for place, (name, detail) in enumerate(
        [("Cut & style", "$68 · 45 min"), ("Blow-out", "$45 · 30 min")] * 4
    ):
        grid.addWidget(widgets.Tile(name, detail=detail), place // 4, place % 4)
    middle.addLayout(grid)
    row.addLayout(middle, 1)
    right = QVBoxLayout()
    right.setContentsMargins(0, 16, 0, 0)
    card = summary("$265.48")
    card.column.addWidget(
        Button("Proceed to payments", kind=Kind.PRIMARY, size=Size.BIG, key="F12")
    )
    right.addWidget(card)
    row.addLayout(right)
    return page


def payments() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(16, 16, 16, 16)
    row.setSpacing(16)
    left = QVBoxLayout()
    left.setSpacing(12)
    grid = QGridLayout()
    grid.setSpacing(10)
    types = ["cash:Cash:F1", "card:Card terminal:F2", "gift:Gift card:F4", "check:Check:F5"]
    types += ["later:Pay later:F7", "dots:Custom:F8", "users:Split evenly:F9"]
    group = widgets.ChoiceGroup(page)
    for place, text in enumerate(types):
        icon, name, key = text.split(":")
        tile = widgets.Tile(name, icon=icon, key=key)
        group.add(name, tile)
        grid.addWidget(tile, place // 4, place % 4)
    group.choose("Cash")
    left.addLayout(grid)
    card = Card()
    inner = QHBoxLayout()
    inner.setSpacing(18)
    form = QVBoxLayout()
    form.setSpacing(8)
    amount = widgets.AmountEdit(look="figure", name="Cash received")
    amount.set_amount(18000)
    form.addWidget(widgets.label("Cash received", Role.HEADING))
    form.addWidget(amount)
    quick = QHBoxLayout()
    quick.setSpacing(8)
    for text in ("Exact $165.48", "$166", "$170", "$180", "$200"):
        quick.addWidget(Button(text, size=Size.SMALL))
    quick.addStretch(1)
    form.addLayout(quick)
    form.addStretch(1)
    change = QFrame()
    change.setProperty("notice", "good")
    inside = QHBoxLayout(change)
    inside.addWidget(widgets.label("Change to give", Role.NAME, Tone.CREDIT), 1)
    inside.addWidget(widgets.figure("$14.52", Role.FIGURE, Tone.CREDIT))
    form.addWidget(change)
    form.addWidget(Button("Add payment", kind=Kind.PRIMARY, key="Return"))
    inner.addLayout(form, 2)
    pad = widgets.Keypad()
    pad.setFixedWidth(270)
    inner.addWidget(pad)
    card.column.addLayout(inner)
    left.addWidget(card, 1)
    redeem = Card(margin=14)
    inner = QHBoxLayout()
    inner.addWidget(widgets.label("Client balance to redeem", Role.HEADING), 1)
    inner.addWidget(widgets.Badge("nothing left to redeem"))
    empty = widgets.AmountEdit(name="Amount")
    empty.setEnabled(False)
    empty.setFixedWidth(130)
    inner.addWidget(empty)
    off = Button("Apply")
    off.setEnabled(False)
    inner.addWidget(off)
    redeem.column.addLayout(inner)
    left.addWidget(redeem)
    row.addLayout(left, 1)
    card = summary("$165.48")
    shut = Button("Close ticket", kind=Kind.PRIMARY, size=Size.BIG)
    shut.setEnabled(False)
    card.column.addWidget(shut)
    row.addWidget(card)
    return page


def controls() -> QWidget:
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(16, 16, 16, 16)
    row.setSpacing(16)
    for fill in (_buttons, _fields, _choices, _surfaces):
        column = QVBoxLayout()
        column.setSpacing(8)
        fill(column)
        column.addStretch(1)
        row.addLayout(column, 1)
    return page


def _buttons(column: QVBoxLayout) -> None:
    for kind in (Kind.PRIMARY, Kind.PLAIN, Kind.GHOST, Kind.DANGER, Kind.DESTROY, Kind.DUE):
        row = QHBoxLayout()
        row.addWidget(Button(kind.value.title(), kind=kind, icon="tag", key="F8"), 1)
        off = Button("Off", kind=kind)
        off.setEnabled(False)
        row.addWidget(off)
        column.addLayout(row)
    row = QHBoxLayout()
    row.addWidget(Button("Print", kind=Kind.CHIP, size=Size.SMALL, icon="printer"))
    chosen = Button("Email", kind=Kind.CHIP, size=Size.SMALL, icon="mail")
    chosen.setCheckable(True)
    chosen.setChecked(True)
    row.addWidget(chosen)
    row.addWidget(Button(icon="pencil", name="Edit", size=Size.SMALL))
    row.addWidget(Button(icon="close", name="Close", kind=Kind.GHOST, size=Size.SMALL))
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(widgets.Segmented([(1, "Add credit"), (2, "Remove credit")]))
    column.addWidget(widgets.Segmented([(1, "Light"), (2, "Dark"), (3, "System")]))
    tabs = QTabBar()
    for text in ("Overview", "Balance", "Notes"):
        tabs.addTab(text)
    column.addWidget(tabs)
    grid = QGridLayout()
    for place, name in enumerate(icons.names()):
        grid.addWidget(widgets.Icon(name, "ink", 22), place // 10, place % 10)
    column.addLayout(grid)


def _fields(column: QVBoxLayout) -> None:
    column.setSpacing(4)
    column.addWidget(widgets.Field("Name", QLineEdit("Amara Thompson"), hint="As on her card"))
    wrong = widgets.Field("Amount", widgets.AmountEdit(look="amount"))
    wrong.editor.setText("1,5")  # type: ignore[attr-defined]
    wrong.show_error("“1,5” is not an amount. Write it like 1,234.50.")
    column.addWidget(wrong)
    box = QComboBox()
    box.addItems(["Reason: service recovery", "Other"])
    column.addWidget(widgets.Field("Reason", box))
    column.addWidget(widgets.NumberEdit(suffix=" %"))
    column.addWidget(widgets.DateEdit())
    note = QPlainTextEdit()
    note.setPlaceholderText("Note (optional)")
    note.setFixedHeight(80)
    column.addWidget(note)
    off = QLineEdit("Disabled")
    off.setEnabled(False)
    column.addWidget(off)
    search = widgets.SearchEdit()
    search.setText("amara")
    column.addWidget(search)


def _choices(column: QVBoxLayout) -> None:
    for text, on, enabled in (("Use available credit", 1, 1), ("Off", 0, 1), ("Disabled", 1, 0)):
        box = QCheckBox(text)
        box.setChecked(bool(on))
        box.setEnabled(bool(enabled))
        column.addWidget(box)
    for text, on in (("Money was received", True), ("Granted", False)):
        radio = QRadioButton(text)
        radio.setChecked(on)
        column.addWidget(radio)
    row = QHBoxLayout()
    for tone in (Tone.DUE, Tone.CREDIT, Tone.INFO, Tone.DANGER, Tone.ACCENT, Tone.MUTED):
        row.addWidget(widgets.Badge(tone.value, tone))
    row.addStretch(1)
    column.addLayout(row)
    for role in Role:
        if role is not Role.HUGE:
            column.addWidget(widgets.label(f"{role.name.title()} $1,234.50", role))
    bar = QProgressBar()
    bar.setValue(60)
    column.addWidget(bar)
    items = QListWidget()
    items.addItems([f"Result {number}" for number in range(9)])
    items.setCurrentRow(1)
    column.addWidget(items)


def _surfaces(column: QVBoxLayout) -> None:
    column.addWidget(widgets.Notice("Amara owes $45.00 and has $80.00.", action="Apply"))
    column.addWidget(
        widgets.Notice("The printer does not answer.", NoticeTone.WARN, action="Retry")
    )
    column.addWidget(widgets.Notice("The disk is full.", NoticeTone.ERROR))
    column.addWidget(widgets.Notice("Paid.", NoticeTone.GOOD))
    panel = widgets.Panel("Pay off")
    panel.body.addWidget(widgets.paragraph("Amara will owe $0.00 after this ticket."))
    panel.body.addWidget(Button("Add to order", kind=Kind.PRIMARY))
    column.addWidget(panel)
    column.addWidget(widgets.InfoCard("Balance due", "$45.00", "oldest 14 days", Tone.DUE))
    empty = widgets.EmptyState(
        "cart", "No open tickets", "Start one with a scan.", action=Button("New", icon="plus")
    )
    column.addWidget(empty)


def paper() -> QWidget:
    view = widgets.PaperView()
    view.show_lines(
        ["Fern & Foam".center(48), "Ticket #1052".center(48), "-" * 48]
        + [f"{name:<36}{amount:>12}" for name, amount in (("Root color", "$145.00"),) * 9]
        + ["=" * 48, f"{'TOTAL':<36}{'$265.48':>12}"]
    )
    return view


PAGES: dict[str, Callable[[], QWidget]] = {
    "checkout": checkout,
    "payments": payments,
    "controls": controls,
    "paper": paper,
}


def build_window() -> MainWindow:
    window = MainWindow("Fern & Foam", "Maria R", now=lambda: NOW)
    window.add_page("checkout", "cart", "Checkout", checkout)
    window.add_page("payments", "", "Payments", payments, place=Place.NOWHERE, under="checkout")
    window.add_page("controls", "users", "Clients", controls)
    window.add_page("paper", "sales", "Sales", paper)
    window.add_page("settings", "gear", "Settings", QWidget, place=Place.FOOT)
    window.set_heading(
        "payments", "Payments", "back to ticket #1052 · Amara Thompson", lambda: None
    )
    window.set_chip("till", "Till 1 open · Maria R.", Dot.GOOD)
    window.set_chip("printer", "Printer ready", Dot.GOOD)
    window.set_chip("queue", "2 papers queued", Dot.WAIT)
    return window


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("the gallery needs widgets")
    theme.apply(app, LIGHT)
    window = build_window()
    window.show()
    for width, height in ((1366, 768), (1920, 1080)):
        window.resize(width, height)
        for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK):
            theme.use_scheme(app, scheme)
            for name in PAGES:
                page = window.show_page(name)
                for edit in page.findChildren(widgets.AmountEdit)[:1]:
                    edit.setFocus()
                app.processEvents()
                window.grab().save(str(folder / f"{name}-{scheme.value}-{height}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
