"""The running till: opens the shop, and wires session, pages, printer and lock together, here only."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from pos_app import config, locales
from pos_app.domain.shop import StaffMember
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import shop, staff
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui import garbage, qt, theme
from ui.bugs import Bugs
from ui.entry import Entry
from ui.main_window import MainWindow
from ui.outgoing import Outgoing
from ui.pages import Pages
from ui.scanner import Scanner
from ui.session import Session
from ui.start import opening
from ui.start.cover import Cover
from ui.start.idle import IdleWatch
from ui.start.sign_in import SignIn
from ui.tasks import Tasks
from ui.widgets import Dot, NoticeTone

log = logging.getLogger(__name__)

_OVER = (Qt.WindowType.Popup, Qt.WindowType.Dialog, Qt.WindowType.Sheet)
_SOON_MS, _LATER_MS = 100, 1_500
"""When the keys are watched for scans, after the first page is shown, and when all the rest is done."""


class App(QObject):
    """One till on one shop's folder, from its start to its end.

    Attributes:
        window: the window that is shown; another one after the language was changed.
        bugs: told of what broke in a way nobody meant.
        session: the pages' session, None before a shop is open.
        settled: what nobody waits for at a start is done too.
    """

    def __init__(
        self, application: QApplication, entry: Entry, data: Path, till_id: int | None = None
    ) -> None:
        super().__init__()
        self._application = application
        self._entry = entry
        self._data = data
        self._till_id = till_id
        self._desk: Desk | None = None
        self._last: StaffMember | None = None
        self._language = ""
        self._idle = IdleWatch(self)
        self._idle.idle.connect(self.lock)
        self.tasks = Tasks(self)
        self.bugs = Bugs(self._say_bug)
        self._outgoing: Outgoing | None = None
        self._scanner = Scanner(application, self, knows=self._knows)
        self._scanner.scanned.connect(self._scanned)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._scanner.start)
        self.session: Session | None = None
        self.window: MainWindow
        self._undressed = False
        self._chosen: Path | None = None
        self.settled = False

    # -- Opening --------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the shop and show the window: a normal start does no slow work before that."""
        opened = opening.begin(partial(self._entry.open_shop, self._data, self._till_id))
        try:
            self._desk = opened.result(opening.PATIENCE_S)
        except TimeoutError:
            self.window = self._new_window("")
            self.window.cover(opening.Waiting())
            self._take(opened.result)
        except (UserError, EnvironmentFault) as error:
            self.window = self._new_window("")
            self._show_fault(error)
        else:
            self.window = self._new_window(self._desk.settings.shop_name)
            self._undressed = True
            self._opened(self._desk)
        self.window.show()
        self._soon.start()

    def _open_again(self) -> None:
        self._take(partial(self._entry.open_shop, self._data, self._till_id))

    def _take(self, open_shop: Callable[[], Desk]) -> None:
        self.tasks.read(open_shop, then=self._opened, failed=self._show_fault, owner=self)

    def _opened(self, desk: Desk) -> None:
        self._desk = desk
        self._remember_folder()
        try:
            ready = bool(staff.members(desk))
        except EnvironmentFault as fault:
            self._show_fault(fault)
            return
        if ready:
            self._work(desk)
            self.lock()
        else:
            self._undressed = False
            self._first_start(desk)

    def _show_fault(self, error: Exception) -> None:
        from ui.start.fault import Fault

        if not isinstance(error, UserError | EnvironmentFault):
            log.error("the shop did not open", exc_info=error)
            error = EnvironmentFault(
                _("Something went wrong inside the till. The details are in the log.")
            )
        log.warning("the shop in %s did not open: %s", self._data, error)
        backups = sorted(config.backup_folder(self._data).glob("*.db"), reverse=True)
        page = Fault(self._data, error, backups, kept=self._entry.choose_folder is not None)
        page.retry.connect(page.show_waiting)
        page.retry.connect(self._open_again)
        page.other_folder.connect(page.show_waiting)
        page.other_folder.connect(self._open_chosen)
        page.restore.connect(page.show_waiting)
        page.restore.connect(self._restore)
        page.leave.connect(self.window.close)
        self.window.cover(page)

    def _restore(self, backup: Path) -> None:
        self.tasks.write(
            self._entry.restore,
            self._data,
            backup,
            then=lambda _kept: self._open_again(),
            failed=self._show_fault,
            owner=self,
        )

    def _open_chosen(self, data: Path) -> None:
        self._chosen = data
        self.open_folder(data)

    def _remember_folder(self) -> None:
        """A folder that a person chose, once its shop did open, is the one of the next start too."""
        keep, chosen, self._chosen = self._entry.choose_folder, self._chosen, None
        if keep is None or chosen is None or chosen != self._data:
            return
        try:
            keep(chosen)
        except OSError as error:
            log.warning("the folder %s was not remembered: %s", chosen, error)

    def open_folder(self, data: Path) -> None:
        """Leave this folder's shop and open the one in ``data``."""
        self._leave_shop()
        self._data = data
        self._till_id = None
        self._open_again()

    def start_demo(self) -> None:
        """Show the window on the demo shop in the folder's folder, which is made where it is missing."""
        folder = config.demo_folder(self._data)
        if config.shop_file(folder).exists():
            self._data = folder
            self.start()
        else:
            self.window = self._new_window("")
            self._make_demo()
            self.window.show()

    def _make_demo(self) -> None:
        from ui.start.making import MakingDemo

        folder = config.demo_folder(self._data)
        if config.shop_file(folder).exists():
            self.open_folder(folder)
            return
        page = MakingDemo(self.tasks, folder, self._entry.make_demo)
        page.made.connect(self.open_folder)
        page.stopped.connect(self._open_again)
        self.window.cover(page)
        page.start()

    def _first_start(self, desk: Desk) -> None:
        from ui.start.wizard import FirstStart

        if not self._language:
            self._speak(qt.language_among([code for code, _name in locales.languages()]))
            return
        page = FirstStart(desk, self.tasks, self._language)
        page.made.connect(self._made)
        page.demo_wanted.connect(self._make_demo)
        page.language_picked.connect(self._speak)
        self.window.cover(page)

    def _speak(self, language: str) -> None:
        self._language = language
        self._entry.speak(language)
        qt.speak(language)
        if self._desk is not None:
            self._first_start(self._desk)

    def _made(self, desk: Desk) -> None:
        self._entry.apply_settings(desk, desk.settings)
        self._desk = desk
        self._work(desk)
        assert self.session is not None
        self.window.show_page("checkout")
        self._begin(self.session.desk.staff)

    # -- Working --------------------------------------------------------------------------------

    def _work(self, desk: Desk) -> None:
        self.session = Session(desk, self.tasks, self)
        self._outgoing = Outgoing(self.session, self)
        self.session.changed.connect(self._heard)
        if self._undressed:
            self._dress_window()
        else:
            self._renew_window()
        QTimer.singleShot(_LATER_MS, self, lambda: self._start_later(desk))

    def _start_later(self, desk: Desk) -> None:
        """What nobody waits for: the printer's queue, a backup, and the page after the first."""
        if desk is self._desk:
            qt.speak(desk.settings.language)
            if self._outgoing is not None:
                self._outgoing.start()
            self._entry.start_backup(desk)
            self._watch_time()
            import ui.payments.page  # noqa: F401
            from ui.checkout.opening import load

            load()

            garbage.keep_what_stands()
            self.settled = True

    def _watch_time(self) -> None:
        from ui.day import Day
        from ui.pause import Pause

        if self.session is not None:
            Day(self.session)
            Pause(self.session)

    def _new_window(self, name: str) -> MainWindow:
        desk = self.session.desk if self.session is not None else self._desk
        window = MainWindow(name, now=desk.clock.now) if desk is not None else MainWindow(name)
        window.listen_to(self.tasks)
        window.lock_requested.connect(self.lock)
        window.person_pressed.connect(self.lock)
        window.closing.connect(self._end)
        return window

    def _renew_window(self) -> None:
        """Make the window and its pages anew, in today's language, where the old one stands."""
        assert self.session is not None
        self._idle.watch(None)
        old, self.window = self.window, self._new_window(self.session.desk.settings.shop_name)
        self._dress_window()
        self.window.setGeometry(old.geometry())
        if old.isVisible():
            self.window.setWindowState(old.windowState())
            self.window.show()
        old.closing.disconnect(self._end)
        old.close()
        old.deleteLater()

    def _dress_window(self) -> None:
        """Give a new window the shop's look and its pages."""
        assert self.session is not None
        assert self._outgoing is not None
        settings = self.session.desk.settings
        self._undressed = False
        theme.use_scheme(self._application, theme.Scheme(settings.appearance))
        self._pages = Pages(self.window, self.session, self._outgoing.spool)
        self._outgoing.show_in(self.window, self._pages.open_print_queue)
        self._show_states()

    # -- Signing in -----------------------------------------------------------------------------

    def lock(self) -> None:
        """Hide everything behind the sign-in page; what was on the screen stays as it is."""
        session = self.session
        if session is None or (self.window.is_covered() and session.desk.staff is None):
            return
        _close_what_stands_over()
        self._last = session.desk.staff or self._last
        self._write_sign_out(session.desk)
        session.sign_in(None)
        self._idle.wait(0)
        self._ask_who(session, self._last)
        self.window.drop_banner("failure")
        self._show_states()
        # While the PIN is typed, the page that comes next is loaded.
        QTimer.singleShot(0, self, _load_checkout)

    def _ask_who(self, session: Session, last: StaffMember | None) -> None:
        pins = self._entry.demo_pins() if session.desk.settings.demo else {}
        page = SignIn(session, last, pins)
        page.done.connect(self._begin)
        page.forgotten.connect(self._forgotten)
        page.outdated.connect(partial(self._ask_who, session))
        self.window.cover(page)

    def _write_sign_out(self, desk: Desk) -> None:
        if desk.staff is not None:
            # Nobody waits for it: a fault is in the log, and the lock comes all the same.
            self.tasks.write(staff.sign_out, desk, failed=_log_fault, owner=self)

    def _begin(self, member: StaffMember | None) -> None:
        assert self.session is not None
        self._last = member
        self.session.sign_in(member)
        self._show_states()
        if self.window.current_page():
            self.window.uncover()
        else:
            self.window.show_page("checkout")
            self.window.uncover()
        self._idle.watch(self.window.windowHandle())
        self._wait_for_idle()

    def _forgotten(self, member: StaffMember | None) -> None:
        from ui.start.forgotten import Forgotten

        assert self.session is not None
        page = Forgotten(self.session, member)
        page.back.connect(self.lock_again)
        self.window.cover(page)

    def lock_again(self) -> None:
        """From another cover back to the sign-in page."""
        self.window.uncover()
        self.lock()

    def _wait_for_idle(self) -> None:
        assert self.session is not None
        self._idle.wait(self.session.desk.settings.lock_after_minutes * 60_000)

    # -- News -----------------------------------------------------------------------------------

    def _heard(self, changes: Changes) -> None:
        if changes.settings:
            self._read_settings()

    def _read_settings(self) -> None:
        """Take over settings and till as they are stored now, if they are others than before."""
        assert self.session is not None
        desk = self.session.desk
        fresh = shop.settings(desk)
        till = next((till for till in shop.tills(desk) if till.id == desk.till.id), desk.till)
        if (fresh, till) == (desk.settings, desk.till):
            return
        old = desk.settings
        self.session.use(fresh, till)
        self._wait_for_idle()
        self.window.set_shop(fresh.shop_name)
        self._show_states()
        if (fresh.language, fresh.locale) != (old.language, old.locale):
            self.tasks.write(
                self._entry.apply_settings, desk, fresh,
                then=lambda _nothing: self._speak_anew(), owner=self,
            )  # fmt: skip
        elif fresh.appearance != old.appearance:
            theme.use_scheme(self._application, theme.Scheme(fresh.appearance))

    def _speak_anew(self) -> None:
        page, before = self.window.current_page(), self._pages
        assert self.session is not None
        qt.speak(self.session.desk.settings.language)
        self._renew_window()
        self._pages.open_as(before)
        self.window.show_page(page)
        if self.session.desk.staff is None:
            self.lock()
        else:
            self._begin(self.session.desk.staff)

    def _knows(self, code: str) -> bool:
        """Whether a code is an item's or may be a card's: asked when a slow scanner's Enter may end it."""
        from pos_app.services import selling

        try:
            return self.session is not None and selling.knows_code(self.session.desk, code)
        except EnvironmentFault:
            return False

    def _scanned(self, code: str) -> None:
        if self.session is not None:
            self._pages.scanned(code)

    def _show_states(self) -> None:
        assert self.session is not None
        desk = self.session.desk
        person = desk.staff.name if desk.staff else ""
        self.window.set_person(person)
        said = " · ".join(part for part in (desk.till.name, person) if part)
        self.window.set_chip("till", said, Dot.GOOD if person else Dot.IDLE)
        if self._outgoing is not None:
            self._outgoing.show()

    # -- Ending ---------------------------------------------------------------------------------

    def _say_bug(self) -> None:
        said = _(
            "Something went wrong inside the till. You can go on working. The details are in the log."
        )
        self.window.show_banner(said, NoticeTone.ERROR, name="bug")

    def _leave_shop(self) -> None:
        self._idle.wait(0)
        self._idle.watch(None)
        self.session = None
        if self._outgoing is not None:
            self._outgoing.close()
            self._outgoing = None
        if self._desk is not None:
            self._entry.close_shop(self._desk)
            self._desk = None

    def _end(self) -> None:
        self._soon.stop()
        self._scanner.stop()
        if self.session is not None:
            self._write_sign_out(self.session.desk)
        for cover in self.window.findChildren(Cover):
            cover.give_up()
        self.tasks.close()
        if self.session is not None:
            # The writer has gone home: what waits for its time begins nothing any more.
            for timer in self.session.findChildren(QTimer):
                timer.stop()
        self._leave_shop()


def _close_what_stands_over() -> None:
    """Menus, lists and dialogs are windows of their own: they would stand above the lock, and work."""
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and widget.windowType() in _OVER:
            widget.close()


def _log_fault(error: Exception) -> None:
    log.warning("signing out was not written down: %s", error)


def _load_checkout() -> None:
    import ui.checkout.page  # noqa: F401
