"""Printing an extract of the audit log or the journal from its section."""

from collections.abc import Callable
from typing import TypeVarTuple

from pos_app.domain.words import _
from pos_app.services import printers
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import Section
from ui.widgets import Button

Ts = TypeVarTuple("Ts")


def offer_print(session: Session, button: Button) -> None:
    """Let the button be pressed where the till has a printer for extracts, and say where it has none."""
    prints = printers.prints(session.desk, "extract")
    button.setEnabled(prints)
    button.setToolTip(
        "" if prints else _("This till has no printer. Choose one under Settings, Tills.")
    )


def print_extract(
    section: Section, button: Button, act: Callable[[Desk, *Ts], Changes], *args: *Ts
) -> None:
    """Put an extract into the till's print queue. A second press at once is the same wish."""

    def refused(error: Exception) -> None:
        button.setEnabled(True)
        section.show_error(error)

    def queued() -> None:
        button.setEnabled(True)
        section.saved.emit(_("The extract is on its way to the printer."))

    section.clear_errors()
    button.setEnabled(False)
    section.session.write(act, *args, then=lambda _changes: queued(), failed=refused, owner=section)
