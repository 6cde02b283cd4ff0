"""The history of a client's points: what was earned and redeemed, with the points after each."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from pos_app.domain.money import counted
from pos_app.domain.points import in_words
from pos_app.domain.words import _
from pos_app.services import history, points
from pos_app.services.points import PointsEvent
from ui.session import Session
from ui.when import day_of, time_of
from ui.widgets import Cell, Column, PagedModel, Tone

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

    def cells(self, row: PointsEvent) -> tuple[Cell, ...]:
        """When, what, how many, how many then, by whom."""
        change = ("+" if row.change > 0 else _MINUS) + counted(row.change)
        tone = Tone.PLAIN if row.change < 0 else Tone.CREDIT
        when, then = day_of(self._session, row.at), in_words(row.points)
        return (
            Cell(when, time_of(self._session, row.at), tone=Tone.MUTED, tip=when),
            Cell(row.what, row.reason, strong=True, tip=row.what),
            Cell(change, tone=tone, tip=change),
            Cell(then, tip=then),
            Cell(row.by, tone=Tone.MUTED, tip=row.by),
        )
