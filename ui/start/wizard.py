"""The first start: from an empty folder to a shop that can sell."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app import locales
from pos_app.domain.shop import Settings
from pos_app.domain.words import _
from pos_app.services import setup
from pos_app.services.desk import Desk
from pos_app.services.setup import NewShop, Opened
from ui import icons, theme
from ui.failures import text_of
from ui.start.cover import Cover
from ui.start.recovery_code import RecoveryCode
from ui.start.steps import ManagerStep, MoneyStep, ShopStep, Step, TaxStep, TillStep
from ui.tasks import Tasks
from ui.widgets import (
    Button,
    Card,
    Kind,
    Notice,
    NoticeTone,
    Role,
    Segmented,
    Size,
    Tile,
    Tone,
    label,
    paragraph,
    scrolled,
)

_FORM_PX = 620


class _StepList(QWidget):
    """The steps at the left: done, at work, to come."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names
        self._now = 0
        self.setFixedWidth(264)
        self.go_to(0)

    def go_to(self, place: int) -> None:
        self._now = place
        of = _("Step {number} of {count}: {name}").format(
            number=place + 1, count=len(self._names), name=self._names[place]
        )
        self.setAccessibleName(of)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look.rail))
        painter.setPen(QColor(look.rail_on_ink))
        painter.setFont(theme.font(18, QFont.Weight.Bold))
        painter.drawText(QRect(32, 40, 210, 32), Qt.AlignmentFlag.AlignVCenter, _("A new shop"))
        for place, name in enumerate(self._names):
            self._paint_step(painter, 108 + place * 52, place, name)

    def _paint_step(self, painter: QPainter, top: int, place: int, name: str) -> None:
        look = theme.tokens()
        box = QRect(32, top, 28, 28)
        on = place == self._now
        painter.setPen(QPen(QColor(look.accent if on else look.rail_ink), 1.5))
        painter.setBrush(QColor(look.accent) if on else Qt.BrushStyle.NoBrush)
        painter.setOpacity(1.0 if place <= self._now else 0.6)
        painter.drawEllipse(box)
        ink = QColor(look.rail_on_ink if on else look.rail_ink)
        painter.setPen(ink)
        painter.setFont(theme.font(13, QFont.Weight.DemiBold))
        if place < self._now:
            icons.paint(painter, "check-mark", ink.name(), box.adjusted(6, 6, -6, -6))
        else:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place + 1))
        painter.setFont(theme.font(14, QFont.Weight.DemiBold if on else QFont.Weight.Normal))
        painter.drawText(QRect(74, top, 180, 28), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setOpacity(1.0)


class FirstStart(QWidget):
    """Welcome, five steps, and the recovery code.

    Signals:
        made(object): the shop is set up; its desk with the manager signed in.
        demo_wanted(): a person would rather look around first.
        language_picked(str): speak this language from here on.
    """

    made = Signal(object)
    demo_wanted = Signal()
    language_picked = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, language: str = "en") -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._language = language
        self._filled = False
        self.money = MoneyStep()
        self.shop = ShopStep()
        self.taxes = TaxStep(lambda: _decimal_mark(self.money))
        self.manager = ManagerStep()
        self.till = TillStep(desk.database.path.parent)
        self.steps: list[Step] = [self.shop, self.money, self.taxes, self.manager, self.till]
        self._at = 0
        self._whole = QStackedWidget()
        self._stack = QStackedWidget()
        self._list = _StepList([step.name for step in self.steps] + [_("Recovery code")])
        self.next_button = Button(
            _("Next"), self.go_on, kind=Kind.PRIMARY, size=Size.BIG, key="Return"
        )
        self.back_button = Button(_("Back"), self.go_back, size=Size.BIG, key="Alt+Left")
        self._said = Notice("", NoticeTone.ERROR, can_dismiss=False)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)
        self._welcome = self._welcome_page()
        self._whole.addWidget(self._welcome)
        self._whole.addWidget(self._steps_page())
        self.setFocusProxy(self._own)

    # -- Pages ----------------------------------------------------------------------------------

    def _welcome_page(self) -> QWidget:
        page = Cover(_("Till"), 640)
        card = Card(margin=28)
        card.column.addWidget(label(_("Welcome"), Role.FIGURE))
        card.column.addWidget(
            paragraph(
                _("Set your shop up in five short steps, or look around in a demo shop first."),
                Role.BODY,
                Tone.MUTED,
            )
        )
        known = locales.languages()
        if len(known) > 1:
            language = Segmented(known, name=_("Language"))
            language.choose(self._language)
            language.chosen.connect(lambda code: self.language_picked.emit(str(code)))
            card.column.addWidget(language)
        self._own = Tile(
            _("Set up my shop"), self.begin, icon="store", key="F1",
            detail=_("Name, money, taxes, manager, till: about two minutes"),
        )  # fmt: skip
        demo = Tile(
            _("Explore the demo shop"), self.demo_wanted.emit, icon="scissors", key="F2",
            detail=_("A salon with a month of sales; nothing in it is real"),
        )  # fmt: skip
        for tile in (self._own, demo):
            tile.setMinimumHeight(100)
            card.column.addWidget(tile)
        page.body.addWidget(card)
        return page

    def _steps_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        form = QWidget()
        form.setMaximumWidth(_FORM_PX + 112)
        middle = QVBoxLayout(form)
        middle.setContentsMargins(56, 40, 56, 28)
        middle.setSpacing(12)
        for step in self.steps:
            self._stack.addWidget(scrolled(step))
        middle.addWidget(self._stack, 1)
        middle.addWidget(self._said)
        self._foot = QWidget()
        buttons = QHBoxLayout(self._foot)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        middle.addWidget(self._foot)
        row.addWidget(form, 1000)
        row.addStretch(1)
        return page

    # -- Going through --------------------------------------------------------------------------

    def begin(self) -> None:
        """From the welcome to the first step."""
        if not self._filled:
            self._filled = True
            self._tasks.read(locales.currencies, then=self.money.offer_currencies)
            self._tasks.read(locales.locales, then=self.money.offer_places)
        self._whole.setCurrentIndex(1)
        self._show(0)

    def at(self) -> Step:
        """The step that is asked now."""
        return self.steps[self._at]

    def go_on(self) -> None:
        """Check this step; then the next one, or make the shop."""
        self._said.hide()
        if self.at().show_problems(setup.problems(self.answers())):
            return
        if self._at < len(self.steps) - 1:
            self._show(self._at + 1)
        else:
            self._make()

    def go_back(self) -> None:
        """The step before, or the welcome."""
        if self._at:
            self._show(self._at - 1)
        else:
            self._whole.setCurrentIndex(0)
            self._start_at(self._own)

    def answers(self) -> NewShop:
        """What was typed so far; taxes only once the last step is reached."""
        last = self._at == len(self.steps) - 1
        return NewShop(
            settings=Settings(
                shop_name=self.shop.shop_name.text(),
                address=self.shop.address.toPlainText().strip(),
                phone=self.shop.phone.text().strip(),
                currency=self.money.currency.value(),
                locale=self.money.place.value(),
                language=self._language,
                tax_included=bool(self.taxes.included.value()),
            ),
            manager=self.manager.manager.text(),
            pin=self.manager.pin.text(),
            till=self.till.till.text(),
            printer=self.till.printer.address(),
            profile=self.till.printer.profile(),
            taxes=self.taxes.rates() if last else (),
        )

    def _show(self, place: int) -> None:
        self._at = place
        self._list.go_to(place)
        self._stack.setCurrentIndex(place)
        last = place == len(self.steps) - 1
        self.next_button.setText(_("Open the shop") if last else _("Next"))
        self._start_at(self.at().focusProxy() or self.next_button)

    def _start_at(self, widget: QWidget) -> None:
        """Put the focus there. Tab comes by this page too, and must not go to a page that is hidden."""
        self.setFocusProxy(widget)
        widget.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- The end --------------------------------------------------------------------------------

    def _make(self) -> None:
        self.next_button.setText(_("Opening the shop…"))
        self.next_button.setEnabled(False)
        self.back_button.setEnabled(False)
        self._tasks.write(
            setup.create, self._desk, self.answers(), then=self._show_code, failed=self._refuse
        )

    def _refuse(self, error: Exception) -> None:
        self.next_button.setText(_("Open the shop"))
        self.next_button.setEnabled(True)
        self.back_button.setEnabled(True)
        self._said.set_text(text_of(error))
        self._said.show()

    def _show_code(self, opened: Opened) -> None:
        self._list.go_to(len(self.steps))
        self._foot.hide()
        self.code = RecoveryCode(opened.recovery_code, _("Start selling"))
        self.code.written.connect(lambda: self.made.emit(opened.desk))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code)
        column.addStretch(1)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._start_at(self.code)


def _decimal_mark(money: MoneyStep) -> str:
    return locales.money_format(money.currency.value(), money.place.value()).decimal
