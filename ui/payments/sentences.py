"""What the payments page says in full sentences. Pure: from figures to words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pos_app.domain import words
from pos_app.domain.client_account import Fund, FundKind
from pos_app.domain.money import money, shop_format
from pos_app.domain.payment import Payment, PaymentKind, check_matches
from pos_app.domain.words import _, isolated
from pos_app.errors import UserError
from pos_app.locales import format_day
from pos_app.services.payments import check_ready, owed_after
from pos_app.services.redeeming import Applied
from pos_app.services.tickets import TicketView

_NAME_CHARS = 24


def short_money(minor: int) -> str:
    """An amount, without its zeros where it is a round one: ``$170``."""
    fmt = shop_format()
    if minor % fmt.currency.unit or not fmt.currency.exponent:
        return money(minor)
    return money(minor).replace(fmt.decimal + "0" * fmt.currency.exponent, "")


def short_day(iso: str, today: str) -> str:
    """A day, without its year where that is this one: ``30 Jun``, ``31 Oct 2027``."""
    day = date.fromisoformat(iso[:10])
    return format_day(day) if iso[:4] == today[:4] else f"{format_day(day)} {day.year}"


def _fund(fund: Fund, part: int, today: str) -> str:
    known = [isolated(fund.label) if fund.kind is FundKind.CREDIT else "", _lasts(fund, today)]
    detail = ", ".join(word for word in known if word)
    text = _("{amount} credit") if fund.kind is FundKind.CREDIT else _("{amount} open payment")
    said = text.format(amount=money(part))
    return _("{fund} ({detail})").format(fund=said, detail=detail) if detail else said


def _lasts(fund: Fund, today: str) -> str:
    if fund.expires_on:
        return _("expires {day}").format(day=short_day(fund.expires_on, today))
    return short_day(fund.at, today)


def funds_in_order(parts: Sequence[tuple[Fund, int]], most: int, today: str) -> str:
    """``$30.00 credit (referral, expires 30 Jun), then $50.00 open payment (2 Oct)`` (R6).

    Of more than ``most`` funds the last are told as one sum.
    """
    named = parts if len(parts) <= most else parts[: most - 1]
    said = [_fund(fund, part, today) for fund, part in named]
    rest = [part for _fund_left_out, part in parts[len(named) :]]
    if rest:
        said.append(_("{amount} from the rest").format(amount=money(sum(rest))))
    return _(", then ").join(said)


def fund_parts(applied: Iterable[Applied]) -> dict[int, str]:
    """What each payment spends, by its id: ``credit $30 · open payment $50``."""
    said: dict[int, list[str]] = {}
    for part in applied:
        credit = part.fund.kind is FundKind.CREDIT
        text = _("credit {amount}") if credit else _("open payment {amount}")
        said.setdefault(part.payment_id, []).append(text.format(amount=short_money(part.amount)))
    return {payment: " · ".join(parts) for payment, parts in said.items()}


def pays_later(view: TicketView, amount: int) -> str:
    """What *Pay later* will do, in full (R4)."""
    return _("{name} will owe {more} more, {all} in all.").format(
        name=first_name(view), more=money(amount), all=money(owed_after(view, amount))
    )


def first_name(view: TicketView) -> str:
    """How the client is spoken of."""
    name = words.first_name(view.client.name) if view.client else _("The client")
    return name if len(name) <= _NAME_CHARS else f"{name[:_NAME_CHARS]}…"


def too_much(payments: Sequence[Payment], excess: int) -> str:
    """How far the payments are above the total, and which to take off."""
    enough = [payment for payment in payments if payment.amount >= excess]
    one = min(enough, key=lambda payment: payment.amount) if enough else payments[-1]
    return _(
        "The payments are {excess} above the total. Take off {payment} ({amount}), "
        "then take what is due."
    ).format(excess=money(excess), payment=one.label, amount=money(one.amount))


def why_not_closed(view: TicketView) -> str:
    """Why a ticket on which nothing is due cannot be closed all the same; empty when it can."""
    try:
        check_ready(view)
        check_matches(view.bill, view.ticket.payments)
    except UserError as error:
        return error.text
    return ""


@dataclass(frozen=True, slots=True)
class Change:
    """Change to give now, and what was given ``before``, with earlier parts of a split."""

    now: int
    before: int

    @property
    def said(self) -> str:
        """What was given before, in words; empty when nothing was."""
        if not self.before:
            return ""
        text = _("{amount} change was given before, with an earlier payment.")
        return text.format(amount=money(self.before))


def change_of(view: TicketView) -> Change:
    """The change of the ticket's last cash, and of the cash before it."""
    *before, last = [0] + [p.change for p in view.ticket.payments if p.kind is PaymentKind.CASH]
    return Change(last, sum(before))
