"""Selling account credit, with the offer to pay off first what the client owes (R11)."""

from collections.abc import Callable

from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import payoffs, selling
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.checkout.notices import Notices
from ui.checkout.panels import ActPanel
from ui.checkout.work import TicketWork, called
from ui.widgets import AmountEdit, NoticeTone, paragraph


class TopUpPanel(ActPanel):
    """Account credit that the client buys in advance.

    Where the client owes something, one press puts that on the order first. The panel stays open, for
    the credit may be wanted as well; it follows the ticket, whose client may change meanwhile.
    """

    def __init__(self, work: TicketWork) -> None:
        super().__init__(_("Account credit"), _("Add to order"), work)
        self._offer = Notices()
        self._amount = AmountEdit(look="amount")
        self._amount.setMaximumWidth(260)
        self._preview = paragraph("")
        self.body.setSpacing(8)
        self.body.addWidget(self._offer)
        self.body.addWidget(self.field("amount", _("Amount"), self._amount))
        self.body.addWidget(self._preview)
        self.foot.addStretch(1)
        self.foot.addWidget(self.confirm)
        self._amount.edited.connect(self._say)
        work.shown.connect(self._show)

    def fill(self, view: TicketView) -> None:
        """Empty."""
        self._amount.set_amount(None)
        self._show(view)

    def first(self) -> AmountEdit:
        """The amount."""
        return self._amount

    def act(self) -> Callable[[Desk, int], Changes]:
        """Sell it."""
        amount = self._amount.amount()
        return lambda desk, ticket_id: selling.top_up(desk, ticket_id, amount)

    def _show(self, view: TicketView | None) -> None:
        """Say what the client of the ticket owes, and offer to settle that first."""
        owed = view.standing.payable if view and view.client else 0
        text = action = ""
        if view and view.client and owed:
            text = _("{name} owes {amount}.").format(name=called(view.client), amount=money(owed))
            action = _("Pay off {amount} first").format(amount=money(owed))
        self._offer.put(
            "owed", text, NoticeTone.WARN, action=action, act=self._pay_off_first, key="Alt+P"
        )
        self._say()

    def _pay_off_first(self) -> None:
        """Put all that can be paid off on the order, as the *Pay off* panel does."""
        view = self.work.view
        if view is None:
            return
        self.show_error(None)
        whole = view.payoff + view.standing.payable
        self.work.ask(
            lambda desk, ticket_id: payoffs.pay_off(desk, ticket_id, whole),
            self._amount.setFocus,
            self._refused_first,
        )

    def _refused_first(self, error: UserError) -> None:
        """Said below all: it is not about the amount of credit."""
        self.show_error(UserError(error.text))

    def _say(self) -> None:
        view, amount = self.work.view, self._amount.value()
        if view is None or view.client is None:
            said = _("Choose a client first: account credit belongs to a client.")
        elif amount:
            more = view.standing.available + amount
            said = _("{name} will have {amount} to spend once the ticket is closed.").format(
                name=called(view.client), amount=money(more)
            )
        else:
            said = _("It can be spent once the ticket is closed.")
        self._preview.setText(said)
