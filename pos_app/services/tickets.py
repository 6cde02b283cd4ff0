"""Working an open ticket: its lines, discounts, tips, client and state.

Each function is one act by one person: it loads the ticket as it is now, changes it as a value and
stores it, in one transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from pos_app.domain.client_account import Standing
from pos_app.domain.facts import facts
from pos_app.domain.guarded import discounts_more, permissions_for
from pos_app.domain.money import MAX_AMOUNT
from pos_app.domain.payment import PaymentKind, Settlement, settle
from pos_app.domain.shop import Client, CreditUse
from pos_app.domain.ticket import (
    Bill,
    Line,
    LineKind,
    Ticket,
    TicketState,
    Tip,
    price,
)
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import accounts, catalog, people
from pos_app.persistence import tickets as stored
from pos_app.persistence.tables.tickets import ticket_lines
from pos_app.persistence.tables.tickets import tickets as tickets_table
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes, of_ticket
from pos_app.services.desk import Desk
from pos_app.services.taking_off import take_off_client_value, take_off_payments
from pos_app.services.ticket_facts import told

CLIENT_LINES = frozenset({LineKind.PAYOFF, LineKind.TOP_UP, LineKind.PLAN})
"""Lines that make sense for a client only."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """All that a screen shows of one ticket. ``standing`` counts what this ticket itself holds."""

    ticket: Ticket
    bill: Bill
    settlement: Settlement
    client: Client | None
    standing: Standing

    @property
    def payoff(self) -> int:
        """What this ticket pays off of the client's balance due, in minor units."""
        return self.bill.of_kind(LineKind.PAYOFF)

    @property
    def pay_later(self) -> int:
        """What this ticket puts on the client's balance, in minor units."""
        paid = self.ticket.payments
        return sum(p.amount for p in paid if p.kind is PaymentKind.PAY_LATER)


def view(desk: Desk, ticket_id: int) -> TicketView:
    """One ticket as it is now."""
    with desk.read() as connection:
        return look(desk, connection, stored.load(connection, ticket_id))


def open_tickets(desk: Desk) -> list[TicketView]:
    """All open and held tickets, oldest first."""
    with desk.read() as connection:
        found = stored.load_many(connection, stored.open_ids(connection))
        return [look(desk, connection, ticket) for ticket in found]


def open_versions(desk: Desk) -> dict[int, int]:
    """The version of each open and held ticket by its id: cheap to ask, to notice other tills."""
    with desk.read() as connection:
        return stored.open_versions(connection)


def look(desk: Desk, connection: Connection, ticket: Ticket) -> TicketView:
    """The view of a loaded ticket."""
    return _look(desk, connection, ticket, _price(desk, connection, ticket))


def _price(desk: Desk, connection: Connection, ticket: Ticket) -> Bill:
    return price(ticket, catalog.tax_rates(connection), desk.settings.tax_rules)


def _look(desk: Desk, connection: Connection, ticket: Ticket, bill: Bill) -> TicketView:
    client = people.client(connection, ticket.client_id) if ticket.client_id else None
    standing = accounts.standing(connection, client.id, desk.today) if client else Standing()
    settlement = settle(bill.total, ticket.payments, desk.settings.cash_step)
    return TicketView(ticket, bill, settlement, client, standing)


def open_ticket(desk: Desk, client_id: int | None = None) -> Changes:
    """Start a ticket, for a walk-in or a client."""
    about = None if client_id is None else people.code_of(client_id)
    with desk.write(
        "ticket.open", lambda: f"ticket {ticket_id}", facts(client=about)
    ) as connection:
        if client_id is not None:
            active_client(connection, client_id)
        ticket_id = stored.insert_ticket(
            connection,
            desk.till.name,
            client_id=client_id,
            staff=desk.who,
            use_credit=int(desk.settings.credit_use is not CreditUse.NEVER),
            opened_at=desk.at,
        )
    return of_ticket(ticket_id, client_id)


def active_client(connection: Connection, client_id: int) -> Client:
    """The client, who is neither unknown nor archived.

    Raises:
        UserError: otherwise.
    """
    client = people.client(connection, client_id)
    if client is None:
        raise UserError(_("That client does not exist."))
    if client.archived_at:
        raise UserError(
            _(
                "{name} is archived. Choose another client, or have a manager restore this one."
            ).format(name=client.name)
        )
    return client


def edit(
    desk: Desk,
    ticket_id: int,
    act: str,
    change: Callable[[Connection, Ticket], Ticket],
    needs: Permission | None = None,
    reason: str = "",
) -> Changes:
    """Load an open ticket, change it, check that it can still be priced, and store it.

    Raises:
        UserError: it is closed or void, or the change is refused.
        NotAllowed: for want of ``needs``, or of what the change itself needs.
    """
    with desk.write(
        act, f"ticket {ticket_id}", lambda: told(before, left.ticket, reason), needs=needs
    ) as connection:
        before, left = edit_within(desk, connection, ticket_id, change)
    changed = of_ticket(ticket_id, before.client_id, left.ticket.client_id)
    return replace(changed, ticket=left)


def edit_within(
    desk: Desk,
    connection: Connection,
    ticket_id: int,
    change: Callable[[Connection, Ticket], Ticket],
) -> tuple[Ticket, TicketView]:
    """As :func:`edit`, as a part of a larger transaction; the ticket before and as it is left.

    Raises:
        UserError: it is closed or void, or the change is refused.
    """
    before = load_open(connection, ticket_id)
    after = change(connection, before)
    bill = _price(desk, connection, after)
    if after != before:
        if before.parts and after.parts == before.parts:
            after = _split_still(desk, connection, before, after, bill)
        _check_amounts(desk, connection, before, after, bill)
        _check_staff(connection, _people_on(after) - _people_on(before))
        after = stored.save(connection, before, after)
    return before, _look(desk, connection, after, bill)


def _split_still(
    desk: Desk, connection: Connection, before: Ticket, after: Ticket, bill: Bill
) -> Ticket:
    """The ticket after a change: an even split of another total than it has now is one no more."""
    same = _price(desk, connection, before).total == bill.total
    return after if same else replace(after, parts=())


def load_open(connection: Connection, ticket_id: int) -> Ticket:
    """The ticket, which is still open.

    Raises:
        UserError: it was closed or voided, perhaps at another till.
    """
    ticket = stored.load(connection, ticket_id)
    if ticket.state is TicketState.CLOSED:
        raise UserError(_("Ticket #{number} is already closed.").format(number=ticket.number))
    if ticket.state is TicketState.VOID:
        raise UserError(_("Ticket #{number} is void.").format(number=ticket.number))
    return ticket


def _check_amounts(
    desk: Desk, connection: Connection, before: Ticket, after: Ticket, bill: Bill
) -> None:
    if bill.total > MAX_AMOUNT or any(line.amount > MAX_AMOUNT for line in after.lines):
        raise UserError(_("The ticket would cost more than the till can take."))
    # Here, where every change comes by: undo and a changed quantity discount too.
    for permission in permissions_for(before, after):
        desk.require(connection, permission)
    if bill.line_discounts or bill.ticket_discount:
        most = catalog.load_settings(connection).rights.most_discount_ppm
        if discounts_more(_price(desk, connection, before), bill, most):
            desk.require(connection, Permission.DISCOUNT)


def _people_on(ticket: Ticket) -> set[str]:
    """The codes of everybody whom the ticket names."""
    named = [ticket.staff, *(line.staff for line in ticket.lines), *(t.staff for t in ticket.tips)]
    return {code for code in named if code is not None}


def _check_staff(connection: Connection, codes: set[str]) -> None:
    for code in sorted(codes):
        row = people.staff_row(connection, code)
        if row is None or not row.active:
            raise UserError(
                _("Nobody who works here has the code {code}.").format(code=code[:20]),
                field="staff",
            )


def is_first_payment(connection: Connection, client_id: int | None, line: Line) -> bool:
    """Whether the client never paid this plan before (R8)."""
    if line.kind is not LineKind.PLAN:
        return False
    paid = (
        select(ticket_lines.c.number)
        .join(tickets_table)
        .where(
            tickets_table.c.client_id == client_id,
            tickets_table.c.state == "closed",
            ticket_lines.c.item_id == line.item_id,
        )
    )
    return client_id is None or connection.execute(paid.limit(1)).first() is None


def marked(
    connection: Connection, client_id: int | None, lines: Iterable[Line]
) -> tuple[Line, ...]:
    """The lines, with each first payment of a plan by this client marked."""
    return tuple(
        replace(line, first_payment=is_first_payment(connection, client_id, line)) for line in lines
    )


def set_note(desk: Desk, ticket_id: int, note: str) -> Changes:
    """Write a note on the ticket."""
    return edit(
        desk, ticket_id, "ticket.note", lambda _c, ticket: replace(ticket, note=typed(note, 500))
    )


def set_tip(desk: Desk, ticket_id: int, staff: str, amount: int) -> Changes:
    """Give a tip to one person; zero takes it off."""
    not_negative(amount)

    def change(_connection: Connection, ticket: Ticket) -> Ticket:
        tips = [tip for tip in ticket.tips if tip.staff != staff]
        tips += [Tip(staff, amount)] if amount else []
        return replace(ticket, tips=tuple(sorted(tips, key=lambda tip: tip.staff)))

    return edit(desk, ticket_id, "ticket.tip", change)


def describe(desk: Desk, ticket_id: int, note: str, staff: str | None) -> Changes:
    """Write the ticket's note, and say who serves it (``None``: nobody yet)."""
    return edit(
        desk,
        ticket_id,
        "ticket.describe",
        lambda _c, ticket: replace(ticket, note=typed(note, 500), staff=staff),
    )


def set_tax_exempt(desk: Desk, ticket_id: int, reason: str) -> Changes:
    """Charge no tax on the ticket, for a reason; an empty reason charges tax again."""
    return edit(
        desk,
        ticket_id,
        "ticket.tax_exempt",
        lambda _c, ticket: replace(ticket, tax_exempt_reason=typed(reason, 200)),
    )


def set_use_credit(desk: Desk, ticket_id: int, use_credit: bool) -> Changes:
    """The box *Use available credit*; without its tick, what was redeemed already comes off (R9)."""

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        spent = [p for p in ticket.payments if p.kind is PaymentKind.CLIENT_BALANCE and p.deducts]
        gone = [] if use_credit else spent
        return replace(take_off_payments(connection, ticket, gone), use_credit=use_credit)

    return edit(desk, ticket_id, "ticket.use_credit", change)


def dismiss_notice(desk: Desk, ticket_id: int) -> Changes:
    """The ticket's notice was read."""
    return edit(desk, ticket_id, "ticket.notice", lambda _c, ticket: replace(ticket, notice=""))


def hold(desk: Desk, ticket_id: int) -> Changes:
    """Set the ticket aside. What it claims of a client's balance stays claimed (R7)."""
    return edit(
        desk,
        ticket_id,
        "ticket.hold",
        lambda _c, ticket: replace(ticket, state=TicketState.HELD, held_at=desk.at),
    )


def resume(desk: Desk, ticket_id: int) -> Changes:
    """Take a held ticket up again."""
    return edit(
        desk,
        ticket_id,
        "ticket.resume",
        lambda _c, ticket: replace(ticket, state=TicketState.OPEN, held_at=""),
    )


def undo(desk: Desk, before: Ticket) -> Changes:
    """Undo the last change: put lines, discounts, tips and notes back to what they were.

    The client, payoffs and payments stay as they are now: money is undone by its own acts.

    Raises:
        UserError: the ticket changed again since, perhaps at another till.
    """

    def change(connection: Connection, now: Ticket) -> Ticket:
        if now.version != before.version + 1:
            raise UserError(_("The ticket changed again meanwhile; there is nothing to undo."))
        payoffs = tuple(line for line in now.lines if line.kind is LineKind.PAYOFF)
        others = tuple(line for line in before.lines if line.kind is not LineKind.PAYOFF)
        lines = sorted((*others, *payoffs), key=lambda line: line.number)
        return replace(
            now,
            lines=marked(connection, now.client_id, lines),
            tips=before.tips,
            discount=before.discount,
            note=before.note,
            tax_exempt_reason=before.tax_exempt_reason,
            staff=before.staff,
        )

    return edit(desk, before.id, "ticket.undo", change)


def set_client(desk: Desk, ticket_id: int, client_id: int | None) -> Changes:
    """Put the ticket on another client, or on none.

    What belongs to the client before comes off first, and the ticket says so: pay later, payoff,
    redeemed value and change kept on the account, which is to be given back now (R17).
    """

    def change(connection: Connection, ticket: Ticket) -> Ticket:
        if client_id == ticket.client_id:
            return ticket
        if client_id is not None:
            active_client(connection, client_id)
        freed, said = take_off_client_value(connection, ticket)
        lines = marked(connection, client_id, freed.lines)
        if client_id is None and any(line.kind in CLIENT_LINES for line in lines):
            raise UserError(_("Take account credit and plans off first: they need a client."))
        notice = ""
        if said:
            notice = _("Because the client changed, this came off the ticket: {list}.").format(
                list=", ".join(said)
            )
        return replace(freed, client_id=client_id, lines=lines, notice=notice)

    return edit(desk, ticket_id, "ticket.client", change)


def above_zero(amount: int) -> None:
    if amount <= 0:
        raise UserError(_("Enter an amount above zero."), field="amount")


def not_negative(amount: int) -> None:
    if amount < 0:
        raise UserError(_("Enter an amount above zero, without a minus sign."), field="amount")
