"""What a print job puts on paper."""

from typing import Any

from pos_app.printing.document import Document
from pos_app.printing.layouts import Issue
from pos_app.printing.profiles import PrinterProfile
from pos_app.services import account_receipts, card_papers, receipts, refund_receipts
from pos_app.services.desk import Desk


def document_of(desk: Desk, job: Any) -> Document | None:
    """The job's paper as the books stand now; nothing for one that only opens the drawer."""
    issue = Issue.COPY if job.copy else Issue.ORIGINAL
    match job.paper:
        case "drawer":
            return None
        case "refund":
            return refund_receipts.document(desk, job.refund_id, issue)
        case "account_receipt":
            return account_receipts.document(desk, job.payment_id, issue)
        case "gift_card":
            return card_papers.document(desk, job.gift_card_id, issue)
        case "statement" | "extract":
            from pos_app.printing.kept import from_kept

            return from_kept(job.document)
    return receipts.document(desk, job.ticket_id, issue)


def bytes_of(paper: Document | None, profile: PrinterProfile) -> bytes:
    """The paper as a printer of this family is sent it."""
    from pos_app.printing.escpos import as_bytes

    return b"" if paper is None else as_bytes(paper, profile)
