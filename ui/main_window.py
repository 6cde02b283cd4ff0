"""The shell: rail at the left, bar at the top, pages that are made when first shown."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.locales import format_clock
from ui.rail import Rail
from ui.tasks import Failure, Tasks
from ui.top_bar import TopBar
from ui.widgets import Dot, Notice, NoticeTone, Toast

SMALLEST = (1366, 768)


class Place(Enum):
    """Where a page stands in the rail: among the first, at the foot, or nowhere."""

    TOP = "top"
    FOOT = "foot"
    NOWHERE = "nowhere"


@dataclass(slots=True)
class _Page:
    title: str
    factory: Callable[[], QWidget]
    rail_item: str
    subtitle: str = ""
    back: Callable[[], object] | None = None
    widget: QWidget | None = field(default=None)


class MainWindow(QMainWindow):
    """The till's window.

    Signals:
        page_shown(str): the name of the page that is now in front.
        lock_requested(): a person wants the screen locked.
        person_pressed(): a person pressed their own initials.
        chip_pressed(str): a person pressed the state of that name at the top.
        closing(): the window is about to close.
    """

    page_shown = Signal(str)
    lock_requested = Signal()
    person_pressed = Signal()
    chip_pressed = Signal(str)
    closing = Signal()

    def __init__(
        self, shop: str, person: str = "", *, now: Callable[[], datetime] = datetime.now
    ) -> None:
        super().__init__()
        self._pages: dict[str, _Page] = {}
        self._banners: dict[str, Notice] = {}
        self._current = ""
        self._now = now
        self.setWindowTitle(shop)
        self.setMinimumSize(1024, 640)
        self._rail = Rail(shop, person)
        self._rail.picked.connect(self.show_page)
        self._rail.lock_pressed.connect(self.lock_requested)
        self._rail.person_pressed.connect(self.person_pressed)
        self._top = TopBar()
        self._top.chip_pressed.connect(self.chip_pressed)
        self._stack = QStackedWidget()
        self._front = QStackedWidget()
        self._before: QWidget | None = None
        # Side by side: one below the other, two would push the foot of a page off the smallest screen.
        self._notices = QHBoxLayout()
        self._notices.setContentsMargins(16, 0, 16, 0)
        self._notices.setSpacing(8)
        self._front.addWidget(self._laid_out())
        self.setCentralWidget(self._front)
        self.toast = Toast(self)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._tick)
        self._tick()
        self._fit_screen()

    def add_page(
        self,
        name: str,
        icon: str,
        title: str,
        factory: Callable[[], QWidget],
        *,
        place: Place = Place.TOP,
        under: str = "",
    ) -> None:
        """Add a page, made by ``factory`` when it is first shown.

        A page ``place``d NOWHERE has no rail item; ``under`` names the page whose item it lights.
        """
        if name in self._pages:
            raise ValueError(f"there is a page {name!r} already")
        self._pages[name] = _Page(title, factory, under or name)
        if place is not Place.NOWHERE:
            self._rail.add(name, icon, title, at_foot=place is Place.FOOT)

    def show_page(self, name: str) -> QWidget:
        """Bring a page to the front and return it.

        The focus goes to it, or to its focus proxy. A page that is in front keeps it where it is: a
        scan must not take it from the amount that a person types.
        """
        page = self._pages[name]
        self._rail.light(page.rail_item)
        if name == self._current and page.widget is not None:
            self._keep_focus_in(page.widget)
            return page.widget
        if page.widget is None:
            page.widget = page.factory()
            self._stack.addWidget(page.widget)
        self._current = name
        self._stack.setCurrentWidget(page.widget)
        page.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._top.set_heading(page.title, page.subtitle, page.back)
        self.page_shown.emit(name)
        return page.widget

    def _keep_focus_in(self, page: QWidget) -> None:
        before = self.focusWidget()
        if not page.isAncestorOf(before) or not before.isVisible():  # Nothing lies in no page.
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def current_page(self) -> str:
        """The name of the page in front; empty before the first."""
        return self._current

    def set_heading(
        self, name: str, title: str, subtitle: str = "", back: Callable[[], object] | None = None
    ) -> None:
        """Change what the bar says above page ``name``; with ``back``, the subtitle is a link to it."""
        page = self._pages[name]
        page.title, page.subtitle, page.back = title, subtitle, back
        if name == self._current:
            self._top.set_heading(title, subtitle, back)

    def cover(self, widget: QWidget) -> None:
        """Put ``widget`` over the whole window, in place of any cover before; pages stay as they are."""
        if self._front.count() == 1:
            self._before = self.focusWidget()
        self._drop_cover()
        self._front.addWidget(widget)
        self._front.setCurrentWidget(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def uncover(self) -> None:
        """Take the cover off; the focus goes back to where it was."""
        self._drop_cover()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def is_covered(self) -> bool:
        """Whether something stands over the pages, such as the lock."""
        return self._front.count() > 1

    def _drop_cover(self) -> None:
        old = self._front.widget(1)
        if old is not None:
            self._front.removeWidget(old)
            old.hide()
            old.deleteLater()

    def set_shop(self, shop: str) -> None:
        """Show another shop's name and initial."""
        self.setWindowTitle(shop)
        self._rail.set_shop(shop)

    def set_person(self, name: str) -> None:
        """Show who is signed in."""
        self._rail.set_person(name)

    def set_chip(self, name: str, text: str, dot: Dot = Dot.NONE) -> None:
        """Show or change a state at the top: ``till`` stands at the left, all others at the right."""
        self._top.set_chip(name, text, dot)

    def drop_chip(self, name: str) -> None:
        """Take a state away."""
        self._top.drop_chip(name)

    def show_banner(
        self,
        text: str,
        tone: NoticeTone = NoticeTone.INFO,
        *,
        name: str = "",
        action: str = "",
        act: Callable[[], object] | None = None,
        key: str = "",
    ) -> Notice:
        """Say something above every page; the same ``name`` (or text) replaces what it said before."""
        known = name or text
        self.drop_banner(known)

        def done() -> None:
            self.drop_banner(known)
            if act is not None:
                act()

        banner = Notice(text, tone, action=action, act=done, key=key)
        banner.dismissed.connect(lambda: self.drop_banner(known))
        self._banners[known] = banner
        self._notices.addWidget(banner)
        banner.show()
        self._notices.setContentsMargins(16, 12, 16, 0)
        return banner

    def drop_banner(self, name: str) -> None:
        """Take a banner away, if it is there."""
        banner = self._banners.pop(name, None)
        if banner is not None:
            self._notices.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        if not self._banners:
            self._notices.setContentsMargins(16, 0, 16, 0)

    def listen_to(self, tasks: Tasks) -> None:
        """Show failures that no page takes up: refusals, faults with a retry, and bugs."""
        tasks.failure.connect(self._show_failure)
        tasks.recovered.connect(lambda: self.drop_banner("failure"))
        tasks.bug.connect(self._show_bug)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell before closing."""
        self.closing.emit()
        super().closeEvent(event)

    def _show_failure(self, failure: Failure) -> None:
        error = failure.error
        if isinstance(error, UserError):
            self.show_banner(error.text, NoticeTone.WARN, name="failure")
        elif isinstance(error, EnvironmentFault):
            self.show_banner(
                error.text,
                NoticeTone.ERROR,
                name="failure",
                action=_("Try again"),
                act=failure.retry,
            )

    def _show_bug(self, error: Exception) -> None:
        self.show_banner(
            _(
                "Something went wrong inside the till. Nothing was half done; you can go on working. "
                "The details are in the log."
            ),
            NoticeTone.ERROR,
            name="bug",
        )

    def _laid_out(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addLayout(self._notices)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        return whole

    def _fit_screen(self) -> None:
        screen = QGuiApplication.primaryScreen().availableGeometry()
        width, height = SMALLEST
        self.resize(min(width, screen.width()), min(height, screen.height()))

    def _tick(self) -> None:
        now = self._now()
        self.set_chip("clock", format_clock(now))
        self._clock.start((60 - now.second) * 1000)
