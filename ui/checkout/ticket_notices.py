"""What is to be known of the ticket in work, each with what can be done about it."""

from datetime import datetime

from PySide6.QtCore import Signal

from pos_app.domain.ticket import TicketState
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.locales import format_time
from pos_app.services import tickets
from pos_app.services.selling import UnknownCode
from pos_app.services.tickets import TicketView
from ui.checkout.hint import CreditHint, credit_hint
from ui.checkout.notices import Notices
from ui.checkout.work import TicketWork
from ui.session import Session
from ui.widgets import NoticeTone

_MOST_CODES = 3
"""How many codes that no item has are said at once: the last ones."""


class TicketNotices(Notices):
    """Above the lines: from the ticket, from its client, and what was refused or scanned.

    Signals:
        resume_requested(): a ticket that was set aside is to be gone on with.
        note_requested(): its note is to be edited.
        card_chosen(str): the gift card with this code is to pay.
    """

    resume_requested = Signal()
    note_requested = Signal()
    card_chosen = Signal(str)

    def __init__(self, session: Session, work: TicketWork) -> None:
        super().__init__()
        self._session = session
        self._work = work
        self._read_pop_ups: set[tuple[int, int]] = set()
        self._codes: tuple[str, ...] = ()

    def show_view(self, view: TicketView | None) -> None:
        """Say what this ticket and its client give to say."""
        self.put(
            "ticket",
            view.ticket.notice if view else "",
            NoticeTone.WARN,
            dismissed=lambda: self._work.do(tickets.dismiss_notice),
        )
        self._show_pop_up(view)
        held = self._held(view)
        self.put("held", held, action=_("Resume"), act=self.resume_requested.emit)
        note = _("Note: {note}").format(note=view.ticket.note) if view and view.ticket.note else ""
        self.put("note", note, action=_("Edit"), act=self.note_requested.emit)
        hint = credit_hint(view)
        self.put(
            "hint",
            hint.text if hint else "",
            action=hint.action if hint else "",
            act=self._apply_credit,
            key="Ctrl+B",
        )

    def refuse(self, error: UserError) -> None:
        """Say why something was not done.

        That a code was no item's is said until somebody read it: in a row of scans the next comes at
        once, and whoever scans looks at the goods.
        """
        if not isinstance(error, UnknownCode):
            self.put("refused", error.text, NoticeTone.ERROR)
            return
        before = self._codes if self.says("codes") else ()
        self._codes = (*(code for code in before if code != error.code), error.code)[-_MOST_CODES:]
        said = _("No item on sale has the codes {codes}.").format(codes=", ".join(self._codes))
        text = said if len(self._codes) > 1 else error.text
        self.put("codes", text, NoticeTone.ERROR)

    def forget_refusal(self) -> None:
        """What was refused, or a card that was scanned, is done with."""
        for name in ("refused", "card"):
            self.drop(name)

    def forget_all(self) -> None:
        """Somebody has read what was refused, and which codes are no item's."""
        self.forget_refusal()
        self.drop("codes")

    def show_card(self, code: str, *, can_proceed: bool) -> None:
        """Say what is on the gift card that was scanned; offer to pay with it where that can be."""
        from ui.checkout.card_scanned import card_to_use, what_is_on

        try:
            card = card_to_use(self._session.desk, code)
        except UserError as error:
            self.refuse(error)
            return
        can_pay = card.available > 0 and can_proceed
        self.put(
            "card",
            what_is_on(card),
            action=_("Pay with it") if can_pay else "",
            key="Ctrl+G" if can_pay else "",
            act=lambda: self.card_chosen.emit(code),
            dismissed=lambda: None,
        )

    def _show_pop_up(self, view: TicketView | None) -> None:
        """What is to be known of the client, until it was read once on this ticket."""
        if view is None or view.client is None:
            self.drop("pop_up")
            return
        shown = (view.ticket.id, view.client.id)
        text = "" if shown in self._read_pop_ups else view.client.pop_up
        self.put("pop_up", text, NoticeTone.WARN, dismissed=lambda: self._read_pop_ups.add(shown))

    def _held(self, view: TicketView | None) -> str:
        if view is None or view.ticket.state is not TicketState.HELD:
            return ""
        zone = self._session.desk.clock.zone
        at = datetime.fromisoformat(view.ticket.held_at).astimezone(zone)
        return _("Set aside at {time}.").format(time=format_time(at))

    def _apply_credit(self) -> None:
        hint = credit_hint(self._work.view)
        if hint is not None:
            self._work.do(CreditHint.apply, hint)
