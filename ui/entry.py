"""What the program's entry gives the running till: the acts that only it may do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pos_app.domain.shop import Settings
from pos_app.services.desk import Desk

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much; it raises to stop the work."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What only an entry point may do, as functions: the screens know no bootstrap.

    ``open_shop(data, till)``, ``restore(data, backup)`` and ``make_demo(data, progress)`` are slow and
    raise UserError or EnvironmentFault. ``choose_folder(data)`` remembers what to open at the next start,
    where no start says that itself, and raises OSError.
    """

    open_shop: Callable[[Path, int | None], Desk]
    close_shop: Callable[[Desk], None]
    start_backup: Callable[[Desk], object]
    apply_settings: Callable[[Desk, Settings], None]
    speak: Callable[[str], None]
    restore: Callable[[Path, Path], object]
    make_demo: Callable[[Path, Progress], None]
    demo_pins: Callable[[], Mapping[str, str]]
    choose_folder: Callable[[Path], None] | None
