"""Receipts for tests: each builder gives a whole paper and takes only what a test is about."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from pos_app.printing.card_layout import GiftCardData
from pos_app.printing.invoice import InvoiceData, InvoiceLine
from pos_app.printing.layouts import (
    AccountReceiptData,
    LabelledAmount,
    ReceiptBalance,
    ReceiptCash,
    ReceiptData,
    ReceiptLine,
    ReceiptPayment,
    ReceiptShop,
    ReceiptTax,
)
from pos_app.printing.refund_layout import RefundLine, RefundReceiptData

SHOP = ReceiptShop(
    "Willow & Sage",
    ("12 Harbour Street", "Portland, OR 97204", "+1 503 555 0142"),
    footer="Thank you for coming!\nReturns within 14 days.",
)


def a_walk_in_receipt(**changes: Any) -> ReceiptData:
    """One line, paid by card, by nobody the shop knows."""
    data = ReceiptData(
        shop=SHOP,
        till="Front desk",
        ticket_number="F1-000214",
        when="2026-11-22 14:05",
        served_by="Maya",
        lines=(ReceiptLine("Haircut", 1, 4500, 4500),),
        subtotal=4500,
        total=4500,
        payments=(ReceiptPayment("Card", 4500, "Approval 0A7731, card ending 4242"),),
    )
    return replace(data, **changes)


def a_full_receipt(**changes: Any) -> ReceiptData:
    """Everything that a receipt can say, and it adds up."""
    data = a_walk_in_receipt(
        client="Amara Okafor",
        lines=(
            ReceiptLine(
                "Cut & style, long hair with extended consultation and scalp massage",
                1,
                8500,
                8500,
                ("With Maya", "Price changed: friend of the house"),
            ),
            ReceiptLine("Moisture shampoo 250 ml", 2, 1850, 3700),
            ReceiptLine("洗剪吹 deluxe", 1, 4500, 4500),
            ReceiptLine("Paid towards balance due", 1, 4500, 4500),
        ),
        subtotal=16700,
        others=(LabelledAmount("Paid towards balance due", 4500),),
        discounts=(LabelledAmount("Member 10 %", 1220),),
        taxes=(
            ReceiptTax("Sales tax 8.25 %", 3330, 275, included=False),
            ReceiptTax("VAT 20 %", 6375, 1275, included=True),
        ),
        tips=(LabelledAmount("Maya", 1500),),
        total=21755,
        rounding=-5,
        payments=(
            ReceiptPayment("Client balance", 3000),
            ReceiptPayment("Card", 8750, "Approval 0A7731, card ending 4242"),
            ReceiptPayment("Pay later", 5000),
            ReceiptPayment("Cash", 5000),
        ),
        cash=ReceiptCash(tendered=10000, change_given=3000, change_kept=2000),
        balance=ReceiptBalance(
            credit_used=3000, credit_left=5000, owed=4500, points=1_240, points_change=173
        ),
    )
    return replace(data, **changes)


def an_account_receipt(**changes: Any) -> AccountReceiptData:
    """A check that came by post: it pays what was owed, and some of it is left."""
    data = AccountReceiptData(
        shop=SHOP,
        till="Front desk",
        number="218",
        when="2026-11-22 14:05",
        received_by="Maya",
        client="Amara Okafor",
        payment=ReceiptPayment("Check", 6000, "1047"),
        balance=ReceiptBalance(credit_left=4500),
        received_on="2026-11-20",
        note="By post, with a letter that says what it is for and asks for a receipt",
        paid=(LabelledAmount("Ticket #1042", 3000), LabelledAmount("Key", 1500)),
        kept=1500,
    )
    return replace(data, **changes)


def a_png(width: int, height: int) -> bytes:
    """A picture with a black frame."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, width - 1, height - 1), outline="black", width=4)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def a_gift_card(**changes: Any) -> GiftCardData:
    """A card for somebody, with a message, that never expires."""
    data = GiftCardData(
        shop=SHOP,
        amount=5000,
        left=5000,
        code="7KQ2M9XWT4HB",
        shown_code="7KQ2-M9XW-T4HB",
        when="Nov 22, 2026",
        today="Nov 22, 2026",
        recipient="Noor Haddad",
        message="Happy birthday, and take the whole afternoon off",
    )
    return replace(data, **changes)


def a_refund_receipt(**changes: Any) -> RefundReceiptData:
    """Part of a ticket: a line, a tip, some to the card, the rest off what is owed."""
    data = RefundReceiptData(
        shop=SHOP,
        till="Front desk",
        title="Refund R17",
        ticket_number="F1-000214",
        when="2026-11-23 10:20",
        by="Maya",
        total=9_500,
        client="Amara Okafor",
        reason="The color came out too dark, and a second appointment was of no use",
        lines=(
            RefundLine("Cut & style, long hair with extended consultation", 1, 6_500),
            RefundLine("Moisture shampoo 250 ml", 2, 2_503),
        ),
        tips=(LabelledAmount("Maya", 500),),
        taxes=(LabelledAmount("Sales tax 8.25 %", 191),),
        rounding=-3,
        taken_off=(LabelledAmount("Off what is owed", 4_500),),
        given=(LabelledAmount("To Cash", 5_000),),
        balance=ReceiptBalance(credit_left=5_000, owed=0),
    )
    return replace(data, **changes)


def an_invoice(**changes: Any) -> InvoiceData:
    """A visit paid in parts, taxed at two rates, adjusted later, and in part still owed."""
    data = InvoiceData(
        shop=SHOP,
        number="1042",
        issued="Nov 22, 2026",
        due="Dec 22, 2026",
        served_by="Maya",
        client=("Amara Okafor", "amara@example.com", "+1 503 555 0177"),
        lines=(
            InvoiceLine(
                "Cut & style, long hair with extended consultation and scalp massage",
                1,
                8500,
                8500,
                "VAT 20 %",
                ("With Maya", "Price changed: friend of the house"),
            ),
            InvoiceLine("Moisture shampoo 250 ml", 2, 1850, 3700, "Sales tax 8.25 %"),
            InvoiceLine("洗剪吹 deluxe", 1, 4500, 4500, "VAT 20 %"),
            InvoiceLine("شامبو 250 مل للشعر (جديد)", 1, 1200, 1200),
        ),
        subtotal=17900,
        discounts=(LabelledAmount("Member 10 %", 1220),),
        taxes=(
            ReceiptTax("Sales tax 8.25 %", 3330, 275, included=False),
            ReceiptTax("VAT 20 %", 6375, 1275, included=True),
        ),
        tips=(LabelledAmount("Maya", 1500),),
        total=18455,
        rounding=-5,
        payments=(
            ReceiptPayment("Client balance", 3000),
            ReceiptPayment("Card", 5450, "Approval 0A7731, card ending 4242"),
            ReceiptPayment("Pay later", 5000),
            ReceiptPayment("Cash", 5000),
        ),
        refunds=(LabelledAmount("Refund R17", 1200),),
        open_payments=(
            LabelledAmount("Change kept on account", 2000),
            LabelledAmount("Adjusted invoice R18", 1000),
        ),
        owed=4500,
    )
    return replace(data, **changes)
