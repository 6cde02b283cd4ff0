"""The shop's printers and the routes of each till's papers to them."""

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from pos_app.domain.printer import Answers, DrawerSwitch, Printer, Route
from pos_app.domain.words import _
from pos_app.persistence import counters
from pos_app.persistence.tables.printers import printers, routes

NOWHERE = ("", "none:")
"""The addresses of no printer."""


def all_printers(connection: Connection) -> list[Printer]:
    """The shop's printers, in the order in which they were added."""
    rows = connection.execute(select(printers).order_by(printers.c.id))
    return [_printer(row) for row in rows]


def _printer(row: Any) -> Printer:
    return Printer(
        id=row.id,
        name=row.name,
        address=row.address,
        profile=row.profile,
        answers=Answers(row.answers),
        fallback_id=row.fallback_id,
        drawer_pin=row.drawer_pin,
        pulse_ms=row.pulse_ms,
        drawer_open=DrawerSwitch(row.drawer_open),
    )


def put_printer(connection: Connection, value: Printer) -> int:
    """Add a printer (id 0) or change one; returns its id."""
    values = {
        "name": value.name,
        "address": value.address,
        "profile": value.profile,
        "answers": str(value.answers),
        "fallback_id": value.fallback_id,
        "drawer_pin": value.drawer_pin,
        "pulse_ms": value.pulse_ms,
        "drawer_open": str(value.drawer_open),
    }
    if value.id:
        connection.execute(update(printers).where(printers.c.id == value.id).values(**values))
        return value.id
    last = connection.scalar(select(func.max(printers.c.id))) or 0
    printer_id = counters.take(connection, "printer", beyond=last)
    connection.execute(insert(printers).values(id=printer_id, **values))
    return printer_id


def note_answers(connection: Connection, printer: Printer, answers: Answers) -> None:
    """Keep what a printer was found to say back, unless it stands at another address by now."""
    same = (printers.c.id == printer.id, printers.c.address == printer.address)
    connection.execute(update(printers).where(*same).values(answers=str(answers)))


def routes_of(connection: Connection, till_id: int) -> dict[str, Route]:
    """A till's routes by paper."""
    rows = connection.execute(select(routes).where(routes.c.till_id == till_id))
    return {row.paper: Route(row.till_id, row.paper, row.printer_id, row.copies) for row in rows}


def put_route(connection: Connection, value: Route) -> None:
    """Let a paper of a till come out there from now on."""
    drop_route(connection, value.till_id, value.paper)
    connection.execute(
        insert(routes).values(
            till_id=value.till_id,
            paper=value.paper,
            printer_id=value.printer_id,
            copies=value.copies,
        )
    )


def drop_route(connection: Connection, till_id: int, paper: str) -> None:
    """Let a paper of a till come out where all the others do."""
    connection.execute(delete(routes).where(routes.c.till_id == till_id, routes.c.paper == paper))


def put_own_printer(connection: Connection, till_id: int, address: str, profile: str) -> None:
    """Give a till the printer at this address for all that has no route of its own.

    One that no other till uses is moved to the new address, for a mistyped address was corrected;
    otherwise the printer at that address is taken, or added.
    """
    now = routes_of(connection, till_id).get("")
    if address in NOWHERE:
        drop_route(connection, till_id, "")
        return
    known = {printer.address: printer for printer in all_printers(connection)}
    found = known.get(address)
    if found is None and now is not None and now.printer_id and not _is_shared(connection, now):
        found = next(printer for printer in known.values() if printer.id == now.printer_id)
    values: dict[str, Any] = {"address": address, "profile": profile}
    if found is None:
        printer_id = put_printer(connection, Printer(0, _free_name(known.values()), **values))
    else:
        printer_id = found.id
        if found.address != address:
            values["answers"] = ""
        connection.execute(update(printers).where(printers.c.id == printer_id).values(**values))
    put_route(connection, Route(till_id, "", printer_id, now.copies if now else 1))


def _is_shared(connection: Connection, own: Route) -> bool:
    others = select(func.count()).where(routes.c.printer_id == own.printer_id)
    return (connection.scalar(others) or 0) > 1


def _free_name(known: Any) -> str:
    taken = {printer.name for printer in known}
    number = len(taken) + 1
    while (name := _("Printer {number}").format(number=number)) in taken:
        number += 1
    return name
