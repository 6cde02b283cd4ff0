"""Figures of the window, such as ``start`` and ``memory``, taken by ``python -m ui.bench``.

Run as a program, since nothing here may know the screens. Where there is no display the windows are drawn
offscreen.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryFile
from typing import Any

from pos_app import demo
from pos_app.bench import shops
from pos_app.bench.books import long_history
from pos_app.bench.result import Result, Sizes, Stopwatch, Told, percentile
from pos_app.domain.shop import Item
from pos_app.domain.ticket import LineKind
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.persistence import catalog
from pos_app.persistence.database import Database

START_LIMIT, MEMORY_LIMIT, GROWTH_LIMIT, LINE_MS = 5, 4, 1.02, 16
PAGE_MS, FIRST_PAGE_MS = 100, 500
_SCANS, _TURNS = 50, 30
# An empty window is a program that knows nothing of the till.
_EMPTY = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(sys.argv[:1])
window = QWidget()
window.resize(1366, 768)
window.show()
while not window.windowHandle().isExposed():
    application.processEvents()
application.processEvents()
statm = Path("/proc/self/statm")
pages = int(statm.read_text().split()[1]) if statm.exists() else 0
print(json.dumps({"pages": pages}), flush=True)
"""

# As ``pos-app`` hands over to its window.
_AS_A_TILL = """
import gc, runpy
gc.disable()
runpy.run_module("ui.bench", run_name="__main__", alter_sys=True)
"""


def start(sizes: Sizes, told: Told) -> list[Result]:
    """From the command to a usable checkout page, against an empty window, turn by turn."""
    with shops.scratch() as folder:
        data = _demo(folder, sizes.start_clients, told)
        _window("start", data=data)
        till, empty = Stopwatch(), Stopwatch()
        for number in range(sizes.starts):
            told("starting", number, sizes.starts)
            _until_ready(empty, ["-c", _EMPTY])
            _until_ready(till, _asked("start", data=data))
    return [
        Result("start", "ms", till.p50, till.p99, START_LIMIT, empty.p50, till.p50 / empty.p50,
               f"{sizes.start_clients} clients, {sizes.starts} starts")
    ]  # fmt: skip


def _until_ready(watch: Stopwatch, arguments: list[str]) -> None:
    """Time a program until it says that its window can be used; its ending is nobody's wait."""
    with ExitStack() as running, watch.lap():
        _said(running.enter_context(_program(arguments)))


def find_item(sizes: Sizes, told: Told) -> list[Result]:
    """Scans on the checkout page: until the line is there, and none lost in a burst."""
    with shops.scratch() as folder:
        data = _demo(folder, demo.LEAST_CLIENTS, told)
        told("adding items", 0, 1)
        _add_items(data / "shop.db", sizes.items)
        if hasattr(os, "sync"):
            # The disk would take what was made here while a scan waits for its own write.
            os.sync()
        told("scanning", 0, 1)
        said = _window("find_item", data=data, scans=_SCANS)
    times, lost = said["times"], said["lost"]
    text = f"{sizes.items} items, {len(times)} scans"
    return [
        Result("find_item", "ms", percentile(times, 50), percentile(times, 99), LINE_MS, data=text),
        Result(
            "find_item.lost",
            "scans",
            lost,
            lost,
            0,
            data=f"{sizes.items} items, {_SCANS} scans in a burst",
        ),
    ]


def memory(sizes: Sizes, told: Told) -> list[Result]:
    """Memory of an idle till after days of work, against an empty window and against itself."""
    if not sys.platform.startswith("linux"):
        raise EnvironmentFault(_("Memory is measured on Linux only."))
    with shops.scratch() as folder:
        data = _demo(folder, demo.LEAST_CLIENTS, told)
        told("working days", 0, 1)
        days = _window("memory", data=data, days=sizes.days, tickets=sizes.day_tickets)["rss"]
    empty = _run(["-c", _EMPTY])["pages"] * os.sysconf("SC_PAGE_SIZE")
    mb = [rss / 2**20 for rss in (days[0], empty, days[1], days[-1])]
    text = f"{sizes.days} days of {sizes.day_tickets} tickets"
    return [
        Result("memory", "MB", mb[0], mb[0], MEMORY_LIMIT, mb[1], mb[0] / mb[1], text),
        Result("memory.growth", "MB", mb[3], mb[3], GROWTH_LIMIT, mb[2], mb[3] / mb[2], text),
    ]


def open_balance_page(sizes: Sizes, told: Told) -> list[Result]:
    """Points & Balance of a client with a long history: until it is painted, and as it is scrolled."""
    with shops.scratch() as folder:
        data = folder / "shop"
        data.mkdir()
        long_history(data / "shop.db", sizes.events, told)
        told("opening", 0, 1)
        said = _window("open_balance_page", data=data, turns=_TURNS)
    text = f"{said['rows']} events, {_TURNS} times"
    times, scrolled = said["times"], said["scrolled"]
    return [
        Result("open_balance_page", "ms", percentile(times, 50), percentile(times, 99), PAGE_MS,
               data=text),
        Result("open_balance_page.first", "ms", said["first"], said["first"], FIRST_PAGE_MS,
               data="with the making of the page"),
        Result("open_balance_page.scroll", "ms", percentile(scrolled, 50),
               percentile(scrolled, 99), PAGE_MS, data=f"{len(scrolled)} pages"),
    ]  # fmt: skip


def _demo(folder: Path, clients: int, told: Told) -> Path:
    data = folder / "shop"
    demo.make(data, clients=clients, days=3, progress=lambda n, of: told("making a shop", n, of))
    return data


def _add_items(file: Path, count: int) -> None:
    database = Database(file, synchronous="OFF")
    with database.write() as connection:
        catalog.add_items(connection, [_item(number) for number in range(count)])
    database.close()


def _item(number: int) -> Item:
    return Item(
        kind=LineKind.PRODUCT,
        name=f"Article {number}",
        sku=f"A{number:06d}",
        barcode=f"{7_600_000_000_000 + number}",
        price=100 + number % 9_000,
    )


def _window(name: str, **options: Any) -> dict[str, Any]:
    """What ``ui.bench`` says of one figure."""
    return _run(_asked(name, **options))


def _asked(name: str, **options: Any) -> list[str]:
    chosen = [f"--{option}={value}" for option, value in options.items()]
    return ["-c", _AS_A_TILL, name, "--json", *chosen]


def _run(arguments: list[str]) -> dict[str, Any]:
    """What a program says, once it has ended."""
    with _program(arguments) as program:
        return _said(program)


@contextmanager
def _program(arguments: list[str]) -> Iterator[Popen[str]]:
    """A Python program that is running; at the end it is waited for.

    Raises:
        RuntimeError: it failed.
    """
    with TemporaryFile("w+", encoding="utf-8") as errors:
        with Popen(
            [sys.executable, *arguments],
            stdout=PIPE, stderr=errors, text=True, env=_environment(), cwd=_ROOT,
        ) as program:  # fmt: skip
            yield program
        if program.returncode:
            errors.seek(0)
            raise RuntimeError(f"{' '.join(arguments[:3])} failed:\n{errors.read()}")


def _said(program: Popen[str]) -> dict[str, Any]:
    """The one line of figures that a program prints when it is done, or ready."""
    assert program.stdout is not None
    figures: dict[str, Any] = json.loads(program.stdout.readline() or "{}")
    return figures


_ROOT = Path(__file__).parents[2]


def _environment() -> dict[str, str]:
    """As at a shop: Python keeps what it compiled, and there is a screen or a stand-in for one."""
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    screen = any(kept.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    if screen or not sys.platform.startswith("linux"):
        return kept
    screen_of_a_till = Path(__file__).with_name("screen.json")
    return {**kept, "QT_QPA_PLATFORM": f"offscreen:configfile={screen_of_a_till}"}
