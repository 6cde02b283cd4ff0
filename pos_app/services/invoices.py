"""Invoices: those that are open, billing without a visit, and paying them with what clients have.

A manual invoice is an ordinary ticket that is opened, paid later as a whole and closed in one
transaction: receipts, history, refunds and the books know no other kind.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_app.domain.balance_acts import ApplyFunds
from pos_app.domain.client_account import Share
from pos_app.domain.facts import facts
from pos_app.domain.invoice import Age, Ages, OpenInvoice, due_between, due_date, falls_due
from pos_app.domain.shop import LATER_TYPE, CreditUse
from pos_app.domain.ticket import MAX_QUANTITY, Bill, Line, Ticket, price
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog, invoices, people
from pos_app.persistence import tickets as stored
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.client_accounts import accounts_of
from pos_app.services.closing import close_within
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest, put_payment
from pos_app.services.requests import DoneBefore, take_up
from pos_app.services.selling import line_for, priced_at
from pos_app.services.tickets import active_client, edit_within, load_open, look

PAGE = invoices.PAGE


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which open invoices are asked for: of an age, by what is typed, of one client."""

    typed: str = ""
    age: Age | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class BilledItem:
    """One line of an invoice without a visit; ``unit_price`` in minor units, by default the item's."""

    item_id: int
    quantity: int = 1
    unit_price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An invoice without a visit, before it is made. ``due_on`` is a shop-local date, ISO text.

    ``price_reason`` says why items are billed at other prices than their own. Without ``use_credit``
    the client's credit is left alone, though the shop always applies it (R9).
    """

    client_id: int
    lines: tuple[BilledItem, ...]
    due_on: str
    note: str = ""
    price_reason: str = ""
    use_credit: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """How much of an open invoice can be paid with what its client has, in minor units."""

    invoice: OpenInvoice
    amount: int


def listed(desk: Desk, wanted: Wanted, after: OpenInvoice | None = None) -> list[OpenInvoice]:
    """One page of the open invoices, the longest overdue first; ``after`` is the last before it."""
    with desk.read() as connection:
        return invoices.page(connection, _asked(desk, connection, wanted), after)


def ages(desk: Desk, wanted: Wanted) -> Ages:
    """What is owed on the invoices that are asked for, by age; which age is asked for does not count."""
    with desk.read() as connection:
        asked = _asked(desk, connection, replace(wanted, age=None))
        return Ages.of(invoices.owed_by_date(connection, asked), desk.today)


def of_ticket_id(desk: Desk, ticket_id: int) -> list[OpenInvoice]:
    """What is still owed on a closed ticket."""
    with desk.read() as connection:
        number = stored.load(connection, ticket_id).number
        return invoices.page(connection, invoices.Asked(ticket_number=number))


def _asked(desk: Desk, connection: Connection, wanted: Wanted) -> invoices.Asked:
    span = due_between(wanted.age, desk.today) if wanted.age else ("0001-01-01", "9999-12-31")
    if wanted.client_id is not None:
        return invoices.Asked(*span, clients=(wanted.client_id,), today=desk.today)
    return replace(invoices.typed_as(connection, wanted.typed, *span), today=desk.today)


def due_by_terms(desk: Desk) -> str:
    """When an invoice of today falls due by the shop's terms, ISO text."""
    return falls_due(desk.today, desk.settings.terms_days)


def priced(desk: Desk, lines: Iterable[BilledItem], client_id: int | None = None) -> Bill:
    """What an invoice with these lines would come to.

    Raises:
        UserError: an item is no longer sold, or a quantity is none.
    """
    with desk.read() as connection:
        blank = Ticket(id=0, number=0, client_id=client_id)
        ticket = _with_lines(connection, blank, lines, _ANY_REASON)
        return price(ticket, catalog.tax_rates(connection), desk.settings.tax_rules)


def bill(desk: Desk, request_id: str, draft: Draft) -> Changes:
    """Bill a client without a visit; a second press changes nothing, and tells of no ticket.

    Raises:
        UserError: there are no lines, they cost nothing, the date has passed, or the client may not
            owe that much (R4).
    """
    due_on = due_date(draft.due_on, desk.today)
    about = f"client {people.code_of(draft.client_id)}"
    detail = facts(due=due_on)
    with (
        suppress(DoneBefore),
        desk.write("invoice.bill", about, detail, Permission.ADJUST_BALANCE) as connection,
    ):
        active_client(connection, draft.client_id)
        ticket_id = stored.insert_ticket(
            connection,
            desk.till.name,
            client_id=draft.client_id,
            staff=None,
            note=typed(draft.note, 500),
            use_credit=int(draft.use_credit and desk.settings.credit_use is not CreditUse.NEVER),
            opened_at=desk.at,
        )
        take_up(desk, connection, request_id, "payment", ticket_id)
        edit_within(
            desk,
            connection,
            ticket_id,
            lambda c, t: _with_lines(c, t, draft.lines, draft.price_reason),
        )
        due = look(desk, connection, load_open(connection, ticket_id)).settlement.due
        if not due:
            raise UserError(_("An invoice needs a line that costs something."), field="lines")
        later = PaymentRequest(id=request_id, type_code=LATER_TYPE, amount=due)
        put_payment(desk, connection, ticket_id, later)
        close_within(
            desk, connection, look(desk, connection, load_open(connection, ticket_id)), due_on
        )
        return of_ticket(ticket_id, draft.client_id)
    return Changes(clients=frozenset({draft.client_id}))


_ANY_REASON = "…"
"""What stands for the reason of a price while an invoice is only looked at."""


def _with_lines(
    connection: Connection, ticket: Ticket, lines: Iterable[BilledItem], price_reason: str
) -> Ticket:
    for line in lines:
        ticket = ticket.with_new_line(_line(connection, ticket, line, price_reason))
    return ticket


def _line(connection: Connection, ticket: Ticket, billed: BilledItem, price_reason: str) -> Line:
    item = catalog.item(connection, billed.item_id)
    if item is None or not item.active:
        raise UserError(_("That item is no longer sold."), field="lines")
    if not 1 <= billed.quantity <= MAX_QUANTITY:
        raise UserError(
            _("Enter a quantity from 1 to {most}.").format(most=MAX_QUANTITY), field="quantity"
        )
    line = replace(line_for(connection, ticket, item), quantity=billed.quantity)
    if billed.unit_price in (None, line.list_price):
        return line
    return priced_at(line, billed.unit_price, price_reason)


def proposals(desk: Desk, charge_ids: Iterable[int]) -> list[Proposal]:
    """What can be paid of these invoices with what their clients have, those due first before others."""
    with desk.read() as connection:
        found = invoices.of_charges(connection, list(charge_ids))
        ids = list(dict.fromkeys(invoice.client_id for invoice in found))
        of_clients = accounts_of(desk, connection, ids)
    room = {client_id: one.standing.available for client_id, one in of_clients.items()}
    made = []
    for invoice in found:
        amount = min(room[invoice.client_id], invoice.available)
        room[invoice.client_id] -= amount
        made.append(Proposal(invoice, amount))
    return made


def acts_of(amounts: Mapping[OpenInvoice, int]) -> dict[int, ApplyFunds]:
    """The acts that pay these amounts of these invoices, by client, for ``client_accounts``."""
    shares: dict[int, list[Share]] = {}
    for invoice, amount in amounts.items():
        if amount:
            shares.setdefault(invoice.client_id, []).append(Share(invoice.charge_id, amount))
    return {client_id: ApplyFunds(wanted=tuple(some)) for client_id, some in shares.items()}
