"""Which ticket a till goes on with after it was started, or its machine went down."""

from collections.abc import Sequence

from pos_app.domain.ticket import Ticket, TicketState
from pos_app.persistence import audit
from pos_app.services.desk import Desk

_LOOK_BACK = 500
"""How many acts back a start looks."""


def to_go_on_with(desk: Desk, those: Sequence[Ticket]) -> int | None:
    """The id of one of these tickets that is not set aside, if there is one.

    Of those worked on at this till it is the last with a payment on it, or else the last; where there
    is none, the first.
    """
    opened = {ticket.id: ticket for ticket in those if ticket.state is TicketState.OPEN}
    if len(opened) > 1:
        with desk.read() as connection:
            subjects = audit.last_subjects(connection, desk.writer, _LOOK_BACK)
        here = [opened[i] for i in map(_ticket_of, subjects) if i in opened]
        begun = [ticket for ticket in here if ticket.payments] or here
        if begun:
            return begun[0].id
    return next(iter(opened), None)


def _ticket_of(subject: str) -> int:
    """The id of the ticket that an audit row is about; 0 where it is about something else."""
    kind, _space, number = subject.partition(" ")
    return int(number) if kind == "ticket" and number.isdigit() else 0
