"""Where a printer is, and of which family: asked at the first start and in the settings."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pos_app.domain.words import _
from pos_app.services import shop
from ui.widgets import Button, Choice, Field, Segmented, Size, paragraph

PAPERS_FOLDER = "papers"
"""Where, in the shop's folder, a printer on screen keeps its papers."""
AT_THE_START = ("tcp", "file", "virtual", "none")
ALL = ("tcp", "usb", "serial", "queue", "file", "virtual")
LOOKED_FOR = ("usb", "serial", "queue")
"""What this machine can be asked for; the network is asked too, where addresses are typed by hand."""


class PrinterFields(QWidget):
    """Network, USB, serial, a queue of the system, file or device, on screen; and the family."""

    def __init__(
        self, data: Path, kinds: Sequence[str] = AT_THE_START, parent: QWidget | None = None
    ) -> None:
        """``data`` is the shop's folder; ``kinds`` are the ways to choose from."""
        super().__init__(parent)
        self._screen = f"virtual:{(data / PAPERS_FOLDER).absolute()}"
        self._kinds = kinds
        names = _names() if len(kinds) <= len(AT_THE_START) else _short_names()
        self.choice = Segmented(
            [(kind, names[kind]) for kind in kinds], name=_("Receipts are printed")
        )
        self.choice.chosen.connect(self._turn)
        self.host = QLineEdit()
        self.host.setPlaceholderText("192.168.1.50")
        self.near = Choice()
        self.near.activated.connect(self._take_near)
        self.path = QLineEdit()
        self.path.setPlaceholderText("/dev/usb/lp0")
        self.found = Choice()
        self.found.setEditable(True)
        self.look_button = Button(
            _("Look for printers"), size=Size.SMALL, icon="search", key="Ctrl+F"
        )
        self.family = Choice()
        for code, name in shop.printer_profiles():
            self.family.addItem(name, code)
        self._host = Field(
            _("Printer’s network address"), self.host, hint=_("Port 9100, unless you add another.")
        )
        self._near = Field(_("Found on the network"), self.near)
        self._path = Field(_("File or device"), self.path)
        self._found = Field(_("Printer on this machine"), self.found)
        self._family = Field(_("Paper and family"), self.family)
        self._said = paragraph()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._kind = Field(_("Receipts are printed"), self.choice)
        column.addWidget(self._kind)
        places = (self._host, self._near, self._path, self._found)
        for part in (*places, self.look_button, self._family, self._said):
            column.addWidget(part)
        self._show_choice()

    def kind(self) -> str:
        """The way that was chosen: ``tcp``, ``usb`` …"""
        return str(self.choice.value())

    def address(self) -> str:
        """The printer as the till keeps it, ``tcp://…``; what was typed is not checked here."""
        match self.kind():
            case "tcp":
                return f"tcp://{self.host.text().strip().removeprefix('tcp://')}"
            case "file":
                return f"file:{self.path.text().strip()}"
            case "virtual":
                return self._screen
            case "none":
                return "none:"
            case kind:
                typed = self.found.currentText().strip()
                picked = self.found.currentData() if self._is_picked(typed) else typed
                return str(picked) if str(picked).startswith(f"{kind}:") else f"{kind}:{typed}"

    def _is_picked(self, typed: str) -> bool:
        row = self.found.currentIndex()
        return row >= 0 and self.found.itemText(row) == typed

    def profile(self) -> str:
        """The code of the printer's family."""
        return str(self.family.currentData())

    def show_printer(self, address: str, profile: str) -> None:
        """Fill in a printer."""
        kind, _colon, rest = address.partition(":")
        self.choice.choose(kind if kind in self._kinds else self._kinds[-1])
        self.found.clear()
        self.found.setEditText("")
        self.near.clear()
        self.host.clear()
        match kind:
            case "tcp":
                self.host.setText(rest.removeprefix("//"))
            case "file":
                self.path.setText(rest)
            case "virtual":
                self._screen = address
            case "usb" | "serial" | "queue":
                self.found.setEditText(rest)
        self.family.setCurrentIndex(max(0, self.family.findData(profile)))
        self._show_choice()
        self.show_error("")

    def show_found(self, found: Sequence[tuple[str, str]], typed_meanwhile: bool = False) -> None:
        """Offer the printers that were found, address and name; what was typed meanwhile stays."""
        if self.kind() == "tcp":
            self._show_near(found, typed_meanwhile)
            return
        typed = self.found.currentText()
        self.found.clear()
        for address, name in found:
            self.found.addItem(name, address)
        if not found or typed:
            self.found.setEditText(typed)

    def _show_near(self, found: Sequence[tuple[str, str]], typed_meanwhile: bool) -> None:
        """The one that was found is the address; of several a person chooses."""
        self.near.clear()
        for address, name in found:
            self.near.addItem(name, address)
        here = self.near.findText(self.host.text().strip())
        self._near.setVisible(len(found) > 1 or (typed_meanwhile and here < 0 and bool(found)))
        if typed_meanwhile:
            self.near.setCurrentIndex(here)
        elif found:
            self._take_near(max(0, here))

    def _take_near(self, row: int) -> None:
        self.near.setCurrentIndex(row)
        self.host.setText(self.near.itemText(row))

    def show_error(self, text: str) -> None:
        """Say what is wrong with the address, where it is put right."""
        kind = self.kind()
        fields = {"tcp": self._host, "file": self._path} | dict.fromkeys(LOOKED_FOR, self._found)
        wrong = fields.get(kind, self._kind)
        for field in (self._kind, self._host, self._path, self._found):
            field.show_error(text if field is wrong else "")
        if text:
            wrong.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def when_edited(self, act: Callable[[], object]) -> None:
        """Call ``act`` whenever a person changes something."""
        self.choice.chosen.connect(lambda _value: act())
        self.host.textEdited.connect(lambda _text: act())
        self.path.textEdited.connect(lambda _text: act())
        self.found.editTextChanged.connect(lambda _text: act())
        self.family.activated.connect(lambda _row: act())

    def _turn(self, _kind: object) -> None:
        """What was wrong with another kind's address says nothing about this one's."""
        self.show_error("")
        self._show_choice()

    def _show_choice(self) -> None:
        choice = self.kind()
        self._host.setVisible(choice == "tcp")
        self._near.setVisible(choice == "tcp" and self.near.count() > 1)
        self._path.setVisible(choice == "file")
        self._found.setVisible(choice in LOOKED_FOR)
        looks = (*LOOKED_FOR, "tcp") if "usb" in self._kinds else ()
        self.look_button.setVisible(choice in looks)
        self._family.setVisible(choice != "none")
        said = {
            "virtual": _("Papers are kept as pictures and text in {folder}.").format(
                folder=self._screen.partition(":")[2]
            ),
            "none": _("Receipts are not printed; they can be looked at and saved under Sales."),
            "queue": _("The system’s queue cannot say whether a paper came out."),
        }
        self._said.setText(said.get(choice, ""))
        self._said.setVisible(choice in said)


def _names() -> dict[str, str]:
    return {
        "tcp": _("Network printer"),
        "usb": _("USB"),
        "serial": _("Serial port"),
        "queue": _("System queue"),
        "file": _("File or device"),
        "virtual": _("On screen"),
        "none": _("None"),
    }


def _short_names() -> dict[str, str]:
    return _names() | {
        "tcp": _("Network"),
        "serial": _("Serial"),
        "queue": _("Queue"),
        "file": _("File"),
        "virtual": _("Screen"),
    }


def said_of(address: str) -> str:
    """Where a printer is, in a few words."""
    kind, _colon, rest = address.partition(":")
    match kind:
        case "tcp":
            return rest.removeprefix("//")
        case "usb" | "serial" | "queue":
            return f"{_names()[kind]} {rest}"
        case "file":
            return rest
        case "virtual":
            return _("On screen")
        case _:
            return _("None")
