"""The page by which a person sees what a printer can do, and what this computer cannot draw."""

from collections.abc import Sequence

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.printing.document import BOLD, QR, Align, Barcode, Document, Gap, Row, Rule, Text
from pos_app.printing.layouts import HEADING
from pos_app.printing.profiles import PrinterProfile


def test_page(profile: PrinterProfile, no_font_for: Sequence[str]) -> Document:
    """A page that proves a printer's width, characters, sizes, codes and cutter.

    ``no_font_for`` names the scripts that this machine cannot draw, which the page says.
    """
    boxes = _("No font here for: {scripts}. Such names come out as boxes until one is installed.")
    ruler = "".join(str(column % 10) for column in range(1, profile.columns + 1))
    return Document(
        _("Test page"),
        (
            Text(_("Test page"), HEADING, Align.CENTRE),
            Text(_(profile.name), align=Align.CENTRE),
            Gap(),
            Text(ruler),
            Text(
                _("The figures above fill exactly one line, from edge to edge."),
            ),
            Rule(),
            Row(_("Amounts end at the right edge"), money(123450)),
            Row(_("Bold"), money(100), BOLD),
            Row(_("Total"), money(9999999), HEADING),
            Rule(),
            Row("€ £ $ ¥ × ½ ° ß ñ é å", "€1,234.50"),
            Row("Łódź, Ελλάδα, Київ", "€2.00"),
            Row("東京 北京 서울", "€3.00"),
            Row("שלום مرحبا", "€4.00"),
            Row("हिन्दी ไทย 🐶", "€5.00"),
            Text(_("No line above may show a question mark or an empty place.")),
            *([Text(boxes.format(scripts=", ".join(no_font_for)))] if no_font_for else []),
            Gap(),
            QR("https://example.com/"),
            Barcode("F1-000214"),
            Text(_("Paper is cut below, where this printer has a cutter."), align=Align.CENTRE),
        ),
    )
