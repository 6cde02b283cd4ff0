"""What goes out while people work: papers to printers, e-mails; and what the window's top says of both."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.words import _
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets import Dot, NoticeTone

if TYPE_CHECKING:
    from pos_app.services.outbox import Outbox
    from pos_app.services.print_spool import Queue, Standing
    from ui.mailer import Mailer
    from ui.spool import Spool

QUEUE_PAGE = "printing"


class Outgoing(QObject):
    """One session's spool and mailer, both started when they are first wanted."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session: Session | None = session
        self._window: MainWindow | None = None
        self._look_at_queue: Callable[[], object]
        self._spool: Spool | None = None
        self._mailer: Mailer | None = None
        self._queue: Queue | None = None
        self._standings: tuple[Standing, ...] = ()
        self._outbox: Outbox | None = None

    def start(self) -> None:
        """Begin to print and to send."""
        self.spool()
        self._start_mailer()

    def spool(self) -> "Spool | None":
        """What prints; None once the shop was left."""
        from ui.spool import Spool

        if self._session is not None and self._spool is None:
            self._spool = Spool(self._session, self)
            self._spool.state.connect(self._hear_queue)
            self._spool.printers.connect(self._hear_printers)
            self._spool.start()
        return self._spool

    def _start_mailer(self) -> None:
        from ui.mailer import Mailer

        if self._session is not None and self._mailer is None:
            self._mailer = Mailer(self._session, self)
            self._mailer.state.connect(self._hear_outbox)
            self._mailer.start()

    def show_in(self, window: MainWindow, look_at_queue: Callable[[], object]) -> None:
        """Say from now on in this window how things stand; its banner leads to ``look_at_queue``."""
        self._window, self._look_at_queue = window, look_at_queue
        window.page_shown.connect(self._show_queue)
        self.show()

    def show(self) -> None:
        """Say again how things stand: where the language or the printers are others now."""
        self._show_queue()
        self._show_outbox()

    def close(self) -> None:
        """Stop both as soon as printers and servers can be left, and wait for that."""
        self._session = None
        if self._spool is not None:
            self._spool.close()
            self._spool = None
        if self._mailer is not None:
            self._mailer.close()
            self._mailer = None

    def _hear_queue(self, queue: "Queue") -> None:
        self._queue = queue
        self._show_chips()

    def _hear_printers(self, standings: "tuple[Standing, ...]") -> None:
        self._standings = standings
        self._show_chips()

    def _hear_outbox(self, now: "Outbox") -> None:
        self._outbox = now
        if self._session is not None:
            self._session.outbox_moved.emit(now)
        self._show_outbox()

    # A last word of spool or mailer may be heard after the shop was left.

    def _show_chips(self) -> None:
        session, window, queue = self._session, self._window, self._queue
        if session is None or window is None or queue is None:
            return
        from ui.spool import drawer_chip, printer_chip, queue_chip

        has_none = session.desk.till.printer in ("", "none:") and not self._standings
        if has_none and not queue.failed:
            window.set_chip("printer", _("No printer"), Dot.IDLE)
        else:
            window.set_chip("printer", *printer_chip(queue, self._standings))
        _show_chip(window, "queue", queue_chip(queue))
        _show_chip(window, "drawer", drawer_chip(self._standings))
        if not queue.failed:
            window.drop_banner("printer")

    def _show_queue(self, _page: str = "") -> None:
        """The chips, and the banner of what a person has to look at.

        The banner takes its room from the page below, so it comes with a page and never in the middle of
        one: the keys of the number pad would move under a finger. The chip turns red at once.
        """
        self._show_chips()
        window, queue = self._window, self._queue
        if self._session is None or window is None or queue is None:
            return
        from ui.spool import stuck_text

        # The queue itself says it of each job, and is where the banner would lead.
        if queue.failed and window.current_page() != QUEUE_PAGE:
            said = stuck_text(queue.stuck) if queue.stuck is not None else queue.error
            window.show_banner(
                said, NoticeTone.WARN, name="printer", action=_("Print queue"),
                act=self._look_at_queue, key="Alt+Q",
            )  # fmt: skip
        else:
            window.drop_banner("printer")

    def _show_outbox(self) -> None:
        if self._session is None or self._window is None or self._outbox is None:
            return
        from ui.mailer import outbox_chip

        _show_chip(self._window, "email", outbox_chip(self._outbox))


def _show_chip(window: MainWindow, name: str, said: tuple[str, Dot] | None) -> None:
    if said is None:
        window.drop_chip(name)
    else:
        window.set_chip(name, *said)
