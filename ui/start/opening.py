"""Opening the shop beside the screen, so that a start that has to wait for it says so."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread

from pos_app.domain.words import _
from pos_app.services.desk import Desk
from ui.start.cover import Cover
from ui.widgets import Notice

PATIENCE_S = 1.0
"""How long a start shows nothing: an ordinary one takes a few hundredths of a second."""


def begin(open_shop: Callable[[], Desk]) -> Future[Desk]:
    """Open the shop on a thread of its own, which nobody waits for at the end of the program."""
    opened: Future[Desk] = Future()

    def work() -> None:
        try:
            opened.set_result(open_shop())
        except Exception as error:  # noqa: BLE001 -- raised where the result is asked for
            opened.set_exception(error)

    Thread(target=work, name="opening", daemon=True).start()
    return opened


class Waiting(Cover):
    """Says that the shop's data cannot be had yet. Nothing has to be done: the till goes on by itself."""

    def __init__(self) -> None:
        super().__init__("", 680)
        said = _(
            "The shop’s data cannot be read yet: another program is using it, or the disk is slow. "
            "The till opens by itself as soon as it can."
        )
        self.body.addWidget(Notice(said, can_dismiss=False))
