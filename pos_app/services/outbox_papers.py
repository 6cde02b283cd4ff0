"""The paper that a stored message carries: composed anew from the books each time it is tried."""

from typing import Any

from pos_app.domain.words import _
from pos_app.printing.layouts import Issue
from pos_app.printing.mail import Paper, paper
from pos_app.printing.pdf import as_pdf
from pos_app.services import receipts, refund_receipts
from pos_app.services.desk import Desk


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
        case "invoice":
            return _invoice(desk, job)
        case other:
            raise RuntimeError(f"there is no paper {other!r}")
    return paper(document, as_pdf(document))


def _statement(desk: Desk, job: Any) -> Paper:
    from pos_app.reports import statement

    made = statement.statement(desk, job.client_id, job.since, job.until)
    return paper(statement.document(desk, made), statement.pdf(desk, made))


def _invoice(desk: Desk, job: Any) -> Paper:
    from pos_app.services import invoice_papers

    number = invoice_papers.data(desk, job.ticket_id).number
    title = _("Invoice {number}").format(number=number)
    return Paper(title, "", invoice_papers.pdf(desk, job.ticket_id))
