"""How a printer stands, in words: whether it prints, its paper, its drawer."""

from dataclasses import dataclass, replace

from pos_app.domain.printer import DrawerSwitch, Printer
from pos_app.printing.answers import Status
from pos_app.printing.conversation import said_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How a printer stands: ``trouble`` says in words why it does not print, if it does not.

    ``kind`` is a code of that: one of ``answers.Trouble``, or ``away``. ``drawer_open`` is only known
    where the drawer's switch is connected. ``confirms`` is whether it says what it printed.
    """

    printer_id: int
    name: str
    trouble: str = ""
    kind: str = ""
    near_end: bool = False
    drawer_open: bool = False
    confirms: bool = True


def standing_of(printer: Printer, status: Status | None, trouble: str = "") -> Standing:
    """What the printer's ``status`` says, or the ``trouble`` in reaching it."""
    kind = "away" if trouble else ""
    standing = Standing(printer.id, printer.name, trouble, kind, confirms=printer.answers.confirms)
    if status is None:
        return standing
    high = {DrawerSwitch.HIGH: True, DrawerSwitch.LOW: False}.get(printer.drawer_open)
    return replace(
        standing,
        trouble=said_of(status.trouble) if status.trouble else "",
        kind=str(status.trouble or ""),
        near_end=status.near_end,
        drawer_open=high is not None and status.drawer_high is high,
    )
