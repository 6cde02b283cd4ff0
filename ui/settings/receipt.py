"""What the receipt says around the sale, seen as it will be printed."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.services import logo, receipts, shop
from ui.paper_pictures import PaperPictures
from ui.session import Session
from ui.settings.section import Form
from ui.widgets import Button, Card, Field, PaperView, Role, label, scrolled

_COLUMNS = 48


class ReceiptSection(Form):
    """Header, footer and logo, with a sample beside them."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session, _("Receipt"), _("Words of your own above and below, and your logo.")
        )
        self.header, self.footer = QPlainTextEdit(), QPlainTextEdit()
        for edit in (self.header, self.footer):
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(88)
            edit.textChanged.connect(self._preview)
        self.add("receipt_header", Field(_("Above the sale"), self.header))
        self.add("receipt_footer", Field(_("Below the sale"), self.footer))
        self.choose_button = Button(_("Choose a logo…"), self._choose, icon="upload", key="Ctrl+O")
        self.remove_button = Button(
            _("Remove the logo"), lambda: self._put(None), icon="trash", key="Ctrl+D"
        )
        self.paper = PaperView(_COLUMNS)
        PaperPictures(session, self.paper)
        self._lay_out()

    def load(self) -> None:
        """Show the texts and the sample."""
        super().load()
        self.remove_button.setVisible(bool(shop.logo(self.session.desk)))
        self._preview()

    def fill(self, settings: Settings) -> None:
        """Show these settings."""
        self.header.setPlainText(settings.receipt_header)
        self.footer.setPlainText(settings.receipt_footer)

    def values(self) -> dict[str, Any]:
        """What the fields say."""
        return {
            "receipt_header": self.header.toPlainText().strip(),
            "receipt_footer": self.footer.toPlainText().strip(),
        }

    def put_logo(self, file: Path) -> None:
        """Take a picture as the logo."""
        self.write(logo.take, file)

    def _put(self, png: bytes | None) -> None:
        self.write(shop.put_logo, png)

    def after_saving(self) -> None:
        """A logo is stored apart from the texts, which may still be typed."""
        self.load()

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, _("A logo for receipts"), "", _("Pictures (*.png *.jpg *.jpeg)")
        )
        if chosen:
            self.put_logo(Path(chosen))

    def _preview(self) -> None:
        settings = self.edited(self.session.desk.settings)
        if settings is not None:
            text = receipts.sample(self.session.desk, settings, _COLUMNS)
            self.paper.show_lines(text.splitlines())

    def _lay_out(self) -> None:
        left = QWidget()
        down = QVBoxLayout(left)
        down.setContentsMargins(0, 0, 12, 0)
        down.addLayout(self.form)
        down.addWidget(label(_("Logo"), Role.FIELD))
        for button in (self.choose_button, self.remove_button):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            down.addLayout(row)
        down.addStretch(1)
        saving = QHBoxLayout()
        saving.addWidget(self.save_button)
        saving.addStretch(1)
        form = QVBoxLayout()
        form.addWidget(scrolled(left), 1)
        form.addLayout(saving)
        card = Card(_("A sample"))
        card.setMinimumWidth(430)
        card.column.addWidget(self.paper, 1)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(form, 1)
        row.addWidget(card, 1)
        self.column.addLayout(row, 1)
