"""Sending a closed ticket's papers by e-mail, in the place of its receipt."""

from functools import partial

from PySide6.QtCore import Signal

from pos_app.domain.words import _
from pos_app.services import outbox, refunded
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.sales import SaleView
from ui.email_box import EmailBox, Sendable
from ui.session import Session
from ui.widgets import Panel


class EmailPanel(Panel):
    """The receipt, the invoice or a refund's receipt, to an address; and what was sent before.

    Signals:
        done(str): something was done.
    """

    done = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__("")
        self._session = session
        self.box = EmailBox(session)
        self.box.said.connect(self.done)
        self.column.setContentsMargins(0, 4, 0, 0)
        self.setProperty("card", False)
        self.body.addWidget(self.box)
        self.body.addStretch(1)

    def begin(self, view: SaleView) -> None:
        """Offer what there is to send of an ended ticket."""
        ticket = view.ended.ticket
        self.set_title(_("Ticket #{number} by e-mail").format(number=ticket.number))
        papers = [
            Sendable(_("Receipt"), partial(_receipt, ticket.id)),
            Sendable(_("Invoice"), partial(_invoice, ticket.id)),
        ]
        for refund in refunded.told(self._session.desk, ticket.id).refunds:
            papers.append(Sendable(refund.name, partial(_refund, refund.id)))
        self.box.begin(view.client, papers, partial(outbox.of_ticket, ticket_id=ticket.id))
        self.open(self.box.address)
        self.box.take_focus()


def _receipt(ticket_id: int, desk: Desk, address: str) -> Changes:
    return outbox.email_receipt(desk, ticket_id, address)


def _invoice(ticket_id: int, desk: Desk, address: str) -> Changes:
    return outbox.email_invoice(desk, ticket_id, address)


def _refund(refund_id: int, desk: Desk, address: str) -> Changes:
    return outbox.email_refund(desk, refund_id, address)
