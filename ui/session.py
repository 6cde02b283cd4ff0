"""What every page shares: the desk with who is signed in, the writer thread, and the news."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar, TypeVarTuple

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from pos_app.domain.shop import Settings, StaffMember, Till
from pos_app.errors import EnvironmentFault, UserError
from pos_app.security.roles import NotAllowed, Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.tasks import Failure, Tasks

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Stopped:
    """An act that the person signed in may not do: ``repeat`` does it once more, and once only, on a
    desk that somebody authorised; ``give_up`` tells ``asked_by`` that it was refused."""

    permission: Permission
    repeat: Callable[[Desk], None]
    give_up: Callable[[], object]
    desk: Desk
    asked_by: QObject


class Session(QObject):
    """One window's work on one shop.

    Signals:
        changed(Changes): a write changed something; views that show it reload.
        ticket_picked(object): the id of the ticket in work, or ``None``, is another one now.
        signed_in(object): the staff member who is signed in now, or ``None``.
        handed_over(): somebody else than the last person works here now.
        outbox_moved(Outbox): a message went on its way, was sent or was kept back.
    """

    changed = Signal(object)
    ticket_picked = Signal(object)
    signed_in = Signal(object)
    handed_over = Signal()
    outbox_moved = Signal(object)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._last = desk.staff
        self.tasks = tasks
        self.ticket_id: int | None = None
        self.ask_authority: Callable[[Stopped], bool] | None = None

    def write(
        self,
        act: Callable[[Desk, *Ts], Changes],
        *args: *Ts,
        then: Callable[[Changes], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run one service in the background; tell everybody what changed, then ``then``.

        ``failed`` gets the error instead of the window's banner. See :meth:`Tasks.write`. What the
        person may not do waits until somebody authorises that one act by their PIN, or nobody does.
        """
        heard_by = owner or self

        def done(changes: Changes) -> None:
            self.changed.emit(changes)
            if then is not None:
                then(changes)

        def run(desk: Desk) -> None:
            def refused(error: Exception) -> None:
                def give_up() -> None:
                    if isValid(heard_by):
                        self._tell(error, failed, lambda: run(desk))

                if not self._asks(error, desk, run, give_up, heard_by):
                    give_up()

            self.tasks.write(lambda: act(desk, *args), then=done, failed=refused, owner=heard_by)

        run(self.desk)

    def read(
        self,
        look: Callable[[Desk, *Ts], T],
        *args: *Ts,
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
        owner: QObject,
    ) -> None:
        """Run a slow read that not everybody may see; otherwise as :meth:`write`, of this one read."""

        def run(desk: Desk) -> None:
            def refused(error: Exception) -> None:
                def give_up() -> None:
                    if isValid(owner):
                        failed(error)

                if not self._asks(error, desk, run, give_up, owner):
                    give_up()

            self.tasks.read(look, desk, *args, then=then, failed=refused, owner=owner)

        run(self.desk)

    def _asks(
        self,
        error: Exception,
        desk: Desk,
        repeat: Callable[[Desk], None],
        give_up: Callable[[], object],
        asked_by: QObject,
    ) -> bool:
        """Whether somebody is asked now to authorise what was refused."""
        if self.ask_authority is None or not isinstance(error, NotAllowed):
            return False
        if desk.authoriser is not None or desk.staff != self.desk.staff:
            return False
        return self.ask_authority(Stopped(error.permission, repeat, give_up, desk, asked_by))

    def _tell(
        self,
        error: Exception,
        failed: Callable[[Exception], object] | None,
        retry: Callable[[], None],
    ) -> None:
        if failed is not None:
            failed(error)
        elif isinstance(error, UserError | EnvironmentFault):
            self.tasks.failure.emit(Failure(error, retry))

    def pick_ticket(self, ticket_id: int | None) -> None:
        """Work on that ticket from now on, on whatever page."""
        if ticket_id != self.ticket_id:
            self.ticket_id = ticket_id
            self.ticket_picked.emit(ticket_id)

    def sign_in(self, member: StaffMember | None) -> None:
        """Somebody else, or nobody, works here from now on."""
        self.desk = self.desk.as_staff(member)
        self.signed_in.emit(member)
        if member is not None:
            last, self._last = self._last, member
            if last is not None and last.code != member.code:
                self.handed_over.emit()

    def use(self, settings: Settings, till: Till) -> None:
        """The shop's choices or this till's were changed."""
        self.desk = replace(self.desk, settings=settings, till=till)
        self.changed.emit(Changes(settings=True))
