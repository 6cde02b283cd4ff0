"""The history of a client's points: what was earned and redeemed, with the points after each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from pos_app.domain.money import counted
from pos_app.domain.points import in_words
from pos_app.domain.words import _
from pos_app.services import history, points
from pos_app.services.points import PointsEvent
from ui.session import Session
from ui.when import day_of, time_of
from ui.widgets import DETAIL, STRONG, TONE, Column, PagedModel, Tone

_WHEN, _WHAT, _CHANGE, _POINTS, _BY = range(5)
_MINUS = "\u2212"


class PointsModel(PagedModel[PointsEvent]):
    """One client's points events, newest first, under the columns of the balance history."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        texts = (Column(_("Date")), Column(_("What happened")))
        figures = (Column(_("Points"), right=True), Column(_("Balance"), right=True))
        super().__init__((*texts, *figures, Column(_("By"))), parent)
        self._session = session

    def find(self, client_id: int, typed: str) -> None:
        """Show the newest with what is typed in them.

        Raises:
            EnvironmentFault: the books cannot be read.
        """
        desk = self._session.desk

        def page(after: PointsEvent | None) -> Sequence[PointsEvent]:
            return points.page(desk, client_id, after.number if after else history.LATEST, typed)

        self.read(page)

    def cell(self, row: PointsEvent, column: int, role: int) -> Any:
        """When, what, how many, how many then, by whom."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(row, column)
        if role == DETAIL:
            details = {_WHEN: time_of(self._session, row.at), _WHAT: row.reason}
            return details.get(column, "")
        if role == TONE:
            tones = {_WHEN: Tone.MUTED, _BY: Tone.MUTED, _CHANGE: Tone.CREDIT}
            return Tone.PLAIN if column == _CHANGE and row.change < 0 else tones.get(column)
        return column == _WHAT if role == STRONG else None

    def _text(self, event: PointsEvent, column: int) -> str:
        if column == _WHEN:
            return day_of(self._session, event.at)
        if column == _WHAT:
            return event.what
        if column == _CHANGE:
            return ("+" if event.change > 0 else _MINUS) + counted(event.change)
        return in_words(event.points) if column == _POINTS else event.by
