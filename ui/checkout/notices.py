"""What the checkout page says above the lines: at most one notice of each name."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets import Notice, NoticeTone


class Notices(QWidget):
    """A column of notices; without any it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, tuple[tuple[str, str], Notice]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def put(
        self,
        name: str,
        text: str,
        tone: NoticeTone = NoticeTone.INFO,
        *,
        action: str = "",
        act: Callable[[], object] | None = None,
        key: str = "",
        dismissed: Callable[[], object] | None = None,
    ) -> None:
        """Show a notice under a name; an empty text takes it away.

        It can be dismissed where it has no action, or where ``dismissed`` is given.
        """
        known = self._shown.get(name)
        if known and known[0] == (text, action):
            return
        self.drop(name)
        if not text:
            return
        can_dismiss = dismissed is not None or not action
        notice = Notice(text, tone, action=action, act=act, key=key, can_dismiss=can_dismiss)
        notice.dismissed.connect(lambda: self._gone(name, dismissed))
        self._shown[name] = ((text, action), notice)
        self._column.addWidget(notice)
        self.show()

    def drop(self, name: str) -> None:
        """Take a notice away, if it is there."""
        known = self._shown.pop(name, None)
        if known is not None:
            known[1].hide()
            known[1].deleteLater()
            self._column.removeWidget(known[1])
        self.setVisible(bool(self._shown))

    def clear(self) -> None:
        """Take all away."""
        for name in list(self._shown):
            self.drop(name)

    def says(self, name: str) -> bool:
        """Whether there is a notice of this name."""
        return name in self._shown

    def texts(self) -> list[str]:
        """What is said now, from the top."""
        return [notice.text() for _key, notice in self._shown.values()]

    def _gone(self, name: str, dismissed: Callable[[], object] | None) -> None:
        self.drop(name)
        if dismissed is not None:
            dismissed()
