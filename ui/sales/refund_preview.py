"""What a refund would do, beside its button, and what is said once it did."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from pos_app.domain.client_account import FundKind
from pos_app.domain.money import money
from pos_app.domain.points import in_words
from pos_app.domain.refund import NOTHING_BACK, Closed, GoesTo, Plan
from pos_app.domain.refund_plan import lost
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _, isolated
from pos_app.services import refund_receipts
from ui.widgets import Role, SummaryRow, Tone, paragraph, set_tone

_PREVIEW_PX, _PLACE_PX = 78, 29
"""Room for the two sums and a word, and for each place that it can go to."""

_MOST_PLACES = 3
_SOMETHING_BACK = tuple(place for place in GoesTo if place not in NOTHING_BACK)


class RefundPreview(QFrame):
    """What comes back and where it goes, and what is left of the ticket before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("inset", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 14, 10)
        self._column.setSpacing(0)
        self._left = SummaryRow(_("Left on the ticket"))
        self._total = SummaryRow(_("Comes back"), role=Role.STRONG)
        self.words = paragraph("")
        self._places: list[SummaryRow] = []
        for part in (self._left, self._total, self.words):
            self._column.addWidget(part)
        self._column.addStretch(1)

    def keep_room(self, closed: Closed | None) -> None:
        """Be as high as this ticket's refunds need: the form stands still as an amount is typed."""
        slices = closed.slices if closed else ()
        places = {(part.base, part.source) for part in slices if part.left}
        kept = _PREVIEW_PX + _PLACE_PX * min(max(len(places), 1), _MOST_PLACES)
        self.setMinimumHeight(kept if closed else 0)

    def show_plan(
        self, closed: Closed, plan: Plan | None, problem: str, tone: Tone = Tone.DANGER
    ) -> None:
        """Show a plan, or without one why there is none, in that tone."""
        for row in self._places:
            self._column.removeWidget(row)  # Else it keeps its place until it is deleted.
            row.hide()
            row.deleteLater()
        self._places = []
        gone = sum(shares.value for _left, shares in plan.shares) if plan else 0
        gone += sum(tip.amount for tip in plan.wanted.tips) if plan else 0
        before, after = money(closed.left), money(closed.left - gone)
        self._left.set_amount(f"{before} → {after}" if gone else before)
        self._total.set_amount(money(plan.comes_back if plan else 0))
        self._total.setVisible(plan is None or not plan.gives or plan.comes_back > 0)
        off, back = _places(plan, *NOTHING_BACK), _places(plan, *_SOMETHING_BACK)
        for place, amount in (*off.items(), *back.items()):
            row = SummaryRow(place, money(amount))
            is_back = len(self._places) >= len(off)
            self._column.insertWidget(1 + is_back + len(self._places), row)
            self._places.append(row)
        words = problem or " ".join((*_kept(plan), *_owed(plan), *_points(plan)))
        self.words.setText(words)
        self.words.setVisible(bool(words))
        set_tone(self.words, tone if problem else Tone.DUE)


def said_of(plan: Plan, client: str) -> str:
    """What was made, and what goes where: cash is still to be handed out, a card to be credited.

    ``client`` is empty for a walk-in.
    """
    made = plan.going(GoesTo.OPEN_PAYMENT) if client else 0
    told = (GoesTo.OPEN_PAYMENT,) if made else ()
    back = _places(plan, *(place for place in _SOMETHING_BACK if place not in told))
    said = _("Open payment of {amount} made for {client}.")
    parts = (*back.items(), *_places(plan, *NOTHING_BACK).items())
    return " ".join(
        (
            *([said.format(client=client, amount=money(made))] if made else ()),
            *(f"{isolated(place)}: {money(amount)}." for place, amount in parts),
        )
    )


def nothing_chosen() -> str:
    """What is said before anything was chosen or typed."""
    return _("Choose what comes back.")


def _kept(plan: Plan | None) -> list[str]:
    """Why more comes back than the goods came to."""
    kept = sum(plan.wanted.kept.values()) if plan else 0
    said = _("{amount} of it is change that was kept on the account.")
    return [said.format(amount=money(kept))] if kept else []


def _owed(plan: Plan | None) -> list[str]:
    """What the client owes again: of this ticket, of debts that it paid off; what it loses (R10)."""
    if plan is None:
        return []
    this = _("{amount} is owed again for this ticket.")
    debt = _("{amount} that was paid off is owed again.")
    payoffs = (left.line.kind is LineKind.PAYOFF and of.value for left, of in plan.shares)
    own = _("{amount} of what is removed is the client’s own money.")
    paid = lost(plan.gives, FundKind.OPEN_PAYMENT)
    owed = ((this, plan.owed_again), (debt, sum(payoffs)), (own, paid))
    return [said.format(amount=money(amount)) for said, amount in owed if amount]


def _points(plan: Plan | None) -> list[str]:
    """What becomes of the client's points."""
    changes = [change.change for change in plan.points] if plan else []
    back, taken = sum(n for n in changes if n > 0), -sum(n for n in changes if n < 0)
    said = [_("Given back: {points}.").format(points=in_words(back))] if back else []
    if taken:
        said.append(_("Taken back: {points} that it earned.").format(points=in_words(taken)))
    return said


def _places(plan: Plan | None, *wanted: GoesTo) -> dict[str, int]:
    """What of it goes to which of these, each place once."""
    sums: dict[str, int] = {}
    for give in plan.gives if plan else ():
        if give.goes_to not in wanted:
            continue
        payment = give.of.source or give.of.payment
        place = refund_receipts.where(give.goes_to, payment, give.lasts_until)
        sums[place] = sums.get(place, 0) + give.amount
    return sums
