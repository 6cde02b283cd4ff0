"""The paper that a stored message carries: as it was asked for, or, an invoice, as it stands when sent."""

from typing import TYPE_CHECKING, Any

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.printing.layouts import Issue
from pos_app.printing.mail import Paper, paper
from pos_app.printing.pdf import as_pdf
from pos_app.printing.text import clean
from pos_app.services import account_receipts, receipts, refund_receipts
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from pos_app.printing.invoice import InvoiceData


def paper_of(desk: Desk, job: Any) -> Paper:
    """The paper of a row of ``emails``.

    Raises:
        UserError: what it is about is not there.
    """
    issue = Issue.COPY if job.copy else Issue.ORIGINAL
    match job.paper:
        case "receipt":
            document = receipts.document(desk, job.ticket_id, issue)
        case "refund":
            document = refund_receipts.document(desk, job.refund_id, issue)
        case "statement":
            return _statement(desk, job)
        case "account_receipt":
            document = account_receipts.document(desk, job.payment_id, issue)
        case "invoice":
            return _invoice(desk, job)
        case other:
            raise RuntimeError(f"there is no paper {other!r}")
    return paper(document, as_pdf(document))


def _statement(desk: Desk, job: Any) -> Paper:
    from pos_app.printing.kept import from_kept
    from pos_app.printing.pdf import as_sheets, sheet_of

    document = from_kept(job.document)
    return paper(document, as_sheets(document, sheet_of(desk.settings.locale)))


def _invoice(desk: Desk, job: Any) -> Paper:
    from pos_app.services import invoice_papers

    said = invoice_papers.data(desk, job.ticket_id)
    title = _("Invoice {number}").format(number=said.number)
    return Paper(title, _in_short(said, title), invoice_papers.pdf(desk, job.ticket_id))


def _in_short(said: "InvoiceData", title: str) -> str:
    """What an invoice comes to, what is left to pay and by when, and whose it is."""
    total = _("Total: {amount}").format(amount=money(said.total))
    if not said.owed:
        left = _("Nothing is left to pay.")
    elif said.due:
        left = _("Left to pay: {amount}, due on {day}").format(
            amount=money(said.owed), day=said.due
        )
    else:
        left = _("Left to pay: {amount}").format(amount=money(said.owed))
    issued = _("Date: {day}").format(day=said.issued)
    lines = (title, issued, total, left, "", said.shop.name, *said.shop.address)
    return "\n".join(clean(line) for line in lines)
