"""The shop's printers, and which paper of a till comes out where."""

from dataclasses import dataclass
from enum import StrEnum

PAPERS = ("receipt", "refund", "account_receipt", "gift_card", "statement", "extract", "drawer")
"""What a till prints; ``drawer`` is no paper but the kick that opens the drawer."""


class Answers(StrEnum):
    """What a printer was found to say back.

    STATUS: how it stands (``DLE EOT``). PROCESS_ID: that it printed a job, too (``GS ( H``). MEMORY:
    even later which job it printed last, for it keeps a mark until it loses power (``GS ( L``).
    NONE: nothing, so that a job is *sent* and never known to be printed.
    """

    UNKNOWN = ""
    NONE = "none"
    STATUS = "status"
    PROCESS_ID = "process_id"
    MEMORY = "memory"

    @property
    def confirms(self) -> bool:
        """Whether it says that it printed."""
        return self in (Answers.PROCESS_ID, Answers.MEMORY)


class DrawerSwitch(StrEnum):
    """What the drawer's switch makes of pin 3 of the printer's drawer plug while the drawer is open."""

    NOT_CONNECTED = ""
    HIGH = "high"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Printer:
    """One printer of the shop, which several tills may share.

    ``address`` is as ``printing.drivers`` reads it, ``profile`` the code of the printer's family.
    What waits goes to the printer ``fallback_id`` when this one cannot print. ``drawer_pin`` is 0 (pin
    2) or 1 (pin 5); ``pulse_ms`` how long the drawer's magnet is on.
    """

    id: int
    name: str
    address: str
    profile: str = "generic-80"
    answers: Answers = Answers.UNKNOWN
    fallback_id: int | None = None
    drawer_pin: int = 0
    pulse_ms: int = 100
    drawer_open: DrawerSwitch = DrawerSwitch.NOT_CONNECTED


@dataclass(frozen=True, slots=True)
class Route:
    """Where a till's paper comes out, and how often; every one after the first bears COPY.

    ``paper`` is empty for all papers without a route of their own; ``printer_id`` None for nowhere.
    """

    till_id: int
    paper: str
    printer_id: int | None
    copies: int = 1
