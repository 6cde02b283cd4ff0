"""Where a client both owes and has something to spend, the till says so and offers one act (R12)."""

from dataclasses import dataclass
from uuid import uuid4

from pos_app.domain.money import money
from pos_app.domain.shop import BALANCE_TYPE
from pos_app.domain.words import _
from pos_app.services import payments, payoffs
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.work import called


@dataclass(frozen=True, slots=True)
class CreditHint:
    """What to say, what to offer, and how much it would settle, in minor units."""

    text: str
    action: str
    amount: int
    request_id: str

    @staticmethod
    def apply(desk: Desk, ticket_id: int, hint: "CreditHint") -> Changes:
        """Put what the credit covers on the order as a payoff, and redeem the credit for it."""
        if any(way.code == BALANCE_TYPE for way in payments.payment_types(desk)):
            return payoffs.pay_debt_with_balance(desk, ticket_id, hint.request_id, hint.amount)
        return payoffs.pay_off(desk, ticket_id, hint.amount)


def credit_hint(view: TicketView | None) -> CreditHint | None:
    """The hint for a ticket, where there is something to say."""
    if view is None or view.client is None or view.payoff or not view.ticket.use_credit:
        return None
    amount = min(view.standing.payable, view.standing.available)
    if amount <= 0:
        return None
    owed, has = view.standing.payable, view.standing.available
    text = _("{name} owes {owed} and has {has} to spend.").format(
        name=called(view.client), owed=money(owed), has=money(has)
    )
    action = _("Pay {amount} with it").format(amount=money(amount))
    return CreditHint(text, action, amount, str(uuid4()))
