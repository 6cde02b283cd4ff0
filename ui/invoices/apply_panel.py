"""Paying many invoices with what their clients have: each amount can be changed, the sums beside it."""

from typing import Any
from uuid import uuid4

from PySide6.QtCore import QAbstractItemModel, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyleOptionViewItem,
    QWidget,
)

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
    AmountEdit,
    Button,
    Cell,
    Column,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    RowsModel,
    SummaryRow,
    Table,
    paragraph,
)
from ui.widgets.rows import Index
from ui.widgets.table import RowDelegate

_AMOUNT = 1
_EDITS = (
    QAbstractItemView.EditTrigger.AnyKeyPressed
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.SelectedClicked
)


class ProposalsModel(RowsModel[Proposal]):
    """Invoices, each with what is to be paid of it, in minor units.

    Signals:
        edited(): an amount was changed.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((Column(_("Invoice")), Column(_("Apply"), right=True)), parent)

    def amounts(self) -> dict[OpenInvoice, int]:
        """What is to be paid of which invoice."""
        return {one.invoice: one.amount for one in self.rows}

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Amounts can be changed."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() == _AMOUNT else plain

    def cells(self, row: Proposal) -> tuple[Cell, ...]:
        """The invoice, the amount."""
        most = _("of {amount}").format(amount=money(row.invoice.available))
        return Cell(row.invoice.client, row.invoice.name), Cell(money(row.amount), most)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell, or the amount that is to be edited."""
        if role == Qt.ItemDataRole.EditRole:
            return self.rows[index.row()].amount
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Change an amount."""
        self.put_row(index.row(), Proposal(self.rows[index.row()].invoice, int(value)))
        self.edited.emit()
        return True


class AmountCells(RowDelegate):
    """Cells of amounts, edited as amounts.

    Each key counts at once, so that what *Apply* would do is always what stands there; what cannot
    be read is nothing. Esc brings back what was there.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._at = QPersistentModelIndex()
        self._before = 0
        self.closeEditor.connect(self._closed)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The one money input."""
        edit = AmountEdit(parent=parent)
        edit.setAccessibleName(_("Apply"))
        edit.edited.connect(lambda: self.commitData.emit(edit))
        self._at, self._before = QPersistentModelIndex(index), index.data(Qt.ItemDataRole.EditRole)
        edit.set_amount(self._before)
        edit.selectAll()
        return edit

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Nothing: asked for again at each key, and what is typed shall stay."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed."""
        assert isinstance(editor, AmountEdit)
        model.setData(index, max(0, editor.value() or 0))

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache and self._at.isValid():
            model: QAbstractItemModel = self._at.model()
            model.setData(self._at, self._before)


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
        self.model.show_rows(invoices.proposals(self._session.desk, charge_ids))
        self.look()
        self.open(self.table)
        self.table.setCurrentIndex(self.model.index(0, _AMOUNT))

    def look(self) -> None:
        """Show what would be done now, or why it cannot be."""
        amounts = self.model.amounts()
        applied = sum(amounts.values())
        self.sum.set_amount(money(applied))
        still = sum(one.left for one in amounts) - applied
        self.still.set_amount(money(still) if still >= 0 else "—")
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
