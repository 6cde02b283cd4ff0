"""What a write changed. Views reload from this and from nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of what changed, and which of the shop's lists did."""

    tickets: frozenset[int] = frozenset()
    clients: frozenset[int] = frozenset()
    catalog: bool = False
    staff: bool = False
    settings: bool = False
    print_jobs: bool = False
    emails: bool = False

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
