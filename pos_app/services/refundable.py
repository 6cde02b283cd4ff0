"""What can still come back of a closed ticket, gathered from the books (R13).

A payment comes down to money, to funds, or to a debt; a debt that was settled comes down to what
settled it: a fund, or the payments of the ticket on which it was paid off.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from pos_app.domain import gift_card
from pos_app.domain.client_account import FundKind
from pos_app.domain.money import split
from pos_app.domain.payment import MONEY, Group, Payment, PaymentKind
from pos_app.domain.refund import (
    Base,
    Closed,
    KeptLeft,
    LineLeft,
    Shares,
    Slice,
    Take,
    Unwind,
    lasts_until,
)
from pos_app.domain.refund_plan import Room
from pos_app.domain.ticket import LineKind, PricedLine, TicketState, Tip
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import ended_tickets, gift_cards, people, points, refunds
from pos_app.persistence import tickets as stored
from pos_app.persistence.ended_tickets import Ended
from pos_app.services.desk import Desk

_DISCOUNTED = frozenset({Group.SALE, Group.FIRST_PLAN})
"""What *Client credit / discount*, not deducted, may pay (R8)."""


def closed_ticket(desk: Desk, connection: Connection, ticket_id: int) -> Closed:
    """A closed ticket with all that is left of it.

    Raises:
        UserError: there is none, it is open, or it was voided while it was open.
    """
    return _Reader(desk, connection).ticket(ticket_id).closed


def shares_of(row: Any) -> Shares:
    """What a stored refund took of a line."""
    taxes = (share.rpartition("=") for share in row.tax_shares.split())
    return Shares(
        row.value,
        row.given,
        row.discount,
        row.net,
        {code: int(amount) for code, _equals, amount in taxes},
        row.quantity,
    )


def owner_of(connection: Connection, client_id: int | None) -> int | None:
    """Who has a client's balance now: after a merge, the survivor."""
    while client_id is not None:
        card = people.client(connection, client_id)
        if card is None or card.merged_into is None:
            return client_id
        client_id = card.merged_into
    return None


@dataclass(slots=True)
class _Ticket:
    """A ticket and how much of it other debts have claimed while this plan is made."""

    closed: Closed
    room: Room
    taken: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    """Reads tickets once each, for a debt may lead from one to the next."""

    desk: Desk
    connection: Connection
    tickets: dict[int, _Ticket] = field(default_factory=dict)

    def ticket(self, ticket_id: int) -> _Ticket:
        if ticket_id not in self.tickets:
            closed = self._closed(ticket_id)
            self.tickets[ticket_id] = _Ticket(closed, Room(closed))
        return self.tickets[ticket_id]

    def _closed(self, ticket_id: int) -> Closed:
        ended = ended_tickets.load(self.connection, ticket_id)
        if ended.ticket.state is not TicketState.CLOSED:
            raise UserError(_("A voided ticket has nothing to refund."))
        row = refunds.ticket_row(self.connection, ticket_id)
        owner = owner_of(self.connection, ended.ticket.client_id)
        put = refunds.put_at_closing(self.connection, ticket_id, row.entry_id)
        made = refunds.made_by(self.connection, "funds", ticket_id, [row.entry_id])
        given = refunds.given(self.connection, [p.id for p in ended.ticket.payments])
        return Closed(
            ticket_id=ticket_id,
            number=ended.ticket.number,
            business_date=row.business_date,
            client_id=owner,
            lines=_lines(self.connection, ended, put, made, owner),
            tips=_tips(self.connection, ended),
            kept=tuple(_kept(ended.ticket.payments, given, made, owner)),
            slices=tuple(self._slices(ended, row, put, given)),
            cash_step=self.desk.settings.cash_step,
            order=self.desk.settings.refund_order,
            points=points.left_of_ticket(self.connection, ticket_id) if owner else {},
        )

    @property
    def _floor(self) -> str:
        """The first last day that the law allows a gift card that gets value today."""
        months = self.desk.settings.gift_card_floor_months
        return gift_card.earliest_expiry(self.desk.today, months)

    def _slices(
        self, ended: Ended, row: Any, put: list[Any], given: dict[int, Any]
    ) -> Iterator[Slice]:
        last = ended.ticket.payments[-1:]
        for payment in ended.ticket.payments:
            if payment.kind is PaymentKind.POINTS:
                back = given.get(payment.id)
                yield Slice(
                    payment=payment,
                    base=Base.POINTS,
                    left=payment.amount - (back.amount if back else 0),
                    source=payment,
                )
            if payment.kind in MONEY:
                rounding = ended.rounding if (payment,) == last else 0
                yield _money(payment, rounding, given.get(payment.id))
        for use in put:
            if use.fund_id is not None and use.payment_id is not None:
                yield Slice(
                    payment=_by_id(ended.ticket.payments, use.payment_id),
                    base=Base.FUND,
                    left=use.live,
                    item_id=use.fund_id,
                    client_id=use.client_id,
                    fund_kind=FundKind(use.kind),
                    allocation_id=use.id,
                    label=use.label,
                    lasts_until=lasts_until(use.expires_on, self.desk.today),
                )
            if use.gift_card_id is not None and use.payment_id is not None:
                # A lost card's value is on another by now.
                card = gift_cards.current(self.connection, use.gift_card_id)
                yield Slice(
                    payment=_by_id(ended.ticket.payments, use.payment_id),
                    base=Base.GIFT_CARD,
                    left=use.live,
                    item_id=card.id,
                    allocation_id=use.id,
                    card_number=card.number,
                    lasts_until=lasts_until(card.expires_on, self.desk.today, self._floor),
                )
        yield from self._debts(ended, row)

    def _debts(self, ended: Ended, row: Any) -> Iterator[Slice]:
        """What is owed for the ticket, or was settled since."""
        entries = [row.entry_id]
        entries += [each.entry_id for each in refunds.of_ticket(self.connection, row.id)]
        found = refunds.made_by(self.connection, "charges", row.id, entries)
        mine = {payment.id: payment for payment in ended.ticket.payments}
        charges = {charge.id: charge for charge in found if charge.payment_id in mine}
        for charge in charges.values():
            yield Slice(
                payment=mine[charge.payment_id],
                base=Base.DEBT,
                left=charge.left - charge.held,
                held=charge.held,
                item_id=charge.id,
                client_id=charge.client_id,
                label=charge.label,
            )
        for use in refunds.settlements(self.connection, charges):
            if use.live > 0:
                charge = charges[use.charge_id]
                yield from self._settled(mine[charge.payment_id], charge, use)

    def _settled(self, payment: Payment, charge: Any, use: Any) -> Iterator[Slice]:
        """What paid a debt."""
        unwind = Unwind(charge.id, charge.client_id, use.id, use.fund_id or 0)
        part = Slice(
            payment=payment, base=Base.WRITTEN_OFF, left=use.live, label=charge.label,
            unwinds=(unwind,),
        )  # fmt: skip
        if use.fund_id is not None:
            yield replace(
                part,
                base=Base.FUND,
                item_id=use.fund_id,
                client_id=use.client_id,
                fund_kind=FundKind(use.kind),
                source=self._on_account(use),
                label=use.label,
                lasts_until=lasts_until(use.expires_on, self.desk.today),
            )
        elif use.entry_kind == "write_off":
            yield part
        elif use.entry_kind == "ticket" and use.line_number is not None:
            unwind = replace(unwind, ticket_id=use.ticket_id, line_number=use.line_number)
            yield from self._paid_off(payment, unwind, use.live)

    def _on_account(self, use: Any) -> Payment | None:
        """The money received on account that a fund was made of, where all of that is still there."""
        if use.payment_id is None:
            return None
        (row,) = refunds.payment_rows(self.connection, [use.payment_id])
        back = refunds.given(self.connection, [row.id]).get(row.id)
        left = row.amount - (back.amount if back else 0)
        return stored.payment(row) if row.ticket_id is None and left >= use.live else None

    def _paid_off(self, payment: Payment, unwind: Unwind, amount: int) -> Iterator[Slice]:
        """What of the other ticket's payments paid this debt: funds first, so that none becomes money."""
        there = self.ticket(unwind.ticket_id)
        for at, part in sorted(
            enumerate(there.closed.slices), key=lambda each: each[1].base is Base.MONEY
        ):
            free = part.worth - there.taken.get(at, 0)
            kind = part.payment.kind
            most = min(amount, free, there.room.most(kind, Group.PAYOFF))
            if most <= 0:
                continue
            there.room.take(kind, Group.PAYOFF, most)
            there.taken[at] = there.taken.get(at, 0) + most
            amount -= most
            left = part.left if most == part.worth else min(most, part.left)
            yield replace(
                part,
                payment=payment,
                left=left,
                held=0,
                rounding=left - most,
                unwinds=(unwind, *part.unwinds),
            )
        if amount:
            yield Slice(payment=payment, base=Base.DEBT, left=0, held=amount)


def _by_id(payments: Iterable[Payment], payment_id: int) -> Payment:
    return next(payment for payment in payments if payment.id == payment_id)


def _money(payment: Payment, rounding: int, given: Any) -> Slice:
    back, rounded = (given.amount, given.rounding) if given else (0, 0)
    return Slice(
        payment=payment,
        base=Base.MONEY,
        left=payment.received - back,
        rounding=rounding - rounded,
        source=payment,
        label=payment.name,
    )


def _kept(
    payments: Iterable[Payment], given: dict[int, Any], made: list[Any], owner: int | None
) -> Iterator[KeptLeft]:
    for payment in payments:
        if payment.kept:
            of = [fund for fund in made if fund.payment_id == payment.id]
            back = given[payment.id].kept if payment.id in given else 0
            yield KeptLeft(payment.id, payment.kept - back, _takes(of, owner))


def _takes(funds: Iterable[Any], owner: int | None) -> tuple[Take, ...]:
    return tuple(
        Take(fund.id, fund.client_id, fund.left - fund.held)
        for fund in funds
        if fund.client_id == owner and fund.left > fund.held
    )


def _tips(connection: Connection, ended: Ended) -> tuple[Tip, ...]:
    left = {tip.staff: tip.amount for tip in ended.ticket.tips}
    for row in refunds.tips_of(connection, ended.ticket.id):
        left[row.staff] -= row.amount
    return tuple(Tip(staff, amount) for staff, amount in left.items() if amount)


def _lines(
    connection: Connection,
    ended: Ended,
    put: list[Any],
    made: list[Any],
    owner: int | None,
) -> tuple[LineLeft, ...]:
    back = {
        number: [shares_of(row) for row in rows]
        for number, rows in groupby(
            sorted(refunds.lines_of(connection, ended.ticket.id), key=attrgetter("line_number")),
            key=attrgetter("line_number"),
        )
    }
    given = _discount_shares(ended)
    roots = sorted({fund.root for fund in made if fund.origin == "top_up"})
    top_ups = iter(roots)
    from_cards: dict[int, int] = {}
    lines = []
    for priced in ended.bill.lines:
        line = priced.line
        whole = _whole(priced, given[line.number])
        left = whole
        for shares in back.get(line.number, ()):
            left = left.minus(shares)
        takes: tuple[Take, ...] = ()
        if line.kind is LineKind.TOP_UP:
            root = next(top_ups)
            takes = _takes((fund for fund in made if fund.root == root), owner)
        if line.kind is LineKind.GIFT_CARD and line.card:
            card = gift_cards.having(connection, line.card.number)
            # Two top-ups of one card share what is left on it.
            most = min(left.value, card.available - from_cards.get(card.id, 0))
            from_cards[card.id] = from_cards.get(card.id, 0) + most
            takes = (Take(card.id, 0, most, card_number=card.number),)
        if line.kind is LineKind.PAYOFF:
            takes = tuple(
                Take(use.charge_id, use.client_id, use.live, use.id)
                for use in put
                if use.line_number == line.number and use.charge_id is not None and use.live > 0
            )
        lines.append(LineLeft(line, whole, left, takes))
    return tuple(lines)


def _whole(priced: PricedLine, given: int) -> Shares:
    return Shares(
        priced.total - given,
        given,
        priced.net_before - priced.net,
        priced.net,
        priced.taxes,
        priced.line.quantity,
    )


def _discount_shares(ended: Ended) -> dict[int, int]:
    """Of payments that were only a discount (R9): the share of each line."""
    payments, lines = ended.ticket.payments, ended.bill.lines
    total = sum(p.amount for p in payments if p.kind is PaymentKind.DISCOUNT)
    weights = [p.total if p.line.group in _DISCOUNTED else 0 for p in lines]
    shares = split(total, weights) if lines else []
    return {p.line.number: share for p, share in zip(lines, shares, strict=True)}
