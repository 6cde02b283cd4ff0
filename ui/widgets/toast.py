"""A short confirmation at the foot of the window that goes away by itself."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.widgets.labels import Icon

SHOWN_MS = 4000


class Toast(QFrame):
    """One line over ``window``, never taking focus or clicks. The newest replaces the one before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setProperty("toast", True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 18, 12)
        row.setSpacing(10)
        self._done = Icon("done", "dot_good")
        self._alert = Icon("alert", "dot_wait")
        row.addWidget(self._done)
        row.addWidget(self._alert)
        row.addWidget(self._text)
        window.installEventFilter(self)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Show ``text``, that something was done, for a few seconds."""
        self._show(text, self._done)

    def warn(self, text: str) -> None:
        """Show ``text``, that something was not done, for a few seconds."""
        self._show(text, self._alert)

    def _show(self, text: str, icon: Icon) -> None:
        for known in (self._done, self._alert):
            known.setVisible(known is icon)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        self._settle()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return False

    def _settle(self) -> None:
        area = self._window.rect()
        self.move((area.width() - self.width()) // 2, area.height() - self.height() - 24)
