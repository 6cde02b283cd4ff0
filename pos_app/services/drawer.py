"""Opening the cash drawer without a sale: for change, or to count. Nothing is booked; the log says why.

With a sale the drawer opens by itself, for cash alone (``closing``); a reprint never opens it.
"""

from sqlalchemy import insert

from pos_app.domain.facts import facts
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import printers
from pos_app.persistence.ready import Ready
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

_NEW_JOB = Ready(insert(print_jobs))


def open_drawer(desk: Desk, reason: str) -> Changes:
    """Open this till's drawer, now or never: a printer that is away does not open it later.

    Raises:
        UserError: without a reason, or the till has no drawer.
        NotAllowed: nobody may.
    """
    why = typed(reason, 200)
    if not why:
        raise UserError(_("Say why the drawer is opened."), field="reason")
    about = (f"till {desk.till.id}", facts(reason=why))
    with desk.write("drawer.open", *about, needs=Permission.OPEN_DRAWER) as connection:
        routes = printers.routes_of(connection, desk.till.id)
        route = routes.get("drawer") or routes.get("")
        if route is None or route.printer_id is None:
            raise UserError(
                _("This till has no drawer. Say in Settings → Tills which printer opens it.")
            )
        _NEW_JOB.run(
            connection,
            {
                "paper": "drawer",
                "till_id": desk.till.id,
                "kick_drawer": 1,
                "state": "queued",
                "at": desk.at,
            },
        )
    return Changes(print_jobs=True)
