"""Signing in, which is also the lock: who is here, and their PIN."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.domain.shop import StaffMember
from pos_app.domain.words import _
from pos_app.security.roles import role_name
from pos_app.services import staff
from ui.failures import text_of
from ui.look_again import LookAgain
from ui.session import Session
from ui.start.cover import Cover
from ui.widgets import (
    Avatar,
    Button,
    Card,
    ChoiceGroup,
    ElidedLabel,
    EmptyState,
    Kind,
    Notice,
    PinPad,
    Role,
    Size,
    Tile,
    Tone,
    label,
)

_COLUMNS = 2
_KEYS = 12
"""Function keys there are to choose people by."""


class SignIn(Cover):
    """Staff at the left, the PIN pad at the right.

    Signals:
        done(object): this staff member gave the right PIN.
        forgotten(object): this staff member, or nobody yet, forgot theirs.
        outdated(object): others may sign in now than are shown; this one, or nobody, was chosen.
    """

    done = Signal(object)
    forgotten = Signal(object)
    outdated = Signal(object)

    def __init__(
        self,
        session: Session,
        last: StaffMember | None = None,
        demo_pins: Mapping[str, str] | None = None,
    ) -> None:
        """``last`` is who was here before; ``demo_pins`` are shown to everybody, by staff code."""
        super().__init__(session.desk.settings.shop_name, 860)
        self._session = session
        self._member: StaffMember | None = None
        self._pad = PinPad()
        self._pad.entered.connect(self._check)
        self._pad.typed.connect(self._typed)
        self._avatar = Avatar()
        self._name = ElidedLabel("", Role.NAME)
        self._role = label("", Role.DETAIL)
        self._group = ChoiceGroup(self)
        self._group.chosen.connect(self._picked)
        self._shown = people = _who_can(session)
        self.again = LookAgain(session, self, self._look_again)
        self.body.addWidget(self._card(people, demo_pins or {}))
        if demo_pins:
            self.body.addWidget(self._demo_notice())
        self.setFocusProxy(self._pad)
        self._choose(next((m for m in people if last and m.code == last.code), None), people)

    def pad(self) -> PinPad:
        """Where the PIN is typed."""
        return self._pad

    def member(self) -> StaffMember | None:
        """Who was chosen."""
        return self._member

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits go to the PIN wherever the focus is."""
        self._pad.setFocus(Qt.FocusReason.OtherFocusReason)
        if event.text().isdigit():
            self._pad.keyPressEvent(event)

    def _look_again(self) -> None:
        """Whoever begins today may have been added at another till while this one stood locked."""
        if not self._pad.pin() and _who_can(self._session) != self._shown:
            self.outdated.emit(self._member)

    def _card(self, people: list[StaffMember], pins: Mapping[str, str]) -> Card:
        card = Card(margin=0)
        card.column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._people(people, pins), 1)
        rule = QFrame()
        rule.setProperty("rule", "line")
        rule.setFixedWidth(1)
        row.addWidget(rule)
        right = QVBoxLayout()
        right.setContentsMargins(28, 24, 28, 16)
        right.setSpacing(12)
        who = QHBoxLayout()
        who.setSpacing(14)
        who.addWidget(self._avatar)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._role)
        who.addLayout(names, 1)
        right.addLayout(who)
        right.addSpacing(4)
        right.addWidget(self._pad, 1)
        right.addWidget(
            Button(
                _("Forgotten your PIN?"),
                lambda: self.forgotten.emit(self._member),
                kind=Kind.GHOST,
                size=Size.SMALL,
                key="Alt+F",
            ),
            0,
            Qt.AlignmentFlag.AlignHCenter,
        )
        side = QWidget()
        side.setFixedWidth(330)
        side.setLayout(right)
        row.addWidget(side)
        card.column.addLayout(row)
        card.setMinimumHeight(470)
        return card

    def _people(self, people: list[StaffMember], pins: Mapping[str, str]) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        column.addWidget(label(_("Who is here?"), Role.HEADING))
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, member in enumerate(people):
            tile = Tile(
                member.name,
                detail=_said_of(member, pins),
                key=f"F{place + 1}" if place < _KEYS else "",
            )
            self._group.add(member, tile)
            grid.addWidget(tile, place // _COLUMNS, place % _COLUMNS)
        for lane in range(_COLUMNS):
            grid.setColumnStretch(lane, 1)
        inner = QWidget()
        inner.setProperty("plain", True)
        down = QVBoxLayout(inner)
        down.setContentsMargins(0, 0, 0, 0)
        down.addLayout(grid)
        down.addStretch(1)
        if not people:
            down.addWidget(
                EmptyState(
                    "user",
                    _("Nobody can sign in"),
                    _("Give a manager a new PIN with the shop’s recovery code."),
                )
            )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(area, 1)
        return left

    def _demo_notice(self) -> Notice:
        return Notice(
            _(
                "This is a demo shop: look around and sell as you like. Each PIN stands by its name."
            ),
            can_dismiss=False,
        )

    def _choose(self, member: StaffMember | None, people: list[StaffMember]) -> None:
        if member is None and len(people) == 1:
            member = people[0]
        self._group.choose(member)
        self._picked(member)

    def _picked(self, member: object) -> None:
        self._member = member if isinstance(member, StaffMember) else None
        self._pad.ask()
        if self._member is None:
            self._pad.set_waiting(True)
            self._name.setText(_("Choose your name"))
            self._role.setText("")
            self._avatar.set_name("")
            self._pad.say("")
            return
        self._name.setText(self._member.name)
        self._role.setText(role_name(self._member.role))
        self._avatar.set_name(self._member.name)
        self._pad.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if not self._pad.is_held_off() and self._pad.pin():
            self._pad.say("")

    def _check(self, pin: str) -> None:
        if self._member is None:
            return
        self._pad.set_waiting(True)
        self._pad.say(_("One moment…"))
        # On the writer: a wrong PIN is counted in the books' own file.
        self._session.tasks.write(
            staff.sign_in,
            self._session.desk,
            self._member.code,
            pin,
            then=self._welcome,
            failed=self._refuse,
        )

    def _welcome(self, member: StaffMember) -> None:
        self._pad.clear()
        self.done.emit(member)

    def _refuse(self, error: Exception) -> None:
        refuse_pin(self._pad, error)


def _who_can(session: Session) -> list[StaffMember]:
    return [m for m in staff.members(session.desk) if m.active and m.has_pin]


def refuse_pin(pad: PinPad, error: Exception) -> None:
    """Say on the pad why a PIN was not taken; after too many wrong ones, it waits."""
    pad.ask()
    if isinstance(error, staff.TooManyTries):
        pad.hold_off(error.seconds)
    else:
        pad.say(text_of(error), Tone.DANGER)


def _said_of(member: StaffMember, pins: Mapping[str, str]) -> str:
    pin = pins.get(member.code)
    if pin is None:
        return role_name(member.role)
    return _("{role} · PIN {pin}").format(role=role_name(member.role), pin=pin)
