"""What stands where a person may not look: the button by which somebody who may lets them, once."""

from collections.abc import Callable

from pos_app.domain.words import _
from ui.widgets import Button, EmptyState


class ShowByPin(EmptyState):
    """Says what is not shown; its button asks for a PIN, which is not wanted by itself."""

    def __init__(self, title: str, look: Callable[[], object]) -> None:
        self.button = Button(_("Show by PIN"), look, icon="lock", key="F9")
        text = _("Somebody who may see this can show it once with their PIN.")
        super().__init__("lock", title, text, action=self.button)
