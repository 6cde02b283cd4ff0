"""A closed ticket as an invoice on sheets of office paper.

It is drawn here and not through a :class:`~pos_app.printing.document.Document`: a receipt has one column, an
invoice has tables, and stands in a window envelope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.printing import raster
from pos_app.printing.cells import (
    BODY,
    LEADING,
    MUTED,
    SHADE,
    Cell,
    draw_across,
    draw_down,
    draw_hair,
    height_of,
    row_height,
)
from pos_app.printing.document import PLAIN
from pos_app.printing.layouts import LabelledAmount, ReceiptPayment, ReceiptShop, ReceiptTax
from pos_app.printing.pdf_text import draw_picture, draw_text, width_of
from pos_app.printing.text import clean, wrapped

if TYPE_CHECKING:
    from pos_app.printing.pdf import Paper

_SMALL, _NAME, _TITLE = 8.0, 13.0, 22.0
_GAP = 14.0
_LOGO = (150.0, 62.0)
"""The most that the logo takes of the paper, in points."""
_DOTS_PER_POINT = 4


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line: amounts in minor units, ``taxes`` the names of those on it, ``notes`` printed below."""

    description: str
    quantity: int
    unit_price: int
    amount: int
    taxes: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceData:
    """Everything that an invoice says. Amounts in minor units, dates as written.

    ``others`` are no sales: they are in the total and not in the subtotal (R16). ``client`` is a name
    and, below it, ways to reach them. ``due`` is empty where nothing was put on the account.
    ``refunds`` came back of it; ``open_payments`` were made from it (R14). ``owed`` is what is left to
    pay now.
    """

    shop: ReceiptShop
    number: str
    issued: str
    served_by: str
    lines: tuple[InvoiceLine, ...]
    subtotal: int
    total: int
    client: tuple[str, ...] = ()
    due: str = ""
    discounts: tuple[LabelledAmount, ...] = ()
    taxes: tuple[ReceiptTax, ...] = ()
    tax_exempt: str = ""
    others: tuple[LabelledAmount, ...] = ()
    tips: tuple[LabelledAmount, ...] = ()
    rounding: int = 0
    payments: tuple[ReceiptPayment, ...] = ()
    refunds: tuple[LabelledAmount, ...] = ()
    open_payments: tuple[LabelledAmount, ...] = ()
    owed: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """What may not be parted by the end of a sheet: how tall it is, and how it is drawn below a top."""

    height: float
    draw: Callable[[Any, float], None]
    in_table: bool = False


def invoice(data: InvoiceData, paper: Paper) -> bytes:
    """The invoice as PDF, on as many sheets as it needs. The same data gives the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, pagesize=(paper.width, paper.height), invariant=1)
    canvas.setTitle(_("Invoice #{number}").format(number=data.number))
    canvas.setAuthor(clean(data.shop.name))
    table_head = _table_head(paper)
    sheets = _sheets(_blocks(data, paper), table_head, paper)
    for number, blocks in enumerate(sheets, 1):
        top = paper.height - paper.margin
        for block in blocks:
            block.draw(canvas, top)
            top -= block.height
        _draw_foot(canvas, data, paper, number, len(sheets))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _sheets(blocks: Iterable[_Block], table_head: _Block, paper: Paper) -> list[list[_Block]]:
    sheets: list[list[_Block]] = [[]]
    room = full = paper.height - 2 * paper.margin
    for block in blocks:
        if block.height > room and sheets[-1]:
            sheets.append([table_head] if block.in_table else [])
            room = full - sum(above.height for above in sheets[-1])
        sheets[-1].append(block)
        room -= block.height
    return sheets


def _blocks(data: InvoiceData, paper: Paper) -> Iterator[_Block]:
    yield _letter_head(data, paper)
    yield _space(_GAP)
    yield _addresses(data, paper)
    yield _space(_GAP * 1.5)
    yield _table_head(paper)
    for line in data.lines:
        yield _line_block(line, paper)
    yield _space(_GAP)
    yield _sums(data, paper)
    yield from _below(_("Taxes"), _tax_rows(data, paper), paper)
    yield from _below(_("Payments"), _payment_rows(data, paper), paper)
    yield from _below(_("Taken off this invoice"), _amount_rows(data.refunds, paper), paper)
    made = _amount_rows(data.open_payments, paper)
    yield from _below(_("Open payment made from this"), made, paper)


def _space(height: float) -> _Block:
    return _Block(height, lambda _canvas, _top: None)


def _letter_head(data: InvoiceData, paper: Paper) -> _Block:
    """The logo at the left, what the paper is at the right."""
    logo = None
    if data.shop.logo:
        logo = raster.logo_picture(data.shop.logo, _dots(_LOGO[0]), _dots(_LOGO[1]))
    titles = [
        Cell(_("Invoice"), _right(paper), paper.room, right=True, bold=True, size=_TITLE),
        Cell(f"#{data.number}", _right(paper), paper.room, right=True, size=_NAME, grey=MUTED),
    ]
    height = max(sum(map(height_of, titles)), logo.height / _DOTS_PER_POINT if logo else 0)

    def draw(canvas: Any, top: float) -> None:
        if logo:
            width = logo.width / _DOTS_PER_POINT
            draw_picture(canvas, logo, paper.margin, top - logo.height / _DOTS_PER_POINT, width)
        draw_down(canvas, titles, top)

    return _Block(height, draw)


def _addresses(data: InvoiceData, paper: Paper) -> _Block:
    """The shop, whom it bills, and the facts, side by side."""
    third = paper.room / 3
    columns = (
        [Cell(data.shop.name, paper.margin, third - _GAP, bold=True, size=BODY + 1)]
        + [Cell(line, paper.margin, third - _GAP) for line in data.shop.address],
        _billed(data, paper.margin + third, third - _GAP),
        _facts(data, paper.margin + 2 * third, third),
    )
    height = max(sum(map(height_of, column)) for column in columns)

    def draw(canvas: Any, top: float) -> None:
        for column in columns:
            draw_down(canvas, column, top)

    return _Block(height, draw)


def _billed(data: InvoiceData, left: float, width: float) -> list[Cell]:
    if not data.client:
        return []
    name, *reach = data.client
    return [
        Cell(_("Billed to"), left, width, size=_SMALL, grey=MUTED),
        Cell(name, left, width, bold=True, size=BODY + 1),
        *(Cell(line, left, width) for line in reach),
    ]


def _facts(data: InvoiceData, left: float, width: float) -> list[Cell]:
    told = [
        (_("Date"), data.issued),
        (_("Due"), data.due),
        (_("Served by"), data.served_by),
        (_("Balance due"), money(data.owed) if data.owed else _("Paid")),
    ]
    cells: list[Cell] = []
    for label, said in told:
        if said:
            cells.append(Cell(label, left, width, size=_SMALL, grey=MUTED))
            cells.append(Cell(said, left, width, bold=label == _("Balance due")))
            cells.append(Cell("", left, width, size=3))
    return cells


def _columns(paper: Paper) -> tuple[tuple[float, float, bool], ...]:
    """The edge, the width and the side of each column: what, how many, price, tax, amount."""
    right = _right(paper)
    return (
        (paper.margin + 6, paper.room - 280, False),
        (right - 222, 54, True),
        (right - 144, 72, True),
        (right - 134, 56, False),
        (right - 6, 66, True),
    )


def _table_head(paper: Paper) -> _Block:
    names = (_("Description"), _("Quantity"), _("Price"), _("Tax"), _("Amount"))
    cells = [
        Cell(name, edge, width, right, bold=True, size=_SMALL)
        for name, (edge, width, right) in zip(names, _columns(paper), strict=True)
    ]
    height = max(map(height_of, cells)) + 8

    def draw(canvas: Any, top: float) -> None:
        canvas.setFillGray(SHADE)
        canvas.rect(paper.margin, top - height, paper.room, height, stroke=0, fill=1)
        draw_across(canvas, cells, top - 4)

    return _Block(height, draw)


def _line_block(line: InvoiceLine, paper: Paper) -> _Block:
    said = (
        line.description, str(line.quantity), money(line.unit_price), line.taxes, money(line.amount),
    )  # fmt: skip
    cells = [
        Cell(text, edge, width, right, size=_fitting(text, width) if right else BODY)
        for text, (edge, width, right) in zip(said, _columns(paper), strict=True)
    ]
    edge, width, _side = _columns(paper)[0]
    notes = [Cell(note, edge, width, size=_SMALL, grey=MUTED) for note in line.notes]
    first = max(map(height_of, cells))
    height = first + sum(map(height_of, notes)) + 8

    def draw(canvas: Any, top: float) -> None:
        draw_across(canvas, cells, top - 4)
        draw_down(canvas, notes, top - 4 - first)
        draw_hair(canvas, paper.margin, _right(paper), top - height)

    return _Block(height, draw, in_table=True)


def _fitting(amount: str, width: float) -> float:
    """The size at which an amount keeps to its column: it is written smaller, never broken."""
    # A hair less than fits, for what is rounded there must not be too wide.
    return min(BODY, BODY * 0.999 * width / width_of(clean(amount), BODY))


def _sums(data: InvoiceData, paper: Paper) -> _Block:
    """What it comes to, at the right."""
    rows = [(_("Subtotal"), data.subtotal)]
    rows += [(discount.label, -discount.amount) for discount in data.discounts]
    rows += [(tax.label, tax.amount) for tax in data.taxes if not tax.included]
    rows += [(other.label, other.amount) for other in data.others]
    rows += [(_("Tip for {name}").format(name=tip.label), tip.amount) for tip in data.tips]
    cells = [_amount_row(label, money(amount), paper) for label, amount in rows]
    total = _amount_row(_("Total"), money(data.total), paper, bold=True, size=_NAME)
    height = sum(map(row_height, [*cells, total])) + 6

    def draw(canvas: Any, top: float) -> None:
        for row in cells:
            draw_across(canvas, row, top)
            top -= row_height(row)
        draw_hair(canvas, _right(paper) - paper.room / 2, _right(paper), top - 1)
        draw_across(canvas, total, top - 6)

    return _Block(height, draw)


def _amount_row(
    label: str, amount: str, paper: Paper, *, bold: bool = False, size: float = BODY
) -> list[Cell]:
    right, half = _right(paper), paper.room / 2
    taken = width_of(amount, size, bold=bold) + 12
    return [
        Cell(label, right - half, half - taken - 6, bold=bold, size=size),
        Cell(amount, right - 6, taken, right=True, bold=bold, size=size),
    ]


def _below(title: str, rows: list[list[Cell]], paper: Paper) -> Iterator[_Block]:
    """A small table of its own under the sums, where there is something to say in it."""
    if not rows:
        return
    head = Cell(title, paper.margin, paper.room, bold=True)
    head_height = height_of(head) + 3

    def draw_head(canvas: Any, top: float) -> None:
        draw_down(canvas, [head], top - _GAP)
        draw_hair(canvas, paper.margin, _right(paper), top - _GAP - head_height + 1)
        draw_across(canvas, rows[0], top - _GAP - head_height - 2)

    yield _Block(_GAP + head_height + row_height(rows[0]) + 2, draw_head)
    for row in rows[1:]:
        yield _Block(row_height(row), _drawing(row))


def _drawing(row: list[Cell]) -> Callable[[Any, float], None]:
    return lambda canvas, top: draw_across(canvas, row, top)


def _tax_rows(data: InvoiceData, paper: Paper) -> list[list[Cell]]:
    rows = []
    for tax in data.taxes:
        said = _("included in the prices") if tax.included else ""
        on = _("on {amount}").format(amount=money(tax.taxable))
        rows.append(_wide_row(tax.label, " · ".join(filter(None, (on, said))), tax.amount, paper))
    if data.tax_exempt:
        rows.append([Cell(data.tax_exempt, paper.margin, paper.room)])
    return rows


def _payment_rows(data: InvoiceData, paper: Paper) -> list[list[Cell]]:
    rows = [_wide_row(paid.label, paid.detail, paid.amount, paper) for paid in data.payments]
    if data.rounding:
        rows.append(_wide_row(_("Rounding"), "", data.rounding, paper))
    return rows


def _amount_rows(parts: Sequence[LabelledAmount], paper: Paper) -> list[list[Cell]]:
    return [_wide_row(part.label, "", part.amount, paper) for part in parts]


def _wide_row(label: str, detail: str, amount: int, paper: Paper) -> list[Cell]:
    third, said = paper.room / 3, money(amount)
    taken = width_of(said, BODY) + _GAP
    return [
        Cell(label, paper.margin, third - _GAP if detail else 3 * third - taken),
        Cell(detail, paper.margin + third, 2 * third - taken, grey=MUTED),
        Cell(said, _right(paper) - 6, taken, right=True),
    ]


def _draw_foot(canvas: Any, data: InvoiceData, paper: Paper, number: int, count: int) -> None:
    words = [" · ".join(clean(line) for line in data.shop.footer.splitlines() if line.strip())]
    if count > 1:
        words.append(_("Page {number} of {count}").format(number=number, count=count))
    baseline = paper.margin * 0.5
    for line in reversed([word for word in words if word]):
        lines = wrapped(line, paper.room, PLAIN, lambda text, _style: width_of(text, _SMALL))
        left = paper.margin + (paper.room - width_of(lines[0], _SMALL)) / 2
        draw_text(canvas, lines[0], left, baseline, _SMALL, grey=MUTED)
        baseline += _SMALL * LEADING


def _right(paper: Paper) -> float:
    return paper.width - paper.margin


def _dots(points: float) -> int:
    return round(points * _DOTS_PER_POINT)
