"""What a client can redeem on a ticket: how much, of which funds, in which order (R6)."""

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_app.domain import client_account
from pos_app.domain.client_account import Fund, FundKind
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.shop import BALANCE_TYPE, CREDIT_TYPE
from pos_app.persistence import accounts, claims
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView


@dataclass(frozen=True, slots=True)
class Applied:
    """Part of a fund that a payment on an open ticket holds, in minor units."""

    payment_id: int
    fund: Fund
    amount: int


@dataclass(frozen=True, slots=True)
class Redeemable:
    """What a client can redeem on a ticket: the most, from which funds, in spending order (R6).

    ``applied`` is what the ticket itself has redeemed of which fund; ``held_elsewhere`` is what other
    open tickets claim (R7).
    """

    available: int
    most: int
    funds: tuple[Fund, ...]
    held_elsewhere: int = 0
    applied: tuple[Applied, ...] = ()

    def plan(self, amount: int) -> tuple[tuple[Fund, int], ...]:
        """Which fund gives how much for ``amount``."""
        parts: list[tuple[Fund, int]] = []
        for fund in self.funds:
            part = min(amount, fund.available)
            if part > 0:
                parts.append((fund, part))
                amount -= part
        return tuple(parts)


def redeemable(desk: Desk, view: TicketView, type_code: str = BALANCE_TYPE) -> Redeemable:
    """What the ticket's client can redeem on it now."""
    if view.client is None:
        return Redeemable(0, 0, ())
    with desk.read() as connection:
        found = spendable(connection, view.client.id, type_code)
        holds = claims.holds_of(connection, view.ticket.id)
    funds = {fund.id: fund for fund in found}
    applied = tuple(
        Applied(hold.payment_id, funds[hold.fund_id], hold.amount)
        for hold in holds
        if hold.fund_id in funds
    )
    ordered = client_account.spending_order(funds.values(), desk.today)
    available = sum(fund.available for fund in ordered)
    most = min(
        available,
        view.settlement.due,
        room(view.bill, view.ticket.payments, PaymentKind.CLIENT_BALANCE),
    )
    held = sum(fund.held for fund in funds.values())
    elsewhere = held - sum(part.amount for part in applied)
    return Redeemable(available, most, tuple(ordered), elsewhere, applied)


def spendable(connection: Connection, client_id: int, type_code: str = BALANCE_TYPE) -> list[Fund]:
    """What a client can redeem: with *Client credit / discount*, credits only (R9)."""
    found = accounts.live_funds(connection, client_id)
    if type_code == CREDIT_TYPE:
        return [fund for fund in found if fund.kind is FundKind.CREDIT]
    return found
