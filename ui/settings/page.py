"""The settings page: its sections at the left, the one that was picked at the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.shop import StaffMember
from pos_app.domain.words import _
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.failures import text_of
from ui.session import Session
from ui.settings.appearance import AppearanceSection
from ui.settings.audit import AuditSection
from ui.settings.catalog import CatalogSection
from ui.settings.checkout import CheckoutSection
from ui.settings.email import EmailSection
from ui.settings.journal import JournalSection
from ui.settings.payment_types import PaymentTypesSection
from ui.settings.printers import PrintersSection
from ui.settings.reason_kinds import ReasonKindsSection
from ui.settings.receipt import ReceiptSection
from ui.settings.rights import RightsSection
from ui.settings.section import Section
from ui.settings.shop import ShopSection
from ui.settings.staff import StaffSection
from ui.settings.taxes import TaxesSection
from ui.settings.tills import TillsSection
from ui.show_by_pin import ShowByPin
from ui.widgets import Role, Tone, paragraph

_LIST_PX = 216
_REPORTS = (JournalSection, AuditSection)


class SettingsPage(QWidget):
    """The sections that a person may see; who may see none reads why not, and is shown them by the PIN of
    somebody who may, until the page is left. Each change then asks for its own PIN.

    Signals:
        saved(str): something was stored, for a moment at the foot of the window.
        queue_wanted(): a person wants to see the print queue.
        outbox_wanted(): a person wants to see the e-mails.
    """

    saved = Signal(str)
    queue_wanted = Signal()
    outbox_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._made: dict[int, Section] = {}
        self._shown_by: StaffMember | None = None
        self._kinds: list[tuple[str, Callable[[Session], Section]]] = [
            (_("Shop"), ShopSection),
            (_("Catalog"), CatalogSection),
            (_("Staff"), StaffSection),
            (_("Permissions"), RightsSection),
            (_("Taxes"), TaxesSection),
            (_("Payment types"), PaymentTypesSection),
            (_("Checkout"), CheckoutSection),
            (_("Reasons"), ReasonKindsSection),
            (_("Receipt"), ReceiptSection),
            (_("E-mail"), EmailSection),
            (_("Tills"), TillsSection),
            (_("Printers"), PrintersSection),
            (_("Appearance"), AppearanceSection),
            (_("Journal"), JournalSection),
            (_("Audit log"), AuditSection),
        ]
        self.names = QListWidget()
        self.names.setAccessibleName(_("Settings"))
        self.names.addItems([name for name, _kind in self._kinds])
        self.names.currentRowChanged.connect(self._show_section)
        self._sections = QStackedWidget()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._laid_out())
        self.problem = paragraph("", Role.BODY, Tone.DANGER)
        self._whole.addWidget(self._refusal())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        self.setFocusProxy(self.names)
        session.changed.connect(self._heard)
        # A method, not a lambda: it goes with the page when the language makes all pages anew.
        session.signed_in.connect(self._forget)
        self._show_to_whom()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where no panel took it, leads back to the list, however long the form is."""
        if event.key() == Qt.Key.Key_Escape and not self.is_refused():
            self.names.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever let it be seen did so once."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._forget()

    def show_section(self, row: int) -> Section:
        """Show the section in that row of the list."""
        self.names.setCurrentRow(row)
        return self._made[row]

    def show_catalog(self) -> None:
        """Show what is sold, to whoever may see it."""
        if not self.is_refused():
            self.names.setCurrentRow([kind for _name, kind in self._kinds].index(CatalogSection))

    def takes_code(self, code: str) -> bool:
        """Whether a scanned code is for the catalog in front, and not to be sold."""
        shown = self._sections.currentWidget()
        if self.is_refused() or not isinstance(shown, CatalogSection):
            return False
        shown.takes_code(code)
        return True

    def show_printers(self) -> None:
        """Show the printers."""
        kinds = [kind for _name, kind in self._kinds]
        self.show_section(kinds.index(PrintersSection))

    def is_refused(self) -> bool:
        """Whether the person signed in may not see settings."""
        return self._whole.currentIndex() == 1

    def _laid_out(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        side = QFrame()
        side.setProperty("bar", "side")
        side.setFixedWidth(_LIST_PX)
        down = QVBoxLayout(side)
        down.setContentsMargins(0, 0, 1, 0)
        down.addWidget(self.names)
        row.addWidget(side)
        row.addWidget(self._sections, 1)
        return part

    def _refusal(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.addWidget(ShowByPin(_("You may not change settings"), self._ask), 1)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.problem)
        self.problem.hide()
        return part

    def _ask(self) -> None:
        self.problem.hide()
        self._session.read(_let_in, then=self._let, failed=self._refused, owner=self)

    def _let(self, by: StaffMember | None) -> None:
        if self.isVisible():
            self._shown_by = by
            self._show_to_whom()
            self.names.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, error: Exception) -> None:
        self.problem.setText(text_of(error))
        self.problem.show()

    def _forget(self) -> None:
        self._shown_by = None
        self.problem.hide()
        self._show_to_whom()

    def _may_see(self, needs: Permission) -> bool:
        desk, by = self._session.desk, self._shown_by
        return desk.may(needs) or (by is not None and desk.settings.rights.may(by.role, needs))

    def _show_to_whom(self) -> None:
        member = self._session.desk.staff
        if member is None:
            # Locked: what is on the screen stays as it is, behind the lock.
            return
        shown = []
        for row, (_name, kind) in enumerate(self._kinds):
            needs = Permission.REPORTS if kind in _REPORTS else Permission.SETTINGS
            may = self._may_see(needs)
            self.names.setRowHidden(row, not may)
            shown += [row] if may else []
        self._whole.setCurrentIndex(0 if shown else 1)
        if shown and self.names.currentRow() not in shown:
            self.names.setCurrentRow(shown[0])

    def _show_section(self, row: int) -> None:
        if row not in self._made:
            section = self._made[row] = self._kinds[row][1](self._session)
            section.saved.connect(self.saved)
            if isinstance(section, PrintersSection):
                section.queue_wanted.connect(self.queue_wanted)
            if isinstance(section, EmailSection):
                section.outbox_wanted.connect(self.outbox_wanted)
            if isinstance(section, TillsSection):
                section.printers_wanted.connect(self.show_printers)
            self._sections.addWidget(section)
        self._sections.setCurrentWidget(self._made[row])

    def _heard(self, changes: Changes) -> None:
        if changes.settings:
            self._show_to_whom()
        shown = self._sections.currentWidget()
        if isinstance(shown, Section) and shown.isVisible() and shown.is_concerned(changes):
            shown.load()


def _let_in(desk: Desk) -> StaffMember | None:
    """Who authorised this look at the settings, if the person signed in needs that."""
    desk.check_reading(Permission.SETTINGS)
    return desk.authoriser
