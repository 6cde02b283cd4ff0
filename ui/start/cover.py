"""The ground of everything that fills the whole window before, or instead of, the till's pages."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.domain.words import _
from ui.rail import Logo
from ui.widgets import ElidedLabel, Role


class Cover(QWidget):
    """The shop's name, and below it ``body``, in the middle of the window, ``width_px`` wide at most."""

    def __init__(self, shop: str, width_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        middle = QWidget()
        middle.setMaximumWidth(width_px)
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(Logo(shop or _("Till")))
        head.addWidget(ElidedLabel(shop or _("Till"), Role.TITLE), 1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addLayout(head)
        column.addLayout(self.body)
        down = QVBoxLayout(self)
        down.setContentsMargins(24, 16, 24, 16)
        down.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        down.addLayout(row)
        down.addStretch(1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def give_up(self) -> None:
        """The till ends: stop what is under way here, and tell nobody."""
