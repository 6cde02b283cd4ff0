"""The second step before a printer is taken away: what comes of it, beside the button that does it."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from pos_app.domain.words import _, plural
from pos_app.services.printers import Removal
from ui.widgets import Button, Kind, Role, paragraph


class RemovalQuestion(QFrame):
    """Says who prints on the printer and how much waits for it, and asks."""

    def __init__(self, remove: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("notice", "warn")
        self.words = paragraph("", Role.BODY)
        self.remove_button = Button(
            _("Remove this printer"), remove, kind=Kind.DANGER, icon="trash", key="Alt+R"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.addWidget(self.words)
        column.addWidget(self.remove_button)
        self.hide()

    def ask(self, name: str, removal: Removal) -> None:
        """Ask, in the place where it stands."""
        said = _said_of(name, removal)
        self.words.setText(said)
        self.setAccessibleName(said)
        self.show()


def _said_of(name: str, removal: Removal) -> str:
    said = [_("{name} is taken out of the shop’s printers.").format(name=name)]
    if removal.tills:
        text = _("These print on it, and need another printer: {tills}.")
        said.append(text.format(tills=", ".join(removal.tills)))
    if removal.waiting:
        said.append(
            plural(
                "{count} paper waits for it: for the till’s other printer, or for you in the print queue.",
                "{count} papers wait for it: for the till’s other printer, or for you in the print queue.",
                removal.waiting,
            )
        )
    return " ".join(said)
