"""What every page shares: the desk with who is signed in, the writer thread, and the news."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVarTuple

from PySide6.QtCore import QObject, Signal

from pos_app.domain.shop import Settings, StaffMember, Till
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.tasks import Tasks

Ts = TypeVarTuple("Ts")


class Session(QObject):
    """One window's work on one shop.

    Signals:
        changed(Changes): a write changed something; views that show it reload.
        ticket_picked(object): the id of the ticket in work, or ``None``, is another one now.
        signed_in(object): the staff member who is signed in now, or ``None``.
    """

    changed = Signal(object)
    ticket_picked = Signal(object)
    signed_in = Signal(object)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.tasks = tasks
        self.ticket_id: int | None = None

    def write(
        self,
        act: Callable[[Desk, *Ts], Changes],
        *args: *Ts,
        then: Callable[[Changes], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run one service in the background; tell everybody what changed, then ``then``.

        ``failed`` gets the error instead of the window's banner. See :meth:`Tasks.write`.
        """
        desk = self.desk

        def done(changes: Changes) -> None:
            self.changed.emit(changes)
            if then is not None:
                then(changes)

        self.tasks.write(lambda: act(desk, *args), then=done, failed=failed, owner=owner or self)

    def pick_ticket(self, ticket_id: int | None) -> None:
        """Work on that ticket from now on, on whatever page."""
        if ticket_id != self.ticket_id:
            self.ticket_id = ticket_id
            self.ticket_picked.emit(ticket_id)

    def sign_in(self, member: StaffMember | None) -> None:
        """Somebody else, or nobody, works here from now on."""
        self.desk = self.desk.as_staff(member)
        self.signed_in.emit(member)

    def use(self, settings: Settings, till: Till) -> None:
        """The shop's choices or this till's were changed."""
        self.desk = replace(self.desk, settings=settings, till=till)
        self.changed.emit(Changes(settings=True))
