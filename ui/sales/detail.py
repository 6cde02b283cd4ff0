"""One ended ticket: its receipt as it was given, how it was paid, and ways to have it again."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pos_app.domain.money import money
from pos_app.domain.payment import Payment
from pos_app.domain.refund import Closed
from pos_app.domain.refund_acts import everything
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import (
    invoice_papers,
    outbox,
    print_spool,
    printers,
    receipts,
    refund_receipts,
    refunded,
    refunds,
    sales,
)
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.receipts import Issue
from pos_app.services.refunded import Refunded
from pos_app.services.sales import SaleView
from ui.email_box import TONES
from ui.failures import text_of
from ui.mailer import said_of
from ui.paper_pictures import PaperPictures
from ui.sales.email import EmailPanel
from ui.sales.owed import OwedNotice
from ui.sales.payments import PaymentRows
from ui.sales.refund import RefundPanel
from ui.sales.refund_words import Act
from ui.saving import ask_pdf, save_file
from ui.session import Session
from ui.when import moment_of
from ui.widgets import (
    Badge,
    Button,
    Card,
    ElidedLabel,
    EmptyState,
    Kind,
    Notice,
    NoticeTone,
    PaperView,
    Role,
    Tone,
    figure,
    line,
    once,
    paragraph,
    scrolled,
    set_tone,
)

COLUMNS = 48
_ROW_PX, _PAID_PX = 52, 182
"""Of more payments and refunds, half a row shows that there are more."""


class SaleDetail(Card):
    """The ticket that was picked, or a word about picking one.

    Signals:
        said(str): something was done.
        spread(bool): the list's place is needed too, or no longer.
    """

    said = Signal(str)
    spread = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: SaleView | None = None
        self._refund: Refunded | None = None
        self._title = ElidedLabel("", Role.NAME)
        self._when = ElidedLabel("", Role.DETAIL)
        self._void = Badge(_("Voided"), Tone.DANGER)
        self._back = Badge(tone=Tone.DUE)
        self._total = figure("", Role.FIGURE)
        self.paper = PaperView(COLUMNS)
        self.paper.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.paper.setAccessibleName(_("Receipt"))
        PaperPictures(session, self.paper)
        self._reason = paragraph("", Role.BODY, Tone.MUTED)
        self.payments = PaymentRows()
        self.payments.asked.connect(self.ask_refund)
        self.payments.shown.connect(self.show_receipt)
        self.refund_panel = RefundPanel(session)
        self.refund_panel.done.connect(self._refunded)
        self.refund_panel.closed.connect(self.show_paper)
        self.refund_button = Button(
            _("Refund…"), lambda: self.ask_refund(Act.TICKET, None), icon="undo", key="Ctrl+R"
        )
        self.more_button = Button(kind=Kind.PLAIN, icon="dots", name=_("More"), key="Alt+M")
        self._more_tip = self.more_button.toolTip()
        self.more = self._more_menu()
        self._notice = Notice("", NoticeTone.ERROR)
        self._notice.hide()
        self.owed = OwedNotice(session)
        self.owed.applied.connect(self.said)
        self.reprint_button = Button(
            _("Reprint"), once(self.reprint), kind=Kind.PRIMARY, icon="printer", key="Ctrl+P"
        )
        self.pdf_button = Button(_("Save PDF…"), self._ask_pdf, key="Ctrl+S")
        self.invoice_button = Button(_("Invoice PDF…"), self._ask_invoice, key="Ctrl+I")
        self.email_button = Button(_("E-mail…"), self.ask_email, key="Ctrl+E")
        self.email_panel = EmailPanel(session)
        self.email_panel.done.connect(self.said)
        self.email_panel.closed.connect(self.show_paper)
        self.mailed = paragraph("", Role.DETAIL)
        session.outbox_moved.connect(self._show_mailed)
        self._no_printer = paragraph(
            _("This till has no printer. Choose one under Settings, Tills.")
        )
        self._stack: QStackedWidget = QStackedWidget()
        self._stack.addWidget(
            EmptyState("sales", _("No ticket chosen"), _("Choose one to see its receipt."))
        )
        self._stack.addWidget(self._ticket_view())
        self._stack.addWidget(self.refund_panel)
        self._stack.addWidget(self.email_panel)
        self._stack.currentChanged.connect(
            lambda at: self.spread.emit(at == 2 and self.refund_panel.is_wide())
        )
        self.column.addWidget(self._stack)

    def view(self) -> SaleView | None:
        """The ticket that is shown."""
        return self._view

    def is_worked_in(self) -> bool:
        """Whether a refund or an e-mail is being made here."""
        return self._stack.currentIndex() > 1

    def show_ticket(self, ticket_id: int | None) -> None:
        """Show an ended ticket, or none."""
        self._notice.hide()
        shown = self._view.ended.ticket.id if self._view else None
        if ticket_id == shown and self.is_worked_in():
            return
        try:
            self._view = sales.view(self._session.desk, ticket_id) if ticket_id else None
        except (UserError, EnvironmentFault) as error:
            self._view = None
            self._complain(error)
        self._stack.setCurrentIndex(0 if self._view is None else 1)
        if self._view is not None:
            self._fill(self._view)

    def reprint(self) -> None:
        """Print the receipt that is shown; it bears COPY. A second press at once is the same wish."""
        if self._view is None or not self.reprint_button.isEnabled():
            return
        self.reprint_button.setEnabled(False)
        self._session.write(
            print_spool.reprint_refund if self._refund else print_spool.reprint,
            self._refund.id if self._refund else self._view.ended.ticket.id,
            then=self._reprinted,
            failed=self._complain,
            owner=self,
        )

    def save_pdf(self, file: Path) -> None:
        """Write the receipt that is shown, a copy, as PDF."""
        refund = self._refund
        if refund is None:
            self._save(file, lambda desk, ticket_id: receipts.pdf(desk, ticket_id, Issue.COPY))
        else:
            self._save(file, lambda desk, _ticket_id: refund_receipts.pdf(desk, refund.id))

    def save_invoice(self, file: Path) -> None:
        """Write the ticket as an invoice on office paper."""
        self._save(file, invoice_papers.pdf)

    def _save(self, file: Path, make: Callable[[Desk, int], bytes]) -> None:
        if self._view is None:
            return
        ticket_id = self._view.ended.ticket.id
        save_file(
            self._session,
            file,
            lambda desk: make(desk, ticket_id),
            saved=self.said.emit,
            failed=self._complain,
            owner=self,
        )

    def _ticket_view(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._when)
        head.addLayout(names, 1)
        head.addWidget(self._void)
        head.addWidget(self._back)
        head.addWidget(self._total)
        column.addLayout(head)
        column.addWidget(self._notice)
        column.addWidget(self.owed)
        column.addWidget(self._reason)
        column.addWidget(self.paper, 1)
        column.addWidget(line())
        self._paid = scrolled(self.payments)
        self._paid.setMaximumHeight(_PAID_PX)
        column.addWidget(self._paid)
        column.addWidget(self.mailed)
        column.addWidget(self._no_printer)
        # Two rows, not three: on the smallest till the receipt needs the height.
        files, foot = QHBoxLayout(), QHBoxLayout()
        for button in (self.email_button, self.pdf_button, self.invoice_button):
            files.addWidget(button)
        foot.addWidget(self.reprint_button, 1)
        foot.addWidget(self.refund_button, 1)
        foot.addWidget(self.more_button)
        for row in (files, foot):
            row.setSpacing(8)
        column.addLayout(files)
        column.addLayout(foot)
        return part

    def _fill(self, view: SaleView) -> None:
        ended = view.ended
        void = bool(ended.void_reason)
        when = moment_of(self._session, ended.ended_at)
        who = view.client.name if view.client else _("Walk-in")
        self._title.setText(f"#{ended.ticket.number} · {who}")
        self._when.setText(f"{when} · {ended.till} · {view.by}")
        self._total.setText(money(ended.total))
        self._void.setVisible(void)
        self._reason.setText(_("Voided: {reason}").format(reason=ended.void_reason))
        self._reason.setVisible(void)
        told = refunded.told(self._session.desk, ended.ticket.id)
        closed = None if void else refunds.look(self._session.desk, ended.ticket.id)
        self.payments.fill(ended.ticket.payments, told, closed)
        before = self._refund.id if self._refund else None
        self.show_receipt(next((one for one in told.refunds if one.id == before), None))
        self._back.setVisible(closed is not None and closed.is_refunded)
        self._back.setText(_("Part refunded") if closed and closed.left else _("Refunded"))
        rows = len(ended.ticket.payments) + len(told.refunds)
        self._paid.setFixedHeight(min(_PAID_PX, rows * _ROW_PX))
        self._paid.setVisible(bool(ended.ticket.payments))
        self.owed.show_ticket(ended.ticket.id)
        self._allow_refund(closed)
        self.email_button.setEnabled(not void)
        self._show_mailed()
        self._allow_reprint()

    def show_receipt(self, refund: Refunded | None) -> None:
        """Show the receipt of a refund of the ticket, or without one the ticket's own."""
        if self._view is None:
            return
        self._refund = refund
        desk, ended = self._session.desk, self._view.ended
        if refund is not None:
            lines = refund_receipts.on_screen(desk, refund.id, COLUMNS)
        else:
            issue = Issue.VOID if ended.void_reason else Issue.ORIGINAL
            lines = receipts.text(desk, ended.ticket.id, issue, COLUMNS).splitlines()
        self.paper.show_lines(lines)
        self.paper.verticalScrollBar().setValue(0)
        self.paper.setAccessibleName(refund.name if refund else _("Receipt"))
        self.payments.mark(refund.id if refund else None)

    def _refunded(self, said: str) -> None:
        """Show the new refund's receipt: what went where stays longer than a word about it."""
        # Another ticket may have been picked meanwhile.
        if self._view is not None and self._view.ended.ticket.id == self.refund_panel.ticket_id():
            *_before, newest = refunded.told(self._session.desk, self._view.ended.ticket.id).refunds
            self.show_receipt(newest)
        self.said.emit(said)

    def _allow_refund(self, closed: Closed | None) -> None:
        """Where nothing can come back any more, the buttons say so."""
        why = ""
        if closed is None:
            why = _("A voided ticket has nothing to refund.")
        elif everything(closed, with_tips=True).is_nothing:
            why = _("Nothing is left to refund.")
        for button in (self.refund_button, self.more_button):
            button.setEnabled(not why)
        self.refund_button.setToolTip(why)
        self.more_button.setToolTip(why or self._more_tip)

    def ask_email(self) -> None:
        """Open the e-mail panel in the place of the receipt."""
        if self._view is None or not self.email_button.isEnabled():
            return
        self._notice.hide()
        self._stack.setCurrentIndex(3)
        self.email_panel.begin(self._view)

    def _show_mailed(self, _now: object = None) -> None:
        """Say where the last message about the ticket stands, or the one that waits for a person."""
        if self._view is None:
            return
        mails = outbox.of_ticket(self._session.desk, self._view.ended.ticket.id)
        self.mailed.setVisible(bool(mails))
        if mails:
            mail = outbox.people_first(mails)[0]
            self.mailed.setText(said_of(mail))
            set_tone(self.mailed, TONES.get(mail.state, Tone.MUTED))

    def ask_refund(self, act: Act, payment: Payment | None) -> None:
        """Open the refund panel in the place of the receipt."""
        if self._view is None:
            return
        self._notice.hide()
        try:
            self.refund_panel.begin(act, self._view.ended.ticket.id, payment)
        except (UserError, EnvironmentFault) as error:
            self._complain(error)
            return
        self._stack.setCurrentIndex(2)

    def show_paper(self) -> None:
        """Go back from a refund or an e-mail to the ticket's receipt."""
        if self._view is not None:
            self._stack.setCurrentIndex(1)
            self.show_ticket(self._view.ended.ticket.id)

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        for act, text in (
            (Act.CONVERT, _("Visit did not take place: turn into an open payment…")),
            (Act.ADJUST, _("Invoice was too high: adjust it…")),
            (Act.VOID, _("Closed by mistake today: void it…")),
        ):
            menu.addAction(text, partial(self.ask_refund, act, None))
        button = self.more_button
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(QPoint(0, button.height()))))
        return menu

    def _ask_pdf(self) -> None:
        if self._view is None:
            return
        ticket = str(self._view.ended.ticket.number)
        number = self._refund.number if self._refund else ticket
        name = _("Receipt {number}").format(number=number)
        if file := ask_pdf(self, _("Save the receipt"), name):
            self.save_pdf(file)

    def _ask_invoice(self) -> None:
        if self._view is None:
            return
        name = _("Invoice {number}").format(number=self._view.ended.ticket.number)
        if file := ask_pdf(self, _("Save the invoice"), name):
            self.save_invoice(file)

    def _reprinted(self, _changes: Changes) -> None:
        self._allow_reprint()
        self.said.emit(_("A copy is on its way to the printer."))

    def _allow_reprint(self) -> None:
        """A ticket that was sold can be printed where there is a printer."""
        printer = printers.prints(self._session.desk, "receipt")
        void = self._view is None or bool(self._view.ended.void_reason)
        self.reprint_button.setEnabled(printer and not void)
        self.pdf_button.setEnabled(not void)
        self.invoice_button.setEnabled(not void)
        self._no_printer.setVisible(not printer)

    def _complain(self, error: Exception) -> None:
        self._allow_reprint()
        self._notice.set_text(text_of(error))
        self._notice.show()
