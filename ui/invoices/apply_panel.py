"""Paying many invoices with what their clients have: each amount can be changed, the sums beside it."""

from typing import Any
from uuid import uuid4

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from pos_app.domain.balance_plan import Plan
from pos_app.domain.invoice import OpenInvoice
from pos_app.domain.money import money
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.services import client_accounts, invoices
from pos_app.services.changes import Changes
from pos_app.services.invoices import Proposal
from ui.failures import text_of
from ui.session import Session
from ui.widgets import (
    DETAIL,
    STRONG,
    AmountEdit,
    Button,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    SummaryRow,
    Table,
    paragraph,
)
from ui.widgets.table import RowDelegate

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_AMOUNT = 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EDITS = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.SelectedClicked
)


class ProposalsModel(QAbstractTableModel):
    """Invoices, each with what is to be paid of it, in minor units.

    Signals:
        edited(): an amount was changed.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proposals: list[Proposal] = []

    def show_proposals(self, proposals: list[Proposal]) -> None:
        """Show these."""
        self.beginResetModel()
        self._proposals = list(proposals)
        self.endResetModel()

    def amounts(self) -> dict[OpenInvoice, int]:
        """What is to be paid of which invoice."""
        return {one.invoice: one.amount for one in self._proposals}

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One for each invoice."""
        return 0 if parent.isValid() else len(self._proposals)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Invoice, amount."""
        return 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == _AMOUNT:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("Invoice"), _("Apply"))[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Amounts can be changed."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() == _AMOUNT else plain

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        one = self._proposals[index.row()]
        if index.column() == _AMOUNT:
            said = {
                Qt.ItemDataRole.DisplayRole: money(one.amount),
                Qt.ItemDataRole.EditRole: one.amount,
                Qt.ItemDataRole.TextAlignmentRole: _RIGHT,
                DETAIL: _("of {amount}").format(amount=money(one.invoice.available)),
                STRONG: True,
            }
        else:
            said = {Qt.ItemDataRole.DisplayRole: one.invoice.client, DETAIL: one.invoice.name}
        return said.get(role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change an amount."""
        one = self._proposals[index.row()]
        self._proposals[index.row()] = Proposal(one.invoice, int(value))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True


class AmountCells(RowDelegate):
    """Cells of amounts, edited as amounts; what is none stays as it was."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """The one money input."""
        edit = AmountEdit(parent=parent)
        edit.setAccessibleName(_("Apply"))
        return edit

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Start from the amount."""
        assert isinstance(editor, AmountEdit)
        editor.set_amount(index.data(Qt.ItemDataRole.EditRole))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take what was typed; an empty field is nothing."""
        assert isinstance(editor, AmountEdit)
        amount = editor.value() if editor.text().strip() else 0
        if amount is not None and amount >= 0:
            model.setData(index, amount)


class ApplyPanel(Panel):
    """What clients have, put against the invoices that were picked.

    Signals:
        done(str): it was carried out; what to say about it.
    """

    done = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(_("Apply credits"))
        self._session = session
        self._request = ""
        self._seen: dict[int, Plan] = {}
        self.model = ProposalsModel(self)
        self.model.edited.connect(self.look)
        self.table = Table(_("Invoices to pay"))
        self.table.setModel(self.model)
        self.table.setItemDelegateForColumn(_AMOUNT, AmountCells(self.table))
        self.table.setEditTriggers(_EDITS)
        self.table.fit(0, {_AMOUNT: 150})
        self.hint = paragraph(
            _("Credits go first, then open payments. Type another amount in a row to change it.")
        )
        self.sum = SummaryRow(_("Applied in all"), role=Role.SUM)
        self.still = SummaryRow(_("Still owed on these"))
        self.notice = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self.save_button = Button(_("Apply"), self.save, kind=Kind.PRIMARY, key="Ctrl+S")
        self.body.addWidget(self.hint)
        self.body.addWidget(self.table, 1)
        for part in (self.sum, self.still, self.notice, self.save_button):
            self.body.addWidget(part)

    def begin(self, charge_ids: list[int]) -> None:
        """Propose all that there is for these invoices, those due first before others."""
        self._request = uuid4().hex
        self.model.show_proposals(invoices.proposals(self._session.desk, charge_ids))
        self.look()
        self.open(self.table)
        self.table.setCurrentIndex(self.model.index(0, _AMOUNT))

    def look(self) -> None:
        """Show what would be done now, or why it cannot be."""
        amounts = self.model.amounts()
        applied = sum(amounts.values())
        self.sum.set_amount(money(applied))
        self.still.set_amount(money(sum(one.left for one in amounts) - applied))
        problem = "" if applied else _("There is nothing to apply.")
        if applied:
            try:
                acts = invoices.acts_of(amounts)
                self._seen = client_accounts.preview_many(self._session.desk, acts)
            except (UserError, EnvironmentFault) as error:
                problem = error.text
        self._say(problem)
        self.save_button.setText(_("Apply {amount}").format(amount=money(applied)))
        self.save_button.setEnabled(not problem)

    def save(self) -> None:
        """Carry it out for all of them, or for nobody."""
        if not self.save_button.isEnabled():
            return
        self.save_button.setEnabled(False)
        self._session.write(
            client_accounts.apply_to_many,
            self._request,
            invoices.acts_of(self.model.amounts()),
            self._seen,
            then=self._applied,
            failed=self._refused,
            owner=self,
        )

    def _applied(self, _changes: Changes) -> None:
        amounts = self.model.amounts()
        self.dismiss()
        self.done.emit(_("{amount} applied.").format(amount=money(sum(amounts.values()))))

    def _refused(self, error: Exception) -> None:
        self.look()
        self._say(text_of(error))

    def _say(self, problem: str) -> None:
        self.notice.set_text(problem)
        self.notice.setVisible(bool(problem))
