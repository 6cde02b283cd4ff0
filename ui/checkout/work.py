"""The ticket in work: what the parts of the checkout page show, and how they change it.

Acts run one after the other, each on the ticket as the one before left it, so that a burst of scans
loses none and every act knows what the ticket was before, for undo.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal

from pos_app.domain.shop import Client, StaffMember
from pos_app.domain.ticket import LineKind, Ticket
from pos_app.domain.words import _, first_name
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import staff, tickets, undoing
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.tickets import TicketView
from ui.session import Session
from ui.tasks import Failure

Ps = ParamSpec("Ps")

UNDO_STEPS = 20


@dataclass(frozen=True, slots=True)
class _Act:
    """Something to do to the ticket in work, and who is told."""

    run: Callable[[Desk, int], Changes]
    then: Callable[[], object] | None
    failed: Callable[[UserError], object] | None


class TicketWork(QObject):
    """The ticket in work and the acts on it.

    Signals:
        shown(object): the TicketView to show from now on, or ``None``.
        refused(UserError): an act was refused that no panel asked for.
        done(): an act was carried out.
    """

    shown = Signal(object)
    refused = Signal(object)
    done = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.view: TicketView | None = None
        self.members: list[StaffMember] = []
        self.names: dict[str, str] = {}
        self._acts: deque[_Act] = deque()
        self._running = False
        self._undo: list[tuple[Ticket, Ticket]] = []
        self._is_stuck = False
        session.changed.connect(self._hear)
        session.ticket_picked.connect(self._picked)
        self._load_staff()

    def do(
        self,
        act: Callable[Concatenate[Desk, int, Ps], Changes],
        *args: Ps.args,
        **kwargs: Ps.kwargs,
    ) -> None:
        """Carry out an act on the ticket in work, or on a new one where there is none."""
        self.ask(lambda desk, ticket_id: act(desk, ticket_id, *args, **kwargs))

    def ask(
        self,
        run: Callable[[Desk, int], Changes],
        then: Callable[[], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        """As :meth:`do`, and tell how it went: ``failed`` gets a refusal instead of everybody."""
        self._acts.append(_Act(run, then, failed))
        self._next()

    def settle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once all that was asked so far is done, on a ticket new where there is none."""
        self.ask(lambda _desk, _ticket_id: Changes(), then)

    def is_working(self) -> bool:
        """Whether acts are under way or wait."""
        return self._running or bool(self._acts)

    def reload(self) -> None:
        """Show the ticket in work as it is now."""
        ticket_id = self.session.ticket_id
        self._show(None if ticket_id is None else self._load(ticket_id))

    def is_behind(self) -> bool:
        """Whether the ticket, or the balance of its client, is another one than is shown."""
        ticket_id = self.session.ticket_id
        return ticket_id is not None and tickets.view(self.session.desk, ticket_id) != self.view

    def _show(self, view: TicketView | None) -> None:
        self.view = view
        self.shown.emit(view)

    def can_undo(self) -> bool:
        """Whether there is a change to take back, and nobody changed the ticket since."""
        if not self._undo or self.view is None:
            return False
        return _same(self._undo[-1][1], self.view.ticket)

    def _undo_act(self, now: Ticket) -> Callable[[Desk, int], Changes]:
        """What takes the last change back. What lies between was undone, and is the same."""
        before, after = self._undo[-1]
        if _sold(before) == _sold(after):
            as_now = replace(after, version=now.version)
            return lambda desk, _ticket_id: undoing.undo_client_value(desk, before, as_now)
        # The service takes back one version only.
        last = replace(before, version=now.version - 1)
        return lambda desk, _ticket_id: tickets.undo(desk, last)

    def undo(self) -> None:
        """Take the last change back, once all that was asked before is done."""
        if self.is_working():
            self.settle(self.undo)
            return
        if self.view is None or not self.can_undo():
            self._refuse(UserError(_("There is nothing to undo.")))
            return
        kept = self._undo[:-1]

        def forget() -> None:
            self._undo = kept

        self.ask(self._undo_act(self.view.ticket), forget)

    def new_ticket(self) -> None:
        """Start a ticket for a walk-in and work on it."""
        self.session.write(tickets.open_ticket, then=self._pick, owner=self)

    def _pick(self, changes: Changes) -> None:
        self.session.pick_ticket(next(iter(changes.tickets)))

    def _next(self) -> None:
        if self._running or not self._acts:
            return
        self._running = True
        if self.session.ticket_id is None:
            self.session.write(
                tickets.open_ticket, then=self._opened, failed=self._failed, owner=self
            )
            return
        act = self._acts[0]
        before = self.view.ticket if self.view else None

        def run(desk: Desk, ticket_id: int) -> Changes:
            return act.run(desk, ticket_id)

        self.session.write(
            run,
            self.session.ticket_id,
            then=lambda _changes: self._carried_out(act, before),
            failed=self._failed,
            owner=self,
        )

    def _opened(self, changes: Changes) -> None:
        self._running = False
        self._pick(changes)
        self._next()

    def _carried_out(self, act: _Act, before: Ticket | None) -> None:
        self._running = False
        self._acts.popleft()
        if self._is_stuck:
            self._is_stuck = False
            self.session.tasks.recovered.emit()
        after = self.view.ticket if self.view else None
        if before and after and before.id == after.id and not _same(before, after):
            self._undo = [*self._undo[-UNDO_STEPS:], (before, after)]
        if act.then is not None:
            act.then()
        self.done.emit()
        self._next()

    def _failed(self, error: Exception) -> None:
        """A refusal drops its act. A fault of the machine keeps all that waits, to be tried again.

        A panel, which is still open, is told of either, and asks again itself.
        """
        self._running = False
        act = self._acts[0] if self._acts else None
        if isinstance(error, EnvironmentFault) and (act is None or act.failed is None):
            self._is_stuck = True
            # Who clicks again would sell twice: what waits is done before anything new.
            said = _("{fault} What you entered is kept: do not enter it again.")
            kept = EnvironmentFault(said.format(fault=error.text))
            self.session.tasks.failure.emit(Failure(kept, self._next))
            return
        if act is not None:
            self._acts.popleft()
        self.reload()
        if isinstance(error, UserError | EnvironmentFault):
            refusal = error if isinstance(error, UserError) else UserError(error.text)
            ((act and act.failed) or self._refuse)(refusal)
        self._next()

    def _refuse(self, error: UserError) -> None:
        self.refused.emit(error)

    def _picked(self, _ticket_id: object) -> None:
        self._undo = []
        self.reload()

    def _hear(self, changes: Changes) -> None:
        if changes.staff:
            self._load_staff()
        view = self.view
        mine = view is not None and (
            view.ticket.id in changes.tickets or (view.client and view.client.id in changes.clients)
        )
        left = changes.ticket
        if left is not None and left.ticket.id == self.session.ticket_id:
            self._show(left)
        elif mine or changes.settings or changes.staff:
            self.reload()

    def _load(self, ticket_id: int) -> TicketView | None:
        try:
            return tickets.view(self.session.desk, ticket_id)
        except UserError as error:
            self._refuse(error)
            return None

    def _load_staff(self) -> None:
        self.members = [m for m in staff.members(self.session.desk) if m.active]
        self.names = short_names(staff.members(self.session.desk))


def _same(one: Ticket, other: Ticket) -> bool:
    """Whether two tickets are the same in all that undo puts back."""
    return one is other or _undoable(one) == _undoable(other)


def _undoable(ticket: Ticket) -> tuple[object, ...]:
    """As much of a ticket as undo puts back: what is sold, to whom, and what is paid off."""
    line = undoing.payoff_line(ticket)
    return _sold(ticket), ticket.client_id, line.amount if line else 0


def _sold(ticket: Ticket) -> tuple[object, ...]:
    """What is sold on a ticket, with its tips, discounts and notes; who buys does not matter."""
    lines = [
        replace(line, first_payment=False) if line.first_payment else line
        for line in ticket.lines
        if line.kind is not LineKind.PAYOFF
    ]
    said = ticket.note, ticket.tax_exempt_reason, ticket.staff
    return ticket.id, lines, ticket.tips, ticket.discount, *said


def called(client: Client) -> str:
    """A client in a sentence: by the first name."""
    return first_name(client.name)


def short_names(members: Iterable[StaffMember]) -> dict[str, str]:
    """How staff are called at work, by code: the first name, or the whole where two share it."""
    people = list(members)
    first = {member.code: first_name(member.name) for member in people}
    called = list(first.values())
    return {
        member.code: first[member.code] if called.count(first[member.code]) == 1 else member.name
        for member in people
    }
