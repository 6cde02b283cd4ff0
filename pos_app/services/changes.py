"""What a write changed. Views reload from this and from nothing else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.services.tickets import TicketView


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what changed, and which of the shop's lists did.

    ``ticket`` is the ticket that was worked on as the act left it, where the act has it at hand: whoever
    shows it need not load it again.
    """

    tickets: frozenset[int] = frozenset()
    clients: frozenset[int] = frozenset()
    catalog: bool = False
    staff: bool = False
    settings: bool = False
    print_jobs: bool = False
    emails: bool = False
    ticket: "TicketView | None" = None

    def __or__(self, other: "Changes") -> "Changes":
        """Both changes as one."""
        return Changes(
            self.tickets | other.tickets,
            self.clients | other.clients,
            self.catalog or other.catalog,
            self.staff or other.staff,
            self.settings or other.settings,
            self.print_jobs or other.print_jobs,
            self.emails or other.emails,
        )


def of_ticket(ticket_id: int, *client_ids: int | None) -> Changes:
    """A ticket changed, and with it what these clients have or owe."""
    return Changes(
        frozenset({ticket_id}), frozenset(client for client in client_ids if client is not None)
    )
