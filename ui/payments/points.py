"""Paying with points: how many the client has, what they pay, and how many are left."""

from pos_app.domain.money import money
from pos_app.domain.points import in_words
from pos_app.domain.shop import PaymentType
from pos_app.domain.words import _
from pos_app.services import points
from pos_app.services.points import Usable
from pos_app.services.tickets import TicketView
from ui.payments.form import PaymentForm
from ui.session import Session
from ui.widgets import NoticeTone


class PointsForm(PaymentForm):
    """Redeems points in part or whole. The most that they can pay here stands in the box (R7, R8)."""

    def __init__(self, session: Session, way: PaymentType) -> None:
        super().__init__(session, way, _("Paid with points"))

    def is_possible(self, view: TicketView) -> bool:
        """The client has points, and some of what is due may be paid by them."""
        return self._usable(view).most > 0

    def proposal(self, view: TicketView) -> int | None:
        """The most that can be used, in whole points."""
        most = self._usable(view).most
        worth = self.session.desk.settings.point_worth or 1
        return (min(most, self.part // worth * worth) if self.part else most) or None

    def show_ticket(self, view: TicketView, part: int = 0, part_said: str = "") -> None:
        """Show what points can pay, or why they can pay nothing."""
        super().show_ticket(view, part, part_said)
        found = self._usable(view)
        self.field.set_hint(self._hint(view, found))
        if not view.settlement.due or self.is_possible(view):
            return
        if view.client is None:
            title, why = _("Choose a client first"), _("A walk-in has no points.")
        elif found.room < self.session.desk.settings.point_worth:
            title = _("No points can pay for this")
            why = _("They pay for services and products, and not for tips, payoffs or top-ups.")
        else:
            title, why = _("No points to redeem"), self._hint(view, found)
        self.outcome.say(NoticeTone.INFO, title, detail=why)

    def outcome_of(self, view: TicketView, amount: int) -> None:
        """How many points that is, how many are left, and what is still due then."""
        worth, found = self.session.desk.settings.point_worth, self._usable(view)
        if amount > found.most:
            self.outcome.say(NoticeTone.WARN, _("The most that can be used"), found.most)
            return
        if amount % worth:
            text = _("A point pays {worth}.").format(worth=money(worth))
            self.outcome.say(NoticeTone.WARN, _("Only whole points can pay"), detail=text)
            return
        used, still = amount // worth, view.settlement.due - amount
        said = _("{points} left after this. Still due: {due}.")
        self.outcome.say(
            NoticeTone.WARN if still else NoticeTone.GOOD,
            _("Spends {points}").format(points=in_words(used)),
            amount,
            said.format(points=in_words(found.free - used), due=money(still)),
        )

    def _usable(self, view: TicketView) -> Usable:
        return points.usable(self.session.desk, view)

    def _hint(self, view: TicketView, found: Usable) -> str:
        if view.client is None:
            return ""
        worth = money(self.session.desk.settings.point_worth)
        said = [_("{points}; a point pays {worth}.").format(
            points=in_words(view.client.points), worth=worth)]  # fmt: skip
        if found.held_elsewhere:
            text = _("Other open tickets hold {points}.")
            said.append(text.format(points=in_words(found.held_elsewhere)))
        return " ".join(said)
