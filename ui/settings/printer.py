"""Where a till's receipts go: asked at the first start and in the settings."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.services import shop
from ui.widgets import Field, Segmented, paragraph

PAPERS_FOLDER = "papers"
"""Where, in the shop's folder, a printer on screen keeps its papers."""


class PrinterFields(QWidget):
    """Network printer, file or device, on screen, or none; and the printer's family."""

    def __init__(self, data: Path, parent: QWidget | None = None) -> None:
        """``data`` is the shop's folder."""
        super().__init__(parent)
        self._screen = f"virtual:{(data / PAPERS_FOLDER).absolute()}"
        self.choice = Segmented(
            [
                ("tcp", _("Network printer")),
                ("file", _("File or device")),
                ("virtual", _("On screen")),
                ("none", _("None")),
            ],
            name=_("Receipts are printed"),
        )
        self.choice.chosen.connect(lambda _value: self._show_choice())
        self.host = QLineEdit()
        self.host.setPlaceholderText("192.168.1.50")
        self.path = QLineEdit()
        self.path.setPlaceholderText("/dev/usb/lp0")
        self.family = QComboBox()
        for code, name in shop.printer_profiles():
            self.family.addItem(name, code)
        self._host = Field(
            _("Printer’s network address"), self.host, hint=_("Port 9100, unless you add another.")
        )
        self._path = Field(_("File or device"), self.path)
        self._family = Field(_("Paper and family"), self.family)
        self._said = paragraph()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Field(_("Receipts are printed"), self.choice))
        for part in (self._host, self._path, self._family, self._said):
            column.addWidget(part)
        self._show_choice()

    def address(self) -> str:
        """The printer as the till keeps it, ``tcp://…``; what was typed is not checked here."""
        match self.choice.value():
            case "tcp":
                return f"tcp://{self.host.text().strip().removeprefix('tcp://')}"
            case "file":
                return f"file:{self.path.text().strip()}"
            case "virtual":
                return self._screen
            case _:
                return "none:"

    def profile(self) -> str:
        """The code of the printer's family."""
        return str(self.family.currentData())

    def show_printer(self, address: str, profile: str) -> None:
        """Fill in a till's printer."""
        kind, _colon, rest = address.partition(":")
        self.choice.choose(kind if kind in ("tcp", "file", "virtual") else "none")
        if kind == "tcp":
            self.host.setText(rest.removeprefix("//"))
        elif kind == "file":
            self.path.setText(rest)
        elif kind == "virtual":
            self._screen = address
        self.family.setCurrentIndex(max(0, self.family.findData(profile)))
        self._show_choice()
        self.show_error("")

    def show_error(self, text: str) -> None:
        """Say what is wrong with the address."""
        self._host.show_error(text if self.choice.value() == "tcp" else "")
        self._path.show_error(text if self.choice.value() == "file" else "")

    def when_edited(self, act: Callable[[], object]) -> None:
        """Call ``act`` whenever a person changes something."""
        self.choice.chosen.connect(lambda _value: act())
        self.host.textEdited.connect(lambda _text: act())
        self.path.textEdited.connect(lambda _text: act())
        self.family.activated.connect(lambda _row: act())

    def _show_choice(self) -> None:
        choice = self.choice.value()
        self._host.setVisible(choice == "tcp")
        self._path.setVisible(choice == "file")
        self._family.setVisible(choice != "none")
        said = {
            "virtual": _("Papers are kept as pictures and text in {folder}.").format(
                folder=self._screen.partition(":")[2]
            ),
            "none": _("Receipts are not printed; they can be looked at and saved under Sales."),
        }
        self._said.setText(said.get(str(choice), ""))
        self._said.setVisible(choice in said)
