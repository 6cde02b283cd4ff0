"""The kinds of reason that the shop defines for what is done to clients' balances."""

from dataclasses import replace

from sqlalchemy import Connection

from pos_app.domain.facts import facts
from pos_app.domain.reason import ReasonKind
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import catalog
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.shop import new_code


def reason_kinds(desk: Desk) -> list[ReasonKind]:
    """Every kind by name, those no longer offered among them."""
    with desk.read() as connection:
        return catalog.reason_kinds(connection)


def put(desk: Desk, value: ReasonKind) -> Changes:
    """Add a kind (without a code), rename one, or offer it no more; what bears it keeps it.

    Raises:
        UserError: without a name, or with one that another kind has.
    """
    value = replace(value, name=typed(value.name, 40))
    if not value.name:
        raise UserError(_("Enter a name."), field="name")
    others = [kind for kind in reason_kinds(desk) if kind.code != value.code]
    if any(kind.name.casefold() == value.name.casefold() for kind in others):
        raise UserError(_("Another kind of reason has this name."), field="name")
    value = replace(value, code=value.code or new_code(value.name, (k.code for k in others)))
    with desk.write(
        "reason_kind.change",
        f"reason kind {value.code}",
        facts(name=value.name, active=int(value.active)),
        needs=Permission.SETTINGS,
    ) as connection:
        catalog.put_reason_kind(connection, value)
    return Changes(catalog=True)


def chosen(connection: Connection, code: str) -> ReasonKind | None:
    """The kind that an act names, within its transaction.

    Raises:
        UserError: it is not offered any more.
    """
    if not code:
        return None
    kind = next((kind for kind in catalog.reason_kinds(connection) if kind.code == code), None)
    if kind is None or not kind.active:
        raise UserError(
            _("This kind of reason is no longer offered. Choose another."), field="reason_kind"
        )
    return kind
