"""The one stylesheet of the product, made from the tokens.

Variants are chosen by dynamic properties (``kind``, ``extent``, ``role``, ``tone``, ``card``, ``notice``,
``error``). There is no other stylesheet: a widget that needs more paints itself.
"""

from dataclasses import asdict
from string import Template

from ui.tokens import Tokens

_GROUNDS = """
QMainWindow, QDialog { background: $paper; }
QFrame[card="true"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[inset="true"] { background: $raised; border: 1px solid $line; border-radius: 10px; }
QFrame[bar="top"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[bar="side"] { background: $raised; border: none; border-right: 1px solid $line; }
QFrame[bar="rail"] { background: $rail; border: none; }
QFrame[rule="line"] { background: $line; border: none; }
QFrame[rule="dashed"] { border: none; border-top: 1px dashed $scroll; }
QFrame[notice="info"] { background: $info_soft; border: 1px solid $info_line; }
QFrame[notice="good"] { background: $credit_soft; border: 1px solid $credit_line; }
QFrame[notice="warn"] { background: $due_soft; border: 1px solid $due_line; }
QFrame[notice="error"] { background: $danger_soft; border: 1px solid $danger_line; }
QFrame[notice] { border-radius: 10px; }
QFrame[toast="true"] { background: $rail; border: 1px solid $rail_on; border-radius: 10px; }
QFrame[toast="true"] QLabel { color: $rail_on_ink; font-weight: 600; }
QScrollArea, QScrollArea > QWidget > QWidget[plain="true"] { background: transparent; border: none; }
QToolTip { background: $rail; color: $rail_on_ink; border: 1px solid $rail_on; padding: 6px 9px; }
QSplitter::handle { background: $line; }
QGroupBox { border: 1px solid $line; border-radius: 10px; margin-top: 22px; padding: 14px; }
QGroupBox::title { subcontrol-origin: margin; left: 2px; color: $ink; font-weight: 600; }
QSlider::groove:horizontal { background: $mute_soft; height: 6px; border-radius: 3px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 3px; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: 20px;
    margin: -9px 0; border-radius: 12px; }
QProgressBar { background: $mute_soft; border: none; border-radius: 4px; min-height: 8px;
    max-height: 8px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
"""

_TEXT = """
QLabel { background: transparent; color: $ink; }
QLabel[role="title"] { font-size: 18px; font-weight: 700; }
QLabel[role="heading"] { font-size: 15px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="name"] { font-size: 16px; font-weight: 600; }
QLabel[role="small"] { font-size: 12px; color: $muted; }
QLabel[role="detail"] { font-size: 12px; color: $muted; }
QLabel[role="field"] { font-size: 13px; font-weight: 600; }
QLabel[role="figure"] { font-size: 21px; font-weight: 700; }
QLabel[role="sum"] { font-size: 17px; font-weight: 700; }
QLabel[role="total"] { font-size: 33px; font-weight: 700; }
QLabel[role="huge"] { font-size: 56px; font-weight: 700; }
QLabel[role="muted"], QLabel[tone="muted"] { color: $muted; }
QLabel[tone="faint"] { color: $faint; }
QLabel[role="due"], QLabel[tone="due"] { color: $due; }
QLabel[role="credit"], QLabel[tone="credit"] { color: $credit; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="accent"] { color: $accent_text; }
QLabel:disabled { color: $disabled_ink; }
QLabel[badge] { font-size: 12px; font-weight: 600; padding: 2px 8px; border-radius: 9px; }
QLabel[badge="due"] { background: $due_soft; color: $due; }
QLabel[badge="credit"] { background: $credit_soft; color: $credit; }
QLabel[badge="info"] { background: $info_soft; color: $info; }
QLabel[badge="danger"] { background: $danger_soft; color: $danger; }
QLabel[badge="accent"] { background: $accent_soft; color: $accent_text; }
QLabel[badge="mute"] { background: $mute_soft; color: $muted; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $ink; border: 1px solid $line; border-radius: 8px;
    padding: 0 15px; min-height: 42px; font-weight: 600; }
QPushButton[extent="sm"] { min-height: 32px; padding: 0 11px; font-size: 13px; }
QPushButton[extent="big"] { min-height: 54px; font-size: 17px; }
QPushButton:hover { background: $hover; border-color: $scroll; }
QPushButton:pressed { background: $pressed; }
QPushButton:checked { background: $accent_soft; border-color: $accent_text; color: $accent_text; }
QPushButton:disabled { background: $surface; color: $disabled_ink; border-color: $line; }
QPushButton:focus { border: 2px solid $accent_text; padding: 0 14px; min-height: 40px; }
QPushButton[extent="sm"]:focus { padding: 0 10px; min-height: 30px; }
QPushButton[extent="big"]:focus { min-height: 52px; }
QPushButton[kind="primary"] { background: $accent; color: $accent_ink; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $disabled; color: $disabled_ink;
    border-color: $disabled; }
QPushButton[kind="ghost"] { background: transparent; border-color: transparent;
    color: $accent_text; }
QPushButton[kind="ghost"]:hover { background: $accent_soft; }
QPushButton[kind="ghost"]:pressed { background: $pressed; }
QPushButton[kind="ghost"]:focus { border-color: $accent_text; }
QPushButton[kind="ghost"]:disabled { background: transparent; color: $disabled_ink; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $muted;
    font-weight: 500; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed { background: $pressed; }
QPushButton[kind="quiet"]:focus { border-color: $accent_text; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton[kind="danger"]:hover { background: $danger_soft; border-color: $danger_line; }
QPushButton[kind="danger"]:focus { border-color: $danger; }
QPushButton[kind="danger"]:disabled { color: $disabled_ink; }
QPushButton[kind="destroy"] { background: $danger_fill; border-color: $danger_fill;
    color: #FFFFFF; }
QPushButton[kind="destroy"]:focus { border: 2px solid $ink; }
QPushButton[kind="destroy"]:disabled { background: $disabled; color: $disabled_ink;
    border-color: $disabled; }
QPushButton[kind="due"] { color: $due; border-color: $due_line; }
QPushButton[kind="due"]:hover { background: $due_soft; }
QPushButton[kind="due"]:focus { border-color: $due; }
QPushButton[kind="due"]:disabled { color: $disabled_ink; border-color: $line; }
QPushButton[kind="chip"] { background: $raised; color: $muted; border-radius: 17px;
    font-weight: 500; font-size: 13px; min-height: 32px; }
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked { background: $accent_soft; color: $accent_text; }
QPushButton[kind="tile"] { border-radius: 10px; padding: 0; }
QPushButton[kind="key"] { font-size: 19px; padding: 0; }
QPushButton[segment] { border-radius: 0; font-size: 13px; padding: 0 14px; min-height: 42px; }
QPushButton[segment="first"] { border-top-left-radius: 8px; border-bottom-left-radius: 8px;
    border-right: none; }
QPushButton[segment="middle"] { border-right: none; }
QPushButton[segment="last"] { border-top-right-radius: 8px; border-bottom-right-radius: 8px; }
QPushButton[segment="only"] { border-radius: 8px; }
QPushButton[segment]:checked { background: $accent; color: $accent_ink; border-color: $accent; }
QPushButton[segment]:focus { border: 2px solid $accent_text; min-height: 40px; }
QPushButton[segment]:checked:focus { border: 2px solid $ink; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 8px;
    color: $muted; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $pressed; }
QToolButton:focus { border: 2px solid $accent_text; padding: 3px; }
QToolButton:disabled { color: $disabled_ink; }
"""

_FIELDS = """
QLineEdit, QComboBox, QAbstractSpinBox, QTextEdit, QPlainTextEdit { background: $surface;
    color: $ink; border: 1px solid $line; border-radius: 8px; padding: 0 12px; min-height: 42px;
    selection-background-color: $accent; selection-color: $accent_ink; placeholder-text-color: $muted; }
QTextEdit, QPlainTextEdit { padding: 8px 10px; }
QAbstractSpinBox { padding: 0 0 0 12px; max-height: 42px; }
QAbstractSpinBox:focus { padding: 0 0 0 11px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit,
QComboBox QLineEdit:focus { border: none; padding: 0; min-height: 0; background: transparent; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover, QTextEdit:hover { border-color: $scroll; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { padding: 0 11px; min-height: 40px;
    border: 2px solid $accent_text; }
QAbstractSpinBox:focus { border: 2px solid $accent_text; min-height: 40px; max-height: 40px; }
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent_text; padding: 7px 9px; }
QLineEdit:read-only { background: $raised; color: $muted; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QTextEdit:disabled,
QPlainTextEdit:disabled { background: $raised; color: $disabled_ink; border-color: $row_line; }
QLineEdit[error="true"], QComboBox[error="true"], QAbstractSpinBox[error="true"],
QTextEdit[error="true"], QPlainTextEdit[error="true"] { border-color: $danger;
    background: $danger_soft; }
QLineEdit[look="figure"] { font-size: 30px; font-weight: 700; min-height: 62px; }
QLineEdit[look="amount"] { font-size: 24px; font-weight: 700; min-height: 54px; }
QLineEdit[look="figure"]:focus { min-height: 60px; }
QLineEdit[look="amount"]:focus { min-height: 52px; }
QLineEdit[look="figure"], QLineEdit[look="amount"] { selection-background-color: $select;
    selection-color: $ink; placeholder-text-color: $faint; }
QLineEdit[look="search"] { padding-left: 40px; }
QLineEdit[look="search"]:focus { padding-left: 39px; }
QLineEdit > QToolButton { padding: 0; border: none; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 34px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url(icons:indicator-down.svg);
    width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; outline: none;
    padding: 4px; selection-background-color: $accent_soft; selection-color: $accent_text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 34px; border: none;
    background: transparent; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url(icons:indicator-up.svg); width: 14px; height: 14px; }
QAbstractSpinBox::down-arrow { image: url(icons:indicator-down.svg); width: 14px; height: 14px; }
QCheckBox, QRadioButton { background: transparent; color: $ink; spacing: 10px; min-height: 44px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled_ink; }
QCheckBox::indicator, QRadioButton::indicator { width: 20px; height: 20px; background: $surface;
    border: 1px solid $faint; }
QCheckBox::indicator { border-radius: 6px; }
QRadioButton::indicator { border-radius: 11px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent_text; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent_text;
    width: 18px; height: 18px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url(icons:indicator-check.svg); }
QCheckBox::indicator:indeterminate { background: $accent_soft; border-color: $accent; }
QRadioButton::indicator:checked { background: $surface; border: 6px solid $accent; width: 10px;
    height: 10px; }
QCheckBox::indicator:checked:focus { border: 2px solid $ink; }
QRadioButton::indicator:checked:focus { border: 6px solid $accent_hover; width: 10px;
    height: 10px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $disabled;
    border-color: $line; }
"""

_LISTS = """
QAbstractItemView { background: $surface; color: $ink; border: none; outline: none;
    selection-background-color: $accent_soft; selection-color: $ink;
    alternate-background-color: $raised; }
QListView::item, QTreeView::item { min-height: 44px; padding: 0 10px;
    border-bottom: 1px solid $row_line; }
QListView[look="found"] { border: 1px solid $scroll; border-radius: 0; padding: 0; }
QTableView { gridline-color: $row_line; padding-bottom: 5px; }
QTableView[bare="true"], QTableView[bare="true"] QHeaderView,
QTableView[bare="true"] QHeaderView::section { background: transparent; }
QTableView::item { padding: 0 14px; border: none; border-bottom: 1px solid $row_line; }
QFrame[bar="side"] QListView::item:focus { border: 2px solid $accent_text; padding: 0 8px; }
QListView::item:hover { background: $hover; }
QAbstractItemView::item:selected { background: $accent_soft; color: $ink; }
QComboBox QAbstractItemView::item { min-height: 44px; border: none; border-radius: 6px; }
QHeaderView, QHeaderView::section { background: $surface; }
QHeaderView::section { color: $muted; font-size: 12px; font-weight: 600; border: none;
    border-bottom: 1px solid $line; padding: 9px 14px; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 44px; }
QScrollBar::handle:horizontal { min-width: 44px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $surface; color: $ink; border: 1px solid $line; padding: 6px; }
QMenu::item { padding: 11px 28px 11px 14px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $accent_text; }
QMenu::item:disabled { color: $disabled_ink; }
QMenu::separator { height: 1px; background: $line; margin: 6px 4px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; font-weight: 600; border: none;
    border-bottom: 2px solid transparent; padding: 13px 2px 12px 2px; margin-right: 36px; }
QTabBar::tab:hover { color: $ink; }
QTabBar::tab:selected { color: $accent_text; border-bottom-color: $accent_text; }
QTabBar::tab:focus { color: $accent_text; background: $accent_soft; }
QTabBar::tab:disabled { color: $disabled_ink; }
QTabBar QToolButton { background: $paper; }
QCalendarWidget QWidget { background: $surface; alternate-background-color: $raised; }
QCalendarWidget QToolButton { color: $ink; font-weight: 600; min-height: 36px; }
"""


def stylesheet(look: Tokens) -> str:
    """The stylesheet of one palette."""
    return Template(_GROUNDS + _TEXT + _BUTTONS + _FIELDS + _LISTS).substitute(asdict(look))
