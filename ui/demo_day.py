"""A scripted day at the till, worked through the real windows by keys, taps and scans.

``python -m ui.demo_day --out FOLDER`` leaves screenshots, receipts (text, PDF, ESC/POS) and what
``verify`` says of the books; ``--screenshots FOLDER`` leaves only the pictures.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from pos_app.reports.verify import verify
from pos_app.services import receipts, sales, tickets
from pos_app.services.receipts import Issue
from ui import theme
from ui.__main__ import entry
from ui.app import App

SMALL, LARGE = (1366, 768), (1920, 1080)
PATIENCE_MS = 20_000
MANAGER_KEY, MANAGER_PIN = Qt.Key.Key_F3, "2580"


class Person:
    """Somebody at the till, who sees only the screen."""

    def __init__(self, till: App, pictures: Path) -> None:
        self.till = till
        self.pictures = pictures
        self.taken = 0
        self._wake = QTimer()
        self._wake.start(50)  # Whoever waits looks up this often, whatever happens.

    def wait(self, until: Callable[[], object] = lambda: True) -> None:
        """Wait until the till has answered.

        Raises:
            TimeoutError: it never did.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        QApplication.processEvents()
        while self.till.tasks.is_busy() or not until():
            # Asleep in between: QTest's own waiting keeps Python from the threads that work.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if deadline.hasExpired():
                raise TimeoutError(f"the till did not answer after picture {self.taken}")

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key, wherever the focus is."""
        plain = Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._focus(), key, modifier or plain)
        self.wait()

    def type(self, text: str) -> None:
        """Type at a person's pace."""
        QTest.keyClicks(self._focus(), text, delay=60)
        self.wait()

    def scan(self, code: str) -> None:
        """Let a scanner type a code and Enter, as fast as scanners do, and see it on the ticket."""
        before = self._version()
        QTest.keyClicks(self._focus(), code)
        QTest.keyClick(self._focus(), Qt.Key.Key_Return)
        self.wait(lambda: self._version() > before)

    def read(self, text: str, button: str) -> None:
        """Wait until the window says something that starts like this, and a button can be pressed."""
        labels = partial(self.till.window.findChildren, QLabel)
        self.wait(lambda: any(x.isVisible() and x.text().startswith(text) for x in labels()))
        self.wait(lambda: self._find(button))

    def tap(self, name: str) -> None:
        """Tap the button whose label starts like this, as soon as it can be pressed."""
        self.wait(lambda: self._find(name))
        button = self._find(name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def _find(self, name: str) -> QAbstractButton | None:
        for button in self.till.window.findChildren(QAbstractButton):
            label = button.accessibleName() or button.text()
            if button.isVisible() and button.isEnabled() and label.startswith(name):
                return button
        return None

    def picture(self, name: str, size: tuple[int, int] = SMALL) -> None:
        """Take a picture of the window."""
        window = self.till.window
        if (window.width(), window.height()) != size:
            window.resize(*size)
        self.wait(lambda: (window.width(), window.height()) == size)
        window.grab().save(str(self.pictures / f"{name}.png"))
        self.taken += 1

    def _version(self) -> int:
        session = self.till.session
        if session is None or session.ticket_id is None:
            return 0
        return tickets.view(session.desk, session.ticket_id).ticket.version

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.till.window


def main(arguments: list[str] | None = None) -> int:
    """Work the day; returns the exit code."""
    parser = argparse.ArgumentParser(prog="ui.demo_day", description=__doc__)
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER")
    asked = parser.parse_args(arguments)
    if asked.screenshots:
        with tempfile.TemporaryDirectory() as folder:
            return work(Path(folder), asked.screenshots)
    out: Path = asked.out or Path(tempfile.mkdtemp(prefix="pos-app-"))
    return work(out, out / "screenshots")


def work(folder: Path, pictures: Path) -> int:
    """Make a demo shop in ``folder`` and work a day there; returns 1 where the books do not verify."""
    pictures.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.tokens())
    parts = entry()
    data = folder / "shop"
    parts.make_demo(data, lambda _done, _whole: None)
    till = App(application, parts, data)
    person = Person(till, pictures)
    till.start()
    try:
        _sign_in(person)
        _settle_a_balance(person)
        _scan_for_a_walk_in(person)
        _a_new_client_pays_later(person)
        _void(person)
        _look_back(person)
        _mend_a_balance(person)
        _in_the_dark(application, person)
        person.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert till.session is not None
        return _leave_papers(till, data, folder)
    finally:
        till.window.close()


def _sign_in(person: Person) -> None:
    person.picture("sign_in")
    person.key(MANAGER_KEY)
    person.type(MANAGER_PIN)
    person.key(Qt.Key.Key_Return)
    person.wait(lambda: person.till.window.current_page() == "checkout")


def _settle_a_balance(person: Person) -> None:
    """A client who owes and has: pay off, redeem, the rest in cash with change."""
    person.tap("Amara Thompson")
    person.picture("checkout")
    person.key(Qt.Key.Key_F6)
    person.picture("pay_off")
    person.tap("Add to order")
    person.picture("checkout_with_payoff")
    person.tap("Proceed to payments")
    person.tap("Apply")
    person.key(Qt.Key.Key_F1)
    person.type("200")
    person.picture("payments")
    person.tap("Add payment")
    person.picture("payments_settled")
    person.tap("Close ticket")
    person.read("The receipt is printed.", button="Next ticket")
    person.picture("closed")
    person.tap("Next ticket")


def _scan_for_a_walk_in(person: Person) -> None:
    """A walk-in buys a shampoo twice and pays by card."""
    person.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    person.scan("850012")
    person.scan("850012")
    person.picture("walk_in")
    person.tap("Proceed to payments")
    person.key(Qt.Key.Key_F2)
    person.picture("card")
    person.tap("Add payment")
    person.tap("Close ticket")
    person.tap("Next ticket")


def _a_new_client_pays_later(person: Person) -> None:
    """Somebody new has a cut and puts it on the account."""
    person.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    person.tap("Cut & style")
    person.key(Qt.Key.Key_F2)
    person.type("Zoe Katz")
    person.picture("find_client")
    person.key(Qt.Key.Key_Return)
    person.picture("new_client")
    person.tap("Create client")
    person.tap("Proceed to payments")
    person.key(Qt.Key.Key_F7)
    person.picture("pay_later")
    person.tap("Add payment")
    person.tap("Close ticket")
    person.tap("Next ticket")


def _void(person: Person) -> None:
    """A ticket that came to nothing."""
    person.tap("Walk-in")
    person.key(Qt.Key.Key_F8)
    person.type("left without a word")
    person.picture("void")
    person.tap("Void ticket")


def _look_back(person: Person) -> None:
    """The sales of the day, and the shop's settings."""
    person.tap("Sales")
    person.picture("sales")
    person.tap("Settings")
    person.picture("settings")
    person.tap("Checkout")


def _mend_a_balance(person: Person) -> None:
    """A manager finds who owes, and makes up for a mistake with a credit."""
    person.tap("Clients")
    person.picture("clients")
    person.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    person.picture("clients_owing")
    person.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    person.type("Amara")
    person.key(Qt.Key.Key_Return)
    person.picture("profile")
    person.tap("Adjust balance")
    person.type("60")
    person.picture("profile_adjust")
    person.tap("Close")
    person.picture("profile_balance_large", LARGE)
    person.picture("profile_balance")
    person.tap("Checkout")


def _in_the_dark(application: QApplication, person: Person) -> None:
    """The same pages in the dark, and on a large screen."""
    person.tap("Dana Ortiz")
    theme.use_scheme(application, theme.Scheme.DARK)
    person.picture("checkout_dark")
    person.picture("checkout_dark_large", LARGE)
    person.key(Qt.Key.Key_F12)
    person.picture("payments_dark")
    theme.use_scheme(application, theme.Scheme.LIGHT)
    person.picture("payments_large", LARGE)
    person.picture("payments_again")


def _leave_papers(till: App, data: Path, folder: Path) -> int:
    """The day's receipts in every form, and what verify says; returns the exit code."""
    assert till.session is not None
    desk = till.session.desk
    papers = folder / "receipts"
    papers.mkdir(exist_ok=True)
    today = [sale for sale in sales.find(desk)[:10] if sale.state == "closed"][:3]
    for sale in today:
        name = f"ticket_{sale.number}"
        text = receipts.text(desk, sale.ticket_id, Issue.ORIGINAL, 48)
        (papers / f"{name}.txt").write_text(text, encoding="utf-8")
        (papers / f"{name}.pdf").write_bytes(receipts.pdf(desk, sale.ticket_id, Issue.ORIGINAL))
    for printed in sorted((data / "papers").glob("*"))[-9:]:
        shutil.copy(printed, papers / f"printed_{printed.name}")
    found = verify(desk.database)
    said = "\n".join(f"{f.record}: {f.problem}" for f in found) or "The books are whole."
    (folder / "verify.txt").write_text(said + "\n", encoding="utf-8")
    print(said)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
