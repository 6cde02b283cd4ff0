"""The system's own print queues: CUPS by commands that stand in, Windows by a spooler that does."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pos_app.errors import EnvironmentFault
from pos_app.printing.conversation import OutcomeUnknown
from pos_app.printing.drivers import open_driver
from pos_app.printing.system_queue import SystemQueue, system_queues

ASKED = ["-o", "raw", "-t", "receipt"]


@pytest.mark.skipif(sys.platform == "win32", reason="CUPS is elsewhere")
def test_the_systems_queue_gets_the_job_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (
        ("lp", f'#!/bin/sh\necho "$@" > {tmp_path}/asked\ncat > {tmp_path}/job\n'),
        ("lpstat", "#!/bin/sh\necho front\necho back\n"),
    ):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert system_queues() == ["front", "back"]
    open_driver("queue:front").send(b"\x1b@job\x00")
    assert (tmp_path / "job").read_bytes() == b"\x1b@job\x00"
    assert (tmp_path / "asked").read_text().split() == ["-s", "-d", "front", *ASKED]
    (tmp_path / "lp").write_text("#!/bin/sh\necho lp: no such queue >&2\nexit 1\n")
    with pytest.raises(EnvironmentFault, match="no such queue") as refused:
        SystemQueue("front").send(b"job")
    assert not isinstance(refused.value, OutcomeUnknown)


class Refused(Exception):
    """What the spooler of Windows raises: a number, where, and in words."""


class Spooler:
    """Windows' spooler, as pywin32 shows it. It may fail at a step, or take less than it is given."""

    STEPS = (
        "OpenPrinter", "StartDocPrinter", "StartPagePrinter", "WritePrinter", "EndPagePrinter",
        "EndDocPrinter", "ClosePrinter",
    )  # fmt: skip
    error = Refused

    def __init__(self, fails_at: str = "", takes: int = 1000) -> None:
        self.fails_at, self.takes = fails_at, takes
        self.done: list[str] = []
        self.asked: list[tuple[object, ...]] = []

    def __getattr__(self, step: str) -> Callable[..., int]:
        def take(*asked: object) -> int:
            assert step in self.STEPS
            self.done.append(step)
            if step == self.fails_at:
                raise Refused(1801, step, "The printer name is invalid.")
            self.asked.append(asked)
            return min(self.takes, len(str(asked[-1])))

        return take

    def EnumPrinters(self, kinds: int) -> list[tuple[int, str, str, str]]:
        assert kinds == 6, "local ones and those connected"
        return [(0x800000, "Receipts,EPSON TM-T20,", "Receipts", "")]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Spooler]:
    """Make this machine's print system one of Windows."""

    def become(**values: Any) -> Spooler:
        spooler = Spooler(**values)
        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setitem(sys.modules, "win32print", spooler)
        return spooler

    return become


def test_windows_spooler_gets_the_job_as_it_is_step_by_step(
    windows: Callable[..., Spooler],
) -> None:
    spooler = windows()
    assert system_queues() == ["Receipts"]
    open_driver("queue:Receipts").send(b"\x1b@job")
    assert tuple(spooler.done) == Spooler.STEPS
    assert spooler.asked[0] == ("Receipts",)
    assert spooler.asked[1][1:] == (1, ("receipt", None, "RAW"))
    assert spooler.asked[3][1] == b"\x1b@job"


@pytest.mark.parametrize("step", ["OpenPrinter", "StartDocPrinter"])
def test_where_windows_refuses_at_once_nothing_is_in_doubt(
    windows: Callable[..., Spooler], step: str
) -> None:
    spooler = windows(fails_at=step)
    with pytest.raises(EnvironmentFault, match="did not take it: The printer name") as refused:
        SystemQueue("front").send(b"job")
    assert not isinstance(refused.value, OutcomeUnknown)
    assert spooler.done[-1] == ("ClosePrinter" if step != "OpenPrinter" else step)


@pytest.mark.parametrize(
    "fate", [{"fails_at": "WritePrinter"}, {"fails_at": "EndDocPrinter"}, {"takes": 2}]
)
def test_what_windows_took_in_part_may_be_on_paper(
    windows: Callable[..., Spooler], fate: dict[str, Any]
) -> None:
    spooler = windows(**fate)
    with pytest.raises(OutcomeUnknown):
        SystemQueue("front").send(b"job")
    assert spooler.done[-1] == "ClosePrinter"


def test_a_machine_without_a_print_system_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EnvironmentFault, match=r"print system|pywin32"):
        SystemQueue("front").send(b"job")
    with pytest.raises(EnvironmentFault, match=r"print system|pywin32"):
        system_queues()
