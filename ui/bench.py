"""Figures that need a window. ``pos-app bench`` runs this as a program and reads the JSON it prints.

``python -m ui.bench start|find_item|memory --json [--data DIR] …``; each works one till, once.
"""

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTableView

from pos_app.domain.shop import StaffMember
from pos_app.domain.ticket import LineKind
from pos_app.services import payments, selling, shop, staff, tickets
from pos_app.services.payments import PaymentRequest

PATIENCE_MS = 60_000
_TICKETS = 8
Figures = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Take one figure and print it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="ui.bench", description=__doc__)
    parser.add_argument("name", choices=list(_FIGURES))
    parser.add_argument("--json", action="store_true", help="the only form there is")
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--scans", type=int, default=50)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--tickets", type=int, default=300)
    parser.add_argument("--turns", type=int, default=30)
    asked = parser.parse_args(arguments)
    till = _Till(asked.data)
    try:
        _say(_FIGURES[asked.name](till, asked))
    finally:
        till.app.window.close()
    return 0


def _say(figures: Figures) -> None:
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def _rss() -> int:
    """The memory of this process that is in RAM, in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * int(os.sysconf("SC_PAGE_SIZE"))


class _Till:
    """A till that is signed in and shows the checkout page."""

    def __init__(self, data: Path) -> None:
        from ui import theme
        from ui.__main__ import entry
        from ui.app import App
        from ui.start.sign_in import SignIn

        application = QApplication(sys.argv[:1])
        theme.apply(application, theme.tokens())
        self._wake = QTimer()
        self._wake.start(1_000)  # Whoever waits looks at the clock this often, whatever happens.
        self.app = App(application, entry(), data)
        self.app.start()
        session = self.app.session
        assert session is not None
        self.session = session
        # The PIN is slow on purpose, and it is the person who types it that takes the time.
        cover = self.app.window.findChild(SignIn)
        assert isinstance(cover, SignIn)
        cover.done.emit(self._manager())
        self.page: Any = self.app.window.show_page("checkout")
        self.wait(self._is_usable)

    def _is_usable(self) -> bool:
        window = self.app.window
        return (
            window.windowHandle().isExposed() and self.page.isVisible() and not window.is_covered()
        )

    def _manager(self) -> StaffMember:
        return staff.members(self.session.desk)[0]

    def wait(self, until: Callable[[], object] = lambda: True) -> None:
        """Go on once nothing is under way and ``until`` holds.

        Raises:
            TimeoutError: it never did.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        QApplication.processEvents()
        while self.app.tasks.is_busy() or self.page.is_working() or not until():
            # Asleep in between, as a till is: asking again and again would take the writer's turns.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if deadline.hasExpired():
                raise TimeoutError("the till did not answer")

    def do(self, act: Callable[[], object]) -> None:
        """Do something from within the loop, as a till does: Qt only deletes there what it is to delete."""
        done: list[object] = []
        QTimer.singleShot(0, lambda: done.append(act()))
        self.wait(lambda: done)

    def act(self, service: Any, *arguments: Any) -> Any:
        """Let the pages see one act through, as their own buttons do."""
        done: list[Any] = []
        self.do(lambda: self.session.write(service, *arguments, then=done.append))
        self.wait(lambda: done)
        return done[0]

    def new_ticket(self, client_id: int | None = None) -> int:
        """Open a ticket and work on it."""
        (ticket_id,) = self.act(tickets.open_ticket, client_id).tickets
        self.do(lambda: self.session.pick_ticket(ticket_id))
        return int(ticket_id)


def _start(till: _Till, _asked: argparse.Namespace) -> Figures:
    return {"rss": _rss(), "page": till.app.window.current_page()}


def _find_item(till: _Till, asked: argparse.Namespace) -> Figures:
    """Scan one by one, ticket after ticket, each until its line is painted; then a burst."""
    from PySide6.QtTest import QTest

    from ui.checkout.lines import LinesTable

    till.wait(lambda: till.app.settled)
    products = [i for i in shop.items(till.session.desk) if i.kind is LineKind.PRODUCT]
    codes = [item.barcode for item in Random(1).sample(products, asked.scans)]
    lines = _Lines(till.page.findChild(LinesTable))

    times = []
    for _ticket in range(_TICKETS):
        till.new_ticket()
        till.wait(partial(_equals, lambda: lines.painted, 0))
        for number, code in enumerate(codes, 1):
            target = QApplication.focusWidget() or till.page
            QTest.keyClicks(target, code)
            began = time.perf_counter()
            QTest.keyClick(target, Qt.Key.Key_Return)
            till.wait(partial(_equals, lambda: lines.painted, number))
            times.append((time.perf_counter() - began) * 1000)
    till.new_ticket()
    for code in codes:
        target = QApplication.focusWidget() or till.page
        QTest.keyClicks(target, code)
        QTest.keyClick(target, Qt.Key.Key_Return)
    till.wait()
    return {"times": times, "lost": len(codes) - lines.scanned()}


class _Lines(QObject):
    """Counts what the lines show: only what is painted can be seen."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._model: Any = table.model()
        self.painted = 0
        table.viewport().installEventFilter(self)

    def scanned(self) -> int:
        """How many articles the lines come to."""
        return sum(priced.line.quantity for priced in self._model.rows)

    def eventFilter(self, _viewport: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.painted = self.scanned()
        return False


def _equals(count: Callable[[], int], wanted: int) -> bool:
    return count() == wanted


def _memory(till: _Till, asked: argparse.Namespace) -> Figures:
    """Work some days, and note what memory is used after each once the till is idle."""
    # Nobody touches this till; it must not lock in the middle of a day.
    never = replace(till.session.desk.settings, lock_after_minutes=0)
    till.act(shop.change_settings, never)
    after = []
    for day in range(asked.days):
        for number in range(asked.tickets):
            _sell(till, f"{day}.{number}")
        till.wait()
        gc.collect()
        after.append(_rss())
    return {"rss": after}


def _sell(till: _Till, name: str) -> None:
    from pos_app.services import closing
    from pos_app.services.closing import Receipt

    ticket_id = till.new_ticket()
    for item in selling.favorites(till.session.desk)[:3]:
        till.act(selling.add_item, ticket_id, item.id)
    till.do(lambda: till.app.window.show_page("payments"))
    due = tickets.view(till.session.desk, ticket_id).settlement.due
    till.act(payments.add_payment, ticket_id, PaymentRequest(id=name, type_code="card", amount=due))
    version = tickets.view(till.session.desk, ticket_id).ticket.version
    till.act(closing.close, ticket_id, version, f"close {name}", Receipt.PRINT)
    till.do(lambda: till.session.pick_ticket(None))
    till.do(lambda: till.app.window.show_page("checkout"))


def _open_balance_page(till: _Till, asked: argparse.Namespace) -> Figures:
    """Open Points & Balance of the first client until it is painted; then scroll down its history."""
    opened, scrolled = [], []
    for _turn in range(asked.turns):
        listed: Any = till.app.window.show_page("clients")
        till.wait()
        began = time.perf_counter()
        listed.opened.emit(1)
        page: Any = till.app.window.show_page("profile")
        balance = page.show_balance()
        till.app.window.grab()
        opened.append((time.perf_counter() - began) * 1000)
    table = balance.history.table
    bar, model = table.verticalScrollBar(), table.model()
    while model.canFetchMore():
        began = time.perf_counter()
        bar.setValue(bar.maximum())
        till.wait()
        table.grab()
        scrolled.append((time.perf_counter() - began) * 1000)
    return {"first": opened[0], "times": opened[1:], "scrolled": scrolled, "rows": model.rowCount()}


_FIGURES: dict[str, Callable[[_Till, argparse.Namespace], Figures]] = {
    "start": _start,
    "find_item": _find_item,
    "memory": _memory,
    "open_balance_page": _open_balance_page,
}

if __name__ == "__main__":
    sys.exit(main())
