"""The system's own print queues, for printers that only its drivers reach: CUPS, and Windows.

The bytes go through as they are (*raw*). The system says that it took them, not that they are on paper.
Windows' part goes through pywin32; it was written from that library's documentation and has not
been run on a Windows machine yet.
"""

import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.printing.conversation import OutcomeUnknown

_PATIENCE_S = 20
_LOCAL_AND_CONNECTED = 2 | 4


@dataclass(frozen=True, slots=True)
class SystemQueue:
    """One print queue of this machine, by its name."""

    name: str

    def send(self, data: bytes) -> None:
        """Hand one job to the system."""
        if sys.platform == "win32":
            self._send_to_windows(data)
        else:
            self._send_to_cups(data)

    def check(self) -> None:
        """See whether the system has this queue; the name may end with one of its sets of options."""
        if self.name not in (known := system_queues()) and self.name.partition("/")[0] not in known:
            text = _("This machine has no print queue {name}. Look for printers and choose one.")
            raise EnvironmentFault(text.format(name=self.name))

    def _send_to_cups(self, data: bytes) -> None:
        command = ["lp", "-s", "-d", self.name, "-o", "raw", "-t", "receipt"]
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, check=False, timeout=_PATIENCE_S
            )
        except OSError as fault:
            raise EnvironmentFault(_("This machine has no print system (CUPS).")) from fault
        except subprocess.TimeoutExpired as fault:
            text = _("The queue {name} did not answer. Look whether it came out.")
            raise OutcomeUnknown(text.format(name=self.name)) from fault
        if done.returncode:
            raise self._refused(done.stderr.decode(errors="replace").strip())

    def _send_to_windows(self, data: bytes) -> None:
        spooler = _windows_spooler()
        try:
            handle = spooler.OpenPrinter(self.name)
        except spooler.error as fault:
            raise self._refused(str(fault.args[-1])) from fault
        try:
            self._spool(spooler, handle, data)
        finally:
            spooler.ClosePrinter(handle)

    def _spool(self, spooler: Any, handle: Any, data: bytes) -> None:
        """Hand one document over, by Microsoft's "Send Data Directly to a Printer"."""
        try:
            spooler.StartDocPrinter(handle, 1, ("receipt", None, "RAW"))
        except spooler.error as fault:
            raise self._refused(str(fault.args[-1])) from fault
        try:
            spooler.StartPagePrinter(handle)
            taken = spooler.WritePrinter(handle, data)
            spooler.EndPagePrinter(handle)
            spooler.EndDocPrinter(handle)
        except spooler.error as fault:
            raise OutcomeUnknown(self._refused(str(fault.args[-1])).text) from fault
        if taken < len(data):
            text = _("The queue {name} took a part of it only. Look whether it came out.")
            raise OutcomeUnknown(text.format(name=self.name))

    def _refused(self, reason: str) -> EnvironmentFault:
        text = _("The queue {name} did not take it: {reason}")
        return EnvironmentFault(text.format(name=self.name, reason=reason))


def system_queues() -> list[str]:
    """The print queues of this machine.

    Raises:
        EnvironmentFault: it has no print system, or that does not answer.
    """
    if sys.platform == "win32":
        spooler = _windows_spooler()
        return [str(found[2]) for found in spooler.EnumPrinters(_LOCAL_AND_CONNECTED)]
    try:
        done = subprocess.run(
            ["lpstat", "-e"], capture_output=True, check=False, timeout=_PATIENCE_S
        )
    except OSError as fault:
        raise EnvironmentFault(_("This machine has no print system (CUPS).")) from fault
    except subprocess.TimeoutExpired as fault:
        raise EnvironmentFault(_("The print system does not answer.")) from fault
    return done.stdout.decode(errors="replace").split()


def _windows_spooler() -> Any:
    try:
        return import_module("win32print")
    except ImportError as missing:
        text = _("This till lacks “{package}”, which such a printer needs.")
        raise EnvironmentFault(text.format(package="pywin32")) from missing
