"""What the front desk and managers may do: a table that owners fill in."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from pos_app.domain.money import shop_format
from pos_app.domain.shop import Role as StaffRole
from pos_app.domain.tax import TaxRate, parse_rate
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.security.roles import Permission, Rights, name_of, role_name
from pos_app.services import staff
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from ui.session import Session
from ui.settings.section import FORM_PX, Section
from ui.widgets import Field, Role, Tone, label, paragraph

_ROLES = (StaffRole.FRONT_DESK, StaffRole.MANAGER)
Granted = frozenset[Permission]
_BOX_PX, _ROW_PX = 110, 44


class RightsSection(Section):
    """A row an act, a box a role; an owner may do everything."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Permissions"),
            _(
                "What people may do alone. For anything else somebody who may gives their PIN, for "
                "that one act. An owner may do everything."
            ),
        )
        self.boxes: dict[tuple[StaffRole, Permission], QCheckBox] = {}
        self.most_discount = QLineEdit()
        self.most_discount.setMaxLength(8)
        self._shown: Rights | None = None
        self._why_not = paragraph(_("Only an owner changes this."), Role.BODY, Tone.MUTED)
        self.fields["most_discount"] = Field(
            _("A discount above this percentage needs the permission"), self.most_discount
        )
        inside = QWidget()
        inside.setLayout(self._grid())
        self.setFocusProxy(self.most_discount)
        self.column.addWidget(self._why_not)
        self.column.addWidget(self.fields["most_discount"])
        self.fields["most_discount"].setMaximumWidth(FORM_PX)
        self.stand(inside)

    def load(self) -> None:
        """Show what is stored, unless something else was chosen and not yet saved."""
        stored = staff.shop_rights(self.session.desk)
        if self._shown is None or self._chosen() == self._shown:
            self._show(stored)
        member = self.session.desk.staff
        owner = member is not None and member.role is StaffRole.OWNER
        self._why_not.setVisible(not owner)
        self.save_button.setVisible(owner)
        for part in (self.most_discount, *self.boxes.values()):
            part.setEnabled(owner)

    def save(self) -> None:
        """Store what was chosen."""
        self.clear_errors()
        try:
            most = parse_rate(self.most_discount.text(), shop_format().decimal)
        except UserError as error:
            self.show_error(UserError(error.text, field="most_discount"))
            return
        self.write(_change, self._shown or self._rights(most), self._rights(most))

    def after_saving(self) -> None:
        """What was chosen is what is stored."""
        self._shown = None
        self.load()

    def _show(self, rights: Rights) -> None:
        for (role, permission), box in self.boxes.items():
            box.setChecked(rights.may(role, permission))
        percent = TaxRate("", "", rights.most_discount_ppm).percent
        self.most_discount.setText(percent.rstrip("%"))
        self._shown = self._chosen()

    def _chosen(self) -> Rights | None:
        try:
            return self._rights(parse_rate(self.most_discount.text(), shop_format().decimal))
        except UserError:
            return None

    def _rights(self, most_discount_ppm: int) -> Rights:
        def granted(role: StaffRole) -> frozenset[Permission]:
            return frozenset(p for p in Permission if self.boxes[role, p].isChecked())

        front_desk, manager = map(granted, _ROLES)
        return Rights(front_desk, manager, most_discount_ppm)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 8, 6, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        middle = Qt.AlignmentFlag.AlignCenter
        put = partial(grid.addWidget, alignment=middle)
        for column, role in enumerate(_ROLES, 1):
            grid.setColumnMinimumWidth(column, _BOX_PX)
            put(label(role_name(role), Role.FIELD), 0, column)
        for row, permission in enumerate(Permission, 1):
            grid.addWidget(label(name_of(permission), Role.BODY), row, 0)
            grid.setRowMinimumHeight(row, _ROW_PX)
            for column, role in enumerate(_ROLES, 1):
                box = QCheckBox()
                box.setAccessibleName(f"{name_of(permission)} · {role_name(role)}")
                self.boxes[role, permission] = box
                put(box, row, column)
        grid.setRowStretch(len(Permission) + 1, 1)
        return grid


def _change(desk: Desk, shown: Rights, chosen: Rights) -> Changes:
    """Change what was chosen, and grant nothing that another till withdrew meanwhile."""
    stored = staff.shop_rights(desk)

    def now(stored: Granted, shown: Granted, chosen: Granted) -> Granted:
        return (stored | chosen - shown) - (shown - chosen)

    most = shown.most_discount_ppm
    rights = Rights(
        now(stored.front_desk, shown.front_desk, chosen.front_desk),
        now(stored.manager, shown.manager, chosen.manager),
        stored.most_discount_ppm if chosen.most_discount_ppm == most else chosen.most_discount_ppm,
    )
    return staff.change_rights(desk, rights)
