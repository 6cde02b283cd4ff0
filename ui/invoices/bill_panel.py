"""Billing a client without a visit: whom, for what, until when, and what it comes to."""

from uuid import uuid4

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.client_account import in_words
from pos_app.domain.money import money
from pos_app.domain.shop import Client, CreditUse, Item
from pos_app.domain.ticket import MAX_QUANTITY
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import clients, invoices, sales, selling
from pos_app.services.changes import Changes
from pos_app.services.invoices import BilledItem, Draft
from ui.checkout.picklist import Choice, PickList
from ui.failures import text_of
from ui.session import Session
from ui.widgets import (
    AmountEdit,
    Button,
    DateEdit,
    ElidedLabel,
    Field,
    Kind,
    Notice,
    NoticeTone,
    NumberEdit,
    Panel,
    Role,
    SearchEdit,
    Size,
    SummaryRow,
    Tone,
    figure,
    label,
    paragraph,
    scrolled,
)

_MOST_SHOWN = 6


class BillPanel(Panel):
    """A new invoice.

    Signals:
        done(str): it was made; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(_("New invoice"))
        self._session = session
        self._request = ""
        self._client: Client | None = None
        self._lines: list[_Line] = []
        self._amount = 0
        self.client_search = SearchEdit(_("Client to bill"))
        self._clients = PickList(_("Clients found"), self.client_search, rows=4)
        self.who = paragraph("", Role.STRONG)
        self.other_button = Button(_("Change"), self._ask_client, size=Size.SMALL)
        self.item_search = SearchEdit(_("Service or product"))
        self._items = PickList(_("Items found"), self.item_search, rows=4)
        self._placed = QVBoxLayout()
        self.due = DateEdit()
        self.note, self.reason = QLineEdit(), QLineEdit()
        self.note.setMaxLength(500)
        self.reason.setMaxLength(200)
        self.fields = {
            "reason": Field(_("Reason for another price"), self.reason),
            "due_on": Field(_("Due"), self.due),
            "note": Field(_("Note"), self.note),
        }
        self.use_credit = QCheckBox(_("Use available credit"))
        self.use_credit.toggled.connect(lambda _on: self.look())
        self.tax = SummaryRow(_("Tax"))
        self.total = SummaryRow(_("Total"), role=Role.SUM)
        self.words = paragraph("", Role.BODY)
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.save_button = Button(_("Bill"), self.save, kind=Kind.PRIMARY, key="Ctrl+S")
        self._lay_out()
        self._connect()

    def begin(self, client: Client | None = None) -> None:
        """Start with a client, or ask for one."""
        self._request = uuid4().hex
        due = QDate.fromString(invoices.due_by_terms(self._session.desk), Qt.DateFormat.ISODate)
        self.due.setDate(due)
        self.note.clear()
        self.reason.clear()
        self.use_credit.setChecked(True)
        self.item_search.clear()
        for made in list(self._lines):
            self._drop(made)
        self._take_client(client)
        self.open(self.client_search if client is None else self.item_search)

    def choose_client(self, client_id: int) -> None:
        """Bill this client."""
        self._take_client(clients.client(self._session.desk, client_id))
        self.item_search.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_item(self, item: Item) -> None:
        """Put an item on the invoice, or one more of it."""
        self.item_search.clear()
        for made in self._lines:
            if made.item.id == item.id:
                made.quantity.setValue(made.quantity.value() + 1)
                return
        made = _Line(item)
        made.changed.connect(self.look)
        made.dropped.connect(lambda: self._drop(made))
        self._lines.append(made)
        self._placed.addWidget(made)
        self.look()

    def scan(self, code: str) -> None:
        """Put the item with a scanned code on the invoice, or say that there is none."""
        try:
            self.add_item(selling.item_with(self._session.desk, code))
        except UserError as error:
            self._say(error)

    def draft(self) -> Draft:
        """The invoice as it stands.

        Raises:
            UserError: a price cannot be read.
        """
        return Draft(
            client_id=self._client.id if self._client else 0,
            lines=tuple(line.billed() for line in self._lines),
            due_on=self.due.date().toString(Qt.DateFormat.ISODate),
            note=self.note.text(),
            price_reason=self.reason.text(),
            use_credit=self.use_credit.isChecked(),
        )

    def look(self) -> None:
        """Show what it comes to, and what the client will owe."""
        self.notice.hide()
        total = tax = 0
        try:
            bill = invoices.priced(self._session.desk, self.draft().lines)
            total = bill.total
            tax = sum(taxed.amount for taxed in bill.taxes)
        except (UserError, EnvironmentFault) as error:
            self._say(error)
        self._amount = total
        self.fields["reason"].setVisible(any(line.is_repriced() for line in self._lines))
        self.tax.set_amount(money(tax))
        self.total.set_amount(money(total))
        self.words.setText(self._consequence(total))
        self.save_button.setText(_("Bill {amount}").format(amount=money(total)))
        self.save_button.setEnabled(bool(self._client and total))

    def save(self) -> None:
        """Make the invoice."""
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        for field in self.fields.values():
            field.show_error("")
        self._session.write(
            invoices.bill,
            self._request,
            self.draft(),
            then=self._billed,
            failed=self._refused,
            owner=self,
        )

    def _consequence(self, total: int) -> str:
        if self._client is None or not total:
            return _("Choose a client and what they are billed for.")
        now = clients.standing(self._session.desk, self._client.id)
        paid = min(total, now.available) if self._pays_by_itself() else 0
        said = _("{name} will owe {amount} more. After this: {balance}").format(
            name=self._client.name,
            amount=money(total - paid),
            balance=in_words(now.owed + total - paid, now.open_payments + now.credits - paid),
        )
        if paid:
            at_once = _("{amount} is paid at once with what is on their account.")
            return f"{at_once.format(amount=money(paid))} {said}"
        return said

    def _pays_by_itself(self) -> bool:
        """Whether this shop always applies credit, and this invoice does not opt out (R9)."""
        return not self.use_credit.isHidden() and self.use_credit.isChecked()

    def _take_client(self, client: Client | None) -> None:
        self._client = client
        self.client_search.clear()
        self.client_search.setVisible(client is None)
        self.who.setText(client.name if client else _("Whom to bill"))
        self.other_button.setVisible(client is not None)
        desk = self._session.desk
        always = desk.settings.credit_use is CreditUse.ALWAYS
        has = client is not None and clients.standing(desk, client.id).available > 0
        self.use_credit.setVisible(always and has)
        self.look()

    def _ask_client(self) -> None:
        self._take_client(None)
        self.client_search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, made: "_Line") -> None:
        self._lines.remove(made)
        self._placed.removeWidget(made)
        made.hide()
        made.deleteLater()
        if self.isVisible():
            # Where the focus was before the panel opens is where it goes back to.
            self.item_search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look()

    def _find_clients(self) -> None:
        typed = self.client_search.text().strip()
        found = clients.find(self._session.desk, typed)[:_MOST_SHOWN] if typed else []
        nobody = Choice(None, _("Nobody found"), _("New clients are added under Clients."))
        choices = [Choice(c.id, c.name, c.email or c.phone) for c in found]
        self._clients.show_choices(choices or [nobody])
        self._clients.setVisible(bool(typed))

    def _find_items(self) -> None:
        typed = self.item_search.text().strip()
        found = selling.find_items(self._session.desk, typed)[:_MOST_SHOWN] if typed else []
        nothing = Choice(None, _("Nothing found"), _("Items are added in Settings, under Catalog."))
        choices = [Choice(i, i.name, i.sku, money(i.price)) for i in found]
        self._items.show_choices(choices or [nothing])
        self._items.setVisible(bool(typed))

    def _client_taken(self, value: object) -> None:
        if isinstance(value, int):
            self.choose_client(value)

    def _item_taken(self, value: object) -> None:
        if isinstance(value, Item):
            self.add_item(value)

    def _billed(self, changes: Changes) -> None:
        self.dismiss()
        said = _("{name} was billed {amount}.")
        number = 0
        for ticket_id in changes.tickets:
            number = sales.view(self._session.desk, ticket_id).ended.ticket.number
            said = _("{name} was billed {amount}: invoice #{number}.")
        name = self._client.name if self._client else ""
        self.done.emit(said.format(name=name, amount=money(self._amount), number=number))

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        field = self.fields.get(getattr(error, "field", None) or "")
        if field is None:
            self._say(error)
        else:
            field.show_error(text_of(error))

    def _say(self, error: Exception) -> None:
        self.notice.set_text(text_of(error))
        self.notice.show()

    def _connect(self) -> None:
        self.client_search.textChanged.connect(lambda _text: self._find_clients())
        self.client_search.returnPressed.connect(
            lambda: self._client_taken(self._clients.in_hand())
        )
        self._clients.taken.connect(self._client_taken)
        self.item_search.textChanged.connect(lambda _text: self._find_items())
        self.item_search.returnPressed.connect(lambda: self._item_taken(self._items.in_hand()))
        self._items.taken.connect(self._item_taken)

    def _lay_out(self) -> None:
        self._clients.hide()
        self._items.hide()
        self.notice.hide()
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 6, 0)
        form.setSpacing(8)
        whom = QHBoxLayout()
        whom.addWidget(self.who, 1)
        whom.addWidget(self.other_button)
        form.addLayout(whom)
        finders: tuple[QWidget, ...] = (
            self.client_search, self._clients, self.item_search, self._items,
        )  # fmt: skip
        for part in finders:
            form.addWidget(part)
        form.addLayout(self._placed)
        for field in self.fields.values():
            form.addWidget(field)
        form.addWidget(self.use_credit)
        form.addStretch(1)
        self.body.setSpacing(6)
        self.body.addWidget(scrolled(inside), 1)
        foot: tuple[QWidget, ...] = (
            self.tax, self.total, self.words, self.notice, self.save_button,
        )  # fmt: skip
        for part in foot:
            self.body.addWidget(part)


class _Line(QWidget):
    """One item: at which price, how many of it, what that comes to, and the way to take it off."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.quantity = NumberEdit(1, MAX_QUANTITY)
        self.quantity.setAccessibleName(_("Quantity of {item}").format(item=item.name))
        self.quantity.setFixedWidth(76)
        self.quantity.valueChanged.connect(lambda _count: self._change())
        self.price = AmountEdit(field="price")
        self.price.setAccessibleName(_("Price of {item}").format(item=item.name))
        self.price.setFixedWidth(150)
        self.price.set_amount(item.price)
        self.price.edited.connect(self._change)
        self._sum = figure("", Role.STRONG)
        self._show_sum()
        self._lay_out()

    def billed(self) -> BilledItem:
        """What it puts on the invoice.

        Raises:
            UserError: the price cannot be read.
        """
        price = self.price.value()
        if price is None:
            raise UserError(_("Enter the price of {item}.").format(item=self.item.name))
        return BilledItem(self.item.id, self.quantity.value(), price)

    def is_repriced(self) -> bool:
        """Whether it is billed at another price than the item's."""
        return bool(self.item.price) and self.price.value() not in (None, self.item.price)

    def _change(self) -> None:
        self._show_sum()
        self.changed.emit()

    def _show_sum(self) -> None:
        self._sum.setText(money((self.price.value() or 0) * self.quantity.value()))

    def _lay_out(self) -> None:
        head, row = QHBoxLayout(), QHBoxLayout()
        head.addWidget(ElidedLabel(self.item.name, Role.STRONG), 1)
        head.addWidget(
            Button(
                kind=Kind.QUIET,
                size=Size.SMALL,
                icon="trash",
                name=_("Take {item} off").format(item=self.item.name),
                clicked=self.dropped.emit,
            )
        )
        row.setSpacing(8)
        row.addWidget(self.quantity)
        row.addWidget(label("×", Role.BODY, Tone.MUTED))
        row.addWidget(self.price)
        row.addWidget(self._sum, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(row)
