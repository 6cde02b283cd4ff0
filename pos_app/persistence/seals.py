"""Which values of a record its seal covers: what is written once and read as evidence later."""

from collections.abc import Iterable, Mapping
from typing import Any

from pos_app.domain.journal import seal

SEALED: dict[str, tuple[str, ...]] = {
    "tickets": (
        "number", "state", "client_id", "staff", "note", "discount_label", "discount_ppm",
        "discount_amount", "tax_exempt_reason", "opened_at", "ended_at", "business_date",
        "ended_by", "void_reason", "total", "rounding", "tax_included", "till",
    ),
    "ticket_taxes": ("ticket_id", "code", "name", "rate_ppm", "taxable", "amount"),
    "ticket_lines": (
        "ticket_id", "number", "kind", "description", "sku", "quantity", "unit_price",
        "list_price", "price_reason", "staff", "note", "discount_label", "discount_ppm",
        "discount_amount", "taxes", "first_payment", "card_number", "card_code",
        "card_expires_on", "line_discount", "ticket_discount", "net_before", "net", "tax_shares",
        "total",
    ),
    "payments": (
        "id", "ticket_id", "request_id", "kind", "type_code", "label", "amount", "tendered",
        "kept", "reference", "detail", "deducts", "points", "at", "staff", "client_id", "entry_id",
        "received_on", "note",
    ),
    "funds": ("id", "kind", "origin", "ticket_id", "payment_id", "entry_id", "moved_from",
              "label", "reason", "amount", "at", "expires_on"),
    "charges": ("id", "origin", "ticket_id", "payment_id", "entry_id", "moved_from", "label",
                "reason", "amount", "at", "due_on"),
    "gift_cards": ("id", "number", "code", "ticket_id", "line_number", "entry_id", "moved_from",
                   "amount", "at"),
    "refunds": ("id", "number", "ticket_id", "client_id", "request_id", "kind", "amount",
                "rounding", "reason", "at", "business_date", "staff", "till", "entry_id"),
    "refund_lines": ("refund_id", "ticket_id", "line_number", "quantity", "value", "given",
                     "discount", "net", "tax_shares"),
    "refund_payments": ("refund_id", "position", "payment_id", "money_id", "goes_to", "amount",
                        "rounding", "kept", "lasts_until"),
    "point_events": ("client_id", "number", "entry_id", "kind", "ticket_id", "payment_id",
                     "change", "points"),
    "allocations": ("entry_id", "ticket_id", "payment_id", "line_number", "fund_id", "charge_id",
                    "gift_card_id", "amount", "reverses_id"),
}  # fmt: skip


def seal_of(table: str, row: Mapping[str, Any]) -> str:
    """The seal of one record of ``table``."""
    return seal(*(row[column] for column in SEALED[table]))


def content_seal(seals: Iterable[str], tips: Iterable[tuple[str, int]]) -> str:
    """One seal over all parts of a ticket, which its entry carries into the chain."""
    return seal(*seals, *(f"{staff}={amount}" for staff, amount in sorted(tips)))
