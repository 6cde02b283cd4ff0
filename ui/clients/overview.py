"""Overview."""

from PySide6.QtWidgets import QWidget

from pos_app.domain.shop import Client
from ui.session import Session


class Overview(QWidget):
    """Stub."""

    def __init__(self, session: Session) -> None:
        super().__init__()

    def show_client(self, client: Client) -> None:
        """Nothing."""
