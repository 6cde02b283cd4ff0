"""The parts that pages are built from. Pages import from here and set no style of their own."""

from ui.widgets.amount_edit import AmountEdit
from ui.widgets.buttons import Button, Kind, Size
from ui.widgets.cards import (
    Card,
    EmptyState,
    InfoCard,
    Notice,
    NoticeTone,
    Panel,
    WholeArea,
    bring_into_view,
    dashed_line,
    line,
    scrolled,
)
from ui.widgets.choices import ChoiceGroup, Segmented
from ui.widgets.fields import Choice, DateEdit, Field, NamedBox, NumberEdit, SearchEdit
from ui.widgets.keypad import Keypad
from ui.widgets.keys import bind_key
from ui.widgets.labels import (
    Avatar,
    Badge,
    Chip,
    Dot,
    ElidedLabel,
    Icon,
    Role,
    SummaryRow,
    Tone,
    figure,
    label,
    paragraph,
    set_tone,
)
from ui.widgets.paper import PaperView
from ui.widgets.picker import Picker
from ui.widgets.pin import PinEdit, PinPad
from ui.widgets.presses import Presses, once
from ui.widgets.rows import Column, PagedModel, RowsModel
from ui.widgets.table import CELL, Cell, Table
from ui.widgets.ticket_card import TicketCard
from ui.widgets.tile import Tile
from ui.widgets.toast import Toast

__all__ = [
    "CELL",
    "AmountEdit",
    "Avatar",
    "Badge",
    "Button",
    "Card",
    "Cell",
    "Chip",
    "Choice",
    "ChoiceGroup",
    "Column",
    "DateEdit",
    "Dot",
    "ElidedLabel",
    "EmptyState",
    "Field",
    "Icon",
    "InfoCard",
    "Keypad",
    "Kind",
    "NamedBox",
    "Notice",
    "NoticeTone",
    "NumberEdit",
    "PagedModel",
    "Panel",
    "PaperView",
    "Picker",
    "PinEdit",
    "PinPad",
    "Presses",
    "Role",
    "RowsModel",
    "SearchEdit",
    "Segmented",
    "Size",
    "SummaryRow",
    "Table",
    "TicketCard",
    "Tile",
    "Toast",
    "Tone",
    "WholeArea",
    "bind_key",
    "bring_into_view",
    "dashed_line",
    "figure",
    "label",
    "line",
    "once",
    "paragraph",
    "scrolled",
    "set_tone",
]
