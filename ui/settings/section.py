"""What the sections of the settings have in common: a title, fields by name, and how saving is told."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVarTuple

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import shop
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.failures import text_of
from ui.session import Session
from ui.widgets import (
    Button,
    Card,
    Cell,
    Column,
    Field,
    Kind,
    Notice,
    NoticeTone,
    Panel,
    Role,
    RowsModel,
    Table,
    Tone,
    bring_into_view,
    label,
    paragraph,
    scrolled,
)

Ts = TypeVarTuple("Ts")

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FORM_PX = 560
PANEL_PX = 400


class Section(QWidget):
    """One section. Fields are named as the services name them in their errors.

    Signals:
        saved(str): something was stored; what to say about it.
    """

    saved = Signal(str)

    def __init__(self, session: Session, title: str, text: str) -> None:
        super().__init__()
        self.session = session
        self.title = title
        self.fields: dict[str, Field] = {}
        self.save_button = Button(_("Save"), self.save, kind=Kind.PRIMARY, key="Ctrl+S")
        self.notice = Notice("", NoticeTone.ERROR)
        self.notice.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(6)
        self.column.addWidget(label(title, Role.TITLE))
        self.column.addWidget(paragraph(text, Role.BODY, Tone.MUTED))
        self.column.addSpacing(10)
        self.column.addWidget(self.notice)

    def load(self) -> None:
        """Show what is stored now."""
        raise NotImplementedError

    def save(self) -> None:
        """Store what was typed."""
        raise NotImplementedError

    def is_concerned(self, changes: Changes) -> bool:
        """Whether what it shows may be other now."""
        return changes.settings or changes.catalog or changes.staff

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is stored now."""
        super().showEvent(event)
        self.load()

    def write(self, act: Callable[[Desk, *Ts], Changes], *args: *Ts, said: str = "") -> None:
        """Store, then tell; a refusal is shown at its field, else above.

        Until it is stored the button is off: a new entry saved twice would be two.
        """
        self.clear_errors()
        self.save_button.setEnabled(False)
        self.session.write(
            act,
            *args,
            then=lambda _changes: self._stored(said or _("Saved.")),
            failed=self._refused,
            owner=self,
        )

    def clear_errors(self) -> None:
        """Nothing is wrong, as far as is known."""
        self.notice.hide()
        for field in self.fields.values():
            field.show_error("")

    def show_error(self, error: Exception) -> None:
        """Show a refusal where it belongs."""
        field = self.fields.get(error.field or "") if isinstance(error, UserError) else None
        if field is None:
            self.notice.set_text(text_of(error))
            self.notice.show()
            return
        field.show_error(text_of(error))
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_view(field)

    def after_saving(self) -> None:
        """What a section does once its value is stored."""

    def stand(self, form: QWidget) -> None:
        """Let a form of any height stand above the button that saves it."""
        form.setMaximumWidth(FORM_PX)
        place = scrolled(form)
        place.setMaximumWidth(FORM_PX + 24)
        self.column.addWidget(place, 1)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.show_error(error)

    def _stored(self, said: str) -> None:
        self.save_button.setEnabled(True)
        self.after_saving()
        self.saved.emit(said)


class Form(Section):
    """A section that edits some of the shop's settings, stored together."""

    def __init__(self, session: Session, title: str, text: str) -> None:
        super().__init__(session, title, text)
        self.form = QVBoxLayout()
        self.form.setSpacing(6)
        self._loaded: Settings | None = None

    def add(self, name: str, field: Field) -> None:
        """Add a field; the first one takes the focus."""
        if not self.fields:
            self.setFocusProxy(field.editor)
        self.fields[name] = field
        field.setMaximumWidth(FORM_PX)
        self.form.addWidget(field)

    def finish(self) -> None:
        """Put the button under the fields."""
        area = QWidget()
        inside = QVBoxLayout(area)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self.form)
        inside.addStretch(1)
        self.stand(area)

    def load(self) -> None:
        """Fill in what is stored, unless something else was typed and not yet saved."""
        stored = shop.settings(self.session.desk)
        typed = self._loaded is not None and self.edited(self._loaded) != self._loaded
        if not typed or self.edited(stored) == stored:
            self.fill(stored)
            self._loaded = self.edited(stored)

    def fill(self, settings: Settings) -> None:
        """Show these settings."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """What the fields say, by the names of the settings.

        Raises:
            UserError: something cannot be read.
        """
        raise NotImplementedError

    def edited(self, settings: Settings) -> Settings | None:
        """The settings with what was typed; None while that cannot be read."""
        try:
            return replace(settings, **self.values())
        except UserError:
            return None

    def save(self) -> None:
        """Store what was typed, over what is stored now."""
        try:
            values = self.values()
        except UserError as error:
            self.clear_errors()
            self.show_error(error)
            return
        self.write(change_some, values)

    def after_saving(self) -> None:
        """What was typed is what is stored."""
        self._loaded = None
        self.load()


def change_some(desk: Desk, values: dict[str, Any]) -> Changes:
    """Change some settings, whatever another till changed meanwhile."""
    return shop.change_settings(desk, replace(shop.settings(desk), **values))


class Entry(NamedTuple):
    """A row of a listing: what it stands for, and what it shows."""

    key: Any
    cells: tuple[Cell, ...]


class Listing(Section):
    """A section with a table, and a panel beside it that adds or changes an entry.

    Attributes:
        table_place: the table's place, for what stands there instead while it is empty.
    """

    def __init__(
        self, session: Session, title: str, text: str, add: str, columns: Sequence[Column]
    ) -> None:
        super().__init__(session, title, text)
        self.model = _EntriesModel(columns, self)
        self._known: set[str] = set()
        self.table = Table(title)
        self.table.setModel(self.model)
        self.table.fit()
        self.table.clicked.connect(self._open_row)
        self.table.activated.connect(self._open_row)
        self.table_place = QStackedWidget()
        self.table_place.addWidget(self.table)
        self.add_button = Button(add, self.add_new, icon="plus", key="Ctrl+N")
        self.panel = Panel("")
        self.panel.hide()
        self.form = QVBoxLayout()
        self.form.setSpacing(4)
        self.tools = QHBoxLayout()
        self.tools.addWidget(self.add_button)
        self.tools.addStretch(1)
        self.setFocusProxy(self.table)

    def add(self, name: str, field: Field) -> None:
        """Add a field to the panel."""
        self.fields[name] = field
        self.form.addWidget(field)

    def finish(self, panel_px: int = PANEL_PX) -> None:
        """Lay the table and the panel out."""
        inside = QWidget()
        inside.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 6, 0)
        self.form.addStretch(1)
        self.panel.setFixedWidth(panel_px)
        self.panel.body.addWidget(scrolled(inside), 1)
        self.panel.body.addWidget(self.save_button)
        card = Card(margin=1)
        card.column.addWidget(self.table_place)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addLayout(self.tools)
        left.addWidget(card, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.panel)
        self.column.addLayout(row, 1)

    def show_entries(self, entries: Sequence[Entry], key: str) -> None:
        """Show these entries; the one whose ``key`` it is stays the chosen one."""
        self.model.show_rows(entries)
        place = self.model.place_of(lambda entry: str(entry.key) == key)
        if place >= 0:
            self.table.selectRow(place)

    def key_of(self, row: int) -> Any:
        """What a row stands for."""
        return self.model.rows[row].key

    def add_new(self) -> None:
        """Open the panel on a new entry."""
        raise NotImplementedError

    def edit(self, key: Any) -> None:
        """Open the panel on the entry that a row stands for."""
        raise NotImplementedError

    def write(self, act: Callable[[Desk, *Ts], Changes], *args: *Ts, said: str = "") -> None:
        """Store; the one entry that is other than before is then the one that was stored."""
        self._known = {str(entry.key) for entry in self.model.rows}
        super().write(act, *args, said=said)

    def after_saving(self) -> None:
        """The panel is done with; the list goes to what was stored."""
        self.panel.dismiss()
        self.load()
        place = self.model.place_of(lambda entry: str(entry.key) not in self._known)
        if place >= 0:
            self.table.selectRow(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the panel saves; Esc closes it, from the table and the search too."""
        if event.key() == Qt.Key.Key_Escape and self.panel.isVisible():
            self.panel.dismiss()
        elif event.key() in _ENTER and self._types_in_panel() and not event.isAutoRepeat():
            self.save_button.click()
        else:
            super().keyPressEvent(event)

    def _types_in_panel(self) -> bool:
        """Whether the focus is in the panel, and not where a scanner ends each code with Enter."""
        focused: QWidget | None = QApplication.focusWidget()
        inside = focused is not None and self.panel.isAncestorOf(focused)
        return inside and focused is not None and not focused.property("takes_scans")

    def _open_row(self, index: QModelIndex) -> None:
        self.clear_errors()
        self.edit(self.key_of(index.row()))


class _EntriesModel(RowsModel[Entry]):
    def cells(self, row: Entry) -> tuple[Cell, ...]:
        return row.cells


def named(name: str, detail: str = "", *, in_use: bool) -> Cell:
    """The name of an entry; one that is not in use is faint and says so."""
    badge = "" if in_use else _("Off")
    return Cell(name, detail, badge, Tone.MUTED, Tone.PLAIN if in_use else Tone.MUTED)


def faint(text: str) -> Cell:
    """What stands beside the name and matters less."""
    return Cell(text, tone=Tone.MUTED)
