"""Taking payments on an open ticket, and taking them off again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_app.domain import client_account
from pos_app.domain.client_account import Share
from pos_app.domain.facts import facts
from pos_app.domain.gift_card import GiftCard, tail
from pos_app.domain.guarded import pays_by_discount
from pos_app.domain.money import MAX_AMOUNT, money, round_to
from pos_app.domain.payment import Payment, PaymentKind, room
from pos_app.domain.shop import CREDIT_TYPE, PaymentType
from pos_app.domain.ticket import Ticket
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog, claims
from pos_app.persistence import tickets as stored
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.redeeming import spendable
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.taking_off import release_points
from pos_app.services.tickets import CLIENT_LINES, TicketView, active_client, edit, load_open, look

_PERMISSIONS = {
    PaymentKind.CLIENT_BALANCE: Permission.REDEEM,
    PaymentKind.GIFT_CARD: Permission.REDEEM,
    PaymentKind.POINTS: Permission.REDEEM,
    PaymentKind.PAY_LATER: Permission.PAY_LATER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """One payment that a person asked for. Amounts in minor units.

    ``amount`` is what to put on the ticket; for cash, what was handed over, of which at most ``part``
    goes on the ticket where one person pays only a part of what is due (0: all of it). ``id`` is the
    request's own, made once when its form was shown. The ``reference`` of a payment by gift card is the
    card's code, which is not stored with the payment.
    """

    id: str
    type_code: str
    amount: int
    part: int = 0
    keep_change: bool = False
    reference: str = ""
    detail: str = ""
    deducts: bool = True


def payment_types(desk: Desk) -> list[PaymentType]:
    """The ways to pay that the shop takes now; points only where its rule says what they pay."""
    with desk.read() as connection:
        taken = [t for t in catalog.all_payment_types(connection) if t.active]
    points = desk.settings.points_rule.worth > 0
    return [t for t in taken if points or t.kind is not PaymentKind.POINTS]


def cash_due(view: TicketView, cash_step: int) -> int:
    """What settles the ticket in cash: what is due, rounded where the shop rounds cash (R15)."""
    return round_to(view.settlement.due, cash_step)


def check_ready(view: TicketView) -> None:
    """Make sure that a ticket can go on to payments.

    Raises:
        UserError: saying what it needs first.
    """
    if not view.ticket.lines and not view.ticket.tips:
        raise UserError(_("Add a service or product first."))
    if view.client is None and any(line.kind in CLIENT_LINES for line in view.ticket.lines):
        raise UserError(_("Choose a client first: this ticket has lines that need one."))


def add_payment(desk: Desk, ticket_id: int, request: PaymentRequest) -> Changes:
    """Put a payment on an open ticket.

    Raises:
        UserError: it is more than this kind may pay here, or needs something that is missing.
    """
    about = (f"ticket {ticket_id}", _described(request))
    with suppress(DoneBefore), desk.write("payment.add", *about) as connection:
        take_up(desk, connection, request.id, "payment", ticket_id)
        client_id = put_payment(desk, connection, ticket_id, request)
        return of_ticket(ticket_id, client_id)
    return of_ticket(ticket_id)


def put_payment(
    desk: Desk, connection: Connection, ticket_id: int, request: PaymentRequest
) -> int | None:
    """As :func:`add_payment`, as a part of a larger transaction; the id of the ticket's client."""
    view = look(desk, connection, load_open(connection, ticket_id))
    check_ready(view)
    way = active_type(connection, request.type_code)
    payment = _payment(desk, view, way, request)
    card = None
    if payment.kind is PaymentKind.GIFT_CARD:
        card = _card_for(desk, connection, request)
        payment = replace(payment, reference="", detail=tail(card.code))
    _check_allowed(desk, connection, view, payment)
    if payment.kept:
        client_of(connection, view, _("Change can be kept on account only for a client."))
    if payment.kind is PaymentKind.POINTS:
        from pos_app.persistence import points

        why = _("Choose a client first: a walk-in has no points.")
        client_id = client_of(connection, view, why)
        points.hold(connection, client_id, payment.points)
    payment_id = _store(desk, connection, view.ticket, request.id, payment)
    if payment.kind is PaymentKind.CLIENT_BALANCE:
        _hold_funds(desk, connection, view, payment_id, payment.amount, way)
    if card is not None:
        share = Share(card.id, payment.amount)
        claims.hold_card(connection, view.ticket.id, share, payment_id)
    if payment.kind is PaymentKind.PAY_LATER:
        check_pay_later(desk, connection, view, payment.amount)
    stored.touch(connection, view.ticket)
    return view.ticket.client_id


def _check_allowed(desk: Desk, connection: Connection, view: TicketView, payment: Payment) -> None:
    needed = _PERMISSIONS.get(payment.kind)
    if payment.kind is PaymentKind.DISCOUNT:
        most = catalog.load_settings(connection).rights.most_discount_ppm
        if pays_by_discount(view.bill, view.ticket, payment.amount, most):
            needed = Permission.DISCOUNT
    if needed is not None:
        desk.require(connection, needed)


def remove_payment(desk: Desk, ticket_id: int, payment_id: int) -> Changes:
    """Take a payment off an open ticket; what it held can be spent again at once (R7)."""
    about = f"ticket {ticket_id}"
    with (
        suppress(DoneBefore),
        desk.write("payment.remove", about, lambda: _taken_off(gone)) as connection,
    ):
        ticket = load_open(connection, ticket_id)
        gone = next((payment for payment in ticket.payments if payment.id == payment_id), None)
        if gone is None:
            raise DoneBefore
        claims.release(connection, ticket.id, payment_id=payment_id)
        release_points(connection, ticket, [gone])
        stored.remove_payment(connection, payment_id)
        stored.touch(connection, ticket)
        return of_ticket(ticket_id, ticket.client_id)
    return of_ticket(ticket_id)


def split_due(desk: Desk, ticket_id: int, parts: Sequence[int]) -> Changes:
    """Let people pay what is due in these parts, one after another; no parts end that.

    Raises:
        UserError: they are not what is due now.
    """

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        due = look(desk, connection, ticket).settlement.due
        if parts and (sum(parts) != due or min(parts) <= 0):
            raise UserError(_("What is due changed meanwhile. Split it again."))
        return replace(ticket, parts=tuple(parts))

    return edit(desk, ticket_id, "ticket.split", change)


def _taken_off(payment: Payment | None) -> str:
    return facts(amount=payment.amount, way=payment.type_code) if payment else ""


def _described(request: PaymentRequest) -> str:
    return facts(amount=request.amount, way=request.type_code)


def active_type(connection: Connection, code: str) -> PaymentType:
    """A payment type that the shop takes now.

    Raises:
        UserError: it takes no such type.
    """
    for way in catalog.all_payment_types(connection):
        if way.code == code and way.active:
            return way
    raise UserError(_("The shop does not take that payment type."))


def _payment(desk: Desk, view: TicketView, way: PaymentType, request: PaymentRequest) -> Payment:
    """The payment that a request makes, checked against what it may pay here (R8, R15)."""
    deducts = request.deducts or way.code != CREDIT_TYPE
    kind = way.kind if deducts else PaymentKind.DISCOUNT
    payment = Payment(
        id=0,
        kind=kind,
        type_code=way.code,
        label=way.name,
        amount=request.amount,
        reference=typed(request.reference, 60),
        detail=typed(request.detail, 60),
        deducts=deducts,
    )
    if kind is PaymentKind.CASH:
        return _cash(desk, view, payment, request)
    if request.amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")
    _check_room(view, payment)
    if kind is PaymentKind.POINTS:
        needed = desk.settings.points_rule.needed(payment.amount)
        return replace(payment, points=needed)
    return payment


def _cash(desk: Desk, view: TicketView, payment: Payment, request: PaymentRequest) -> Payment:
    tendered, wanted = request.amount, cash_due(view, desk.settings.cash_step)
    if view.settlement.due == 0:
        raise UserError(_("Nothing is due."), field="amount")
    if tendered < 0 or tendered == 0 < wanted:
        raise UserError(_("Enter an amount above zero."), field="amount")
    if tendered > MAX_AMOUNT:
        raise UserError(
            _("That is more than {most}, the largest amount the till can take.").format(
                most=money(MAX_AMOUNT)
            ),
            field="amount",
        )
    if 0 < request.part < view.settlement.due:
        wanted = request.part
    # Less than the rounded amount settles nothing; it pays to the cent, and never above the total.
    amount = wanted if tendered >= wanted else min(tendered, view.settlement.due)
    kept = tendered - amount if request.keep_change else 0
    return replace(payment, amount=amount, tendered=tendered, kept=kept)


def _check_room(view: TicketView, payment: Payment) -> None:
    most = room(view.bill, view.ticket.payments, payment.kind)
    if payment.amount > view.settlement.due:
        raise UserError(
            _("{type} cannot be more than what is due: {due}.").format(
                type=payment.label, due=money(view.settlement.due)
            ),
            field="amount",
        )
    if payment.amount > most:
        raise UserError(
            _("{type} can pay at most {most} here; the rest must be paid another way.").format(
                type=payment.label, most=money(most)
            ),
            field="amount",
        )


def client_of(connection: Connection, view: TicketView, why: str) -> int:
    """The id of the ticket's client, who is not archived.

    Raises:
        UserError: there is none, with ``why`` one is needed; or they are archived.
    """
    if view.client is None:
        raise UserError(why)
    active_client(connection, view.client.id)
    return view.client.id


def _store(
    desk: Desk, connection: Connection, ticket: Ticket, request_id: str, payment: Payment
) -> int:
    return stored.add_payment(
        connection,
        ticket.id,
        request_id=request_id,
        kind=str(payment.kind),
        type_code=payment.type_code,
        label=payment.label,
        amount=payment.amount,
        tendered=payment.tendered,
        kept=payment.kept,
        reference=payment.reference,
        detail=payment.detail,
        deducts=int(payment.deducts),
        points=payment.points,
        at=desk.at,
        staff=desk.who,
    )


def _card_for(desk: Desk, connection: Connection, request: PaymentRequest) -> GiftCard:
    """The card of a payment by gift card, which has enough on it."""
    from pos_app.services.card_sales import card_with

    card = card_with(connection, request.reference)
    card.check_usable(desk.today)
    card.check_available(request.amount)
    return card


def _hold_funds(
    desk: Desk,
    connection: Connection,
    view: TicketView,
    payment_id: int,
    amount: int,
    way: PaymentType,
) -> None:
    client_id = client_of(connection, view, _("Choose a client first: a walk-in has no balance."))
    funds = spendable(connection, client_id, way.code)
    shares = client_account.redeem(funds, amount, desk.today)
    claims.hold(connection, view.ticket.id, shares, payment_id=payment_id)


def check_pay_later(desk: Desk, connection: Connection, view: TicketView, amount: int) -> None:
    """Make sure that the ticket's client may owe ``amount`` minor units more once it closes (R4).

    Raises:
        UserError: there is no client, the shop forbids it, or it is above their limit.
    """
    client_of(connection, view, _("Choose a client first: a walk-in cannot pay later."))
    # As they are stored now: another till may have forbidden it since this one looked.
    desk = replace(desk, settings=catalog.load_settings(connection))
    client, limit = view.client, pay_later_limit(desk, view)
    if not desk.settings.pay_later_allowed:
        raise UserError(_("This shop does not let clients pay later."))
    after = owed_after(view, amount)
    if limit is not None and after > limit:
        raise UserError(
            _("{name} may owe at most {limit}; this would make it {after}.").format(
                name=client.name if client else "", limit=money(limit), after=money(after)
            ),
            field="amount",
        )


def pay_later_limit(desk: Desk, view: TicketView) -> int | None:
    """The most that the ticket's client may owe, in minor units; ``None`` is no limit (R4)."""
    own = view.client.pay_later_limit if view.client else None
    return desk.settings.pay_later_limit if own is None else own


def owed_after(view: TicketView, more: int) -> int:
    """What the client will owe in all once the ticket closes, with ``more`` paid later (R4)."""
    return view.standing.owed - view.payoff + view.pay_later + more
