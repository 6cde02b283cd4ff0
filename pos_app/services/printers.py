"""The shop's printers: which there are, what each till prints where, and whether one works."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, delete, func, select, update

from pos_app.domain.facts import facts
from pos_app.domain.printer import PAPERS, Answers, Printer, Route
from pos_app.domain.words import _, typed
from pos_app.errors import UserError
from pos_app.persistence import printers as stored
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.persistence.tables.printers import printers as printers_table
from pos_app.persistence.tables.printers import routes
from pos_app.persistence.tables.shop import tills
from pos_app.security.roles import Permission
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.print_routing import WAITING

_NEEDS = Permission.SETTINGS
MOST_COPIES = 9
PULSES_MS = (50, 500)


@dataclass(frozen=True, slots=True)
class Found:
    """A printer that this machine knows of: its address for the till, and what it is called."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test page. ``folder`` is that of a printer on screen.

    ``printed`` tells one that said so from one that was sent the page and cannot say more.
    """

    answers: Answers
    printed: bool
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """What comes of taking a printer away: the ``tills`` that print on it, and how much waits for it."""

    tills: tuple[str, ...]
    waiting: int


def printers(desk: Desk) -> list[Printer]:
    """The shop's printers."""
    with desk.read() as connection:
        return stored.all_printers(connection)


def routes_of(desk: Desk, till_id: int) -> dict[str, Route]:
    """A till's routes by paper; under the empty name that of all papers without one of their own."""
    with desk.read() as connection:
        return stored.routes_of(connection, till_id)


def prints(desk: Desk, paper: str) -> bool:
    """Whether this till's paper of that kind comes out anywhere."""
    routes = routes_of(desk, desk.till.id)
    route = routes.get(paper) or routes.get("")
    return route is not None and route.printer_id is not None


def put_printer(desk: Desk, value: Printer) -> Changes:
    """Add a printer (id 0) or change one.

    Raises:
        UserError: without a name and an address of its own, with a pulse that opens no drawer or burns
            one, or with a fallback that has one itself.
    """
    from pos_app.printing.drivers import open_driver
    from pos_app.printing.profiles import profile_of

    value = replace(value, name=typed(value.name, 40), address=value.address.strip())
    if not value.name:
        raise UserError(_("Enter a name."), field="name")
    open_driver(value.address)
    profile_of(value.profile)
    if value.address in stored.NOWHERE:
        raise UserError(_("Enter where this printer is."), field="address")
    if not PULSES_MS[0] <= value.pulse_ms <= PULSES_MS[1]:
        text = _("Enter {least} to {most} milliseconds.")
        raise UserError(text.format(least=PULSES_MS[0], most=PULSES_MS[1]), field="pulse_ms")
    about = facts(name=value.name, address=value.address)
    with desk.write(
        "printer.change", lambda: f"printer {printer_id}", about, needs=_NEEDS
    ) as connection:
        others = [one for one in stored.all_printers(connection) if one.id != value.id]
        _check_among(value, others)
        printer_id = stored.put_printer(connection, value)
    return Changes(settings=True, print_jobs=True)


def _check_among(value: Printer, others: Sequence[Printer]) -> None:
    from pos_app.printing.drivers import open_driver

    if any(one.name.casefold() == value.name.casefold() for one in others):
        raise UserError(_("Another printer has this name."), field="name")
    # However it is written: two ways to one printer would break into one another.
    place = open_driver(value.address)
    same = next((one for one in others if open_driver(one.address) == place), None)
    if same is not None:
        text = _("{name} is at this address already: use that one.")
        raise UserError(text.format(name=same.name), field="address")
    if value.fallback_id is None:
        return
    fallback = next((one for one in others if one.id == value.fallback_id), None)
    if fallback is None or fallback.fallback_id is not None:
        raise UserError(_("Choose a printer that has no other behind it."), field="fallback_id")
    if any(one.fallback_id == value.id for one in others):
        raise UserError(
            _("Other printers lean on this one; it cannot lean on another."), field="fallback_id"
        )


def removal(desk: Desk, printer_id: int) -> Removal:
    """What would come of taking a printer away."""
    uses = select(tills.c.name).join(routes, routes.c.till_id == tills.c.id)
    uses = uses.where(routes.c.printer_id == printer_id).distinct().order_by(tills.c.name)
    waits = select(func.count()).where(WAITING, print_jobs.c.printer_id == printer_id)
    with desk.read() as connection:
        return Removal(tuple(connection.scalars(uses)), connection.scalar(waits) or 0)


def remove_printer(desk: Desk, printer_id: int) -> Changes:
    """Take a printer away. What waits for it goes where the till's papers go otherwise.

    What it has, and did not say yet that it printed, is for a person to look at.
    """
    has = (print_jobs.c.state == "sending") | (print_jobs.c.awaited == 1)
    with desk.write("printer.remove", f"printer {printer_id}", needs=_NEEDS) as connection:
        connection.execute(
            update(print_jobs)
            .where(print_jobs.c.printer_id == printer_id, has)
            .values(state="unsure", awaited=0)
        )
        leaning = update(printers_table).where(printers_table.c.fallback_id == printer_id)
        connection.execute(leaning.values(fallback_id=None))
        connection.execute(delete(routes).where(routes.c.printer_id == printer_id))
        _hand_on(connection, printer_id)
        connection.execute(delete(printers_table).where(printers_table.c.id == printer_id))
    return Changes(settings=True, print_jobs=True)


def _hand_on(connection: Connection, printer_id: int) -> None:
    """What waits for it goes to the printers that its tills' papers come out on now; what has none waits
    for a person, for it was wanted on paper. What failed stays failed, and why stays with it.

    Not to their routes, which would make the copies that were made when it was first routed.
    """
    of_it = print_jobs.c.printer_id == printer_id
    waits = (of_it, print_jobs.c.state.in_(("queued", "failed")))
    asked = select(print_jobs.c.till_id, print_jobs.c.paper).where(*waits).distinct()
    for till_id, paper in connection.execute(asked).all():
        known = stored.routes_of(connection, till_id)
        route = known.get(paper) or known.get("")
        same = (*waits, print_jobs.c.till_id == till_id, print_jobs.c.paper == paper)
        queued = update(print_jobs).where(*same, print_jobs.c.state == "queued")
        if paper != "drawer":  # The drawer hung on the printer that is gone.
            connection.execute(update(print_jobs).where(*same).values(kick_drawer=0))
        if route is not None and route.printer_id is not None:
            connection.execute(queued.values(error=""))
            there = update(print_jobs).where(*same)
            connection.execute(there.values(printer_id=route.printer_id))
        elif paper != "drawer":
            lost = _("Its printer was taken away. Print it on another one.")
            connection.execute(queued.values(state="failed", error=lost))
    connection.execute(update(print_jobs).where(of_it).values(printer_id=None))


def put_routes(desk: Desk, till_id: int, wanted: Sequence[Route]) -> Changes:
    """Say where a till's papers come out; a paper that is not named comes out where all others do.

    Raises:
        UserError: no such paper, or too many copies of one.
    """
    for route in wanted:
        if route.paper not in ("", *PAPERS):
            raise UserError(_("This till prints no such paper."))
        if not 1 <= route.copies <= MOST_COPIES:
            text = _("Enter 1 to {most} copies.")
            raise UserError(text.format(most=MOST_COPIES), field=route.paper)
    said = (f"{r.paper or 'all'} {r.printer_id or '–'} × {r.copies}" for r in wanted)
    about = facts(papers=", ".join(said))
    with desk.write("printer.routes", f"till {till_id}", about, needs=_NEEDS) as connection:
        for paper in ("", *PAPERS):
            stored.drop_route(connection, till_id, paper)
        for route in wanted:
            stored.put_route(connection, replace(route, till_id=till_id))
    return Changes(settings=True, print_jobs=True)


def find(kind: str) -> list[Found]:
    """The printers that this machine knows of: its queues, or what is on USB, serial or its network. Slow.

    Raises:
        EnvironmentFault: it cannot be looked for here; the text says why.
    """
    from pos_app.printing import links, neighbours, system_queue, usb_link

    looks: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
        "tcp": lambda: [(f"tcp://{host}", host) for host in neighbours.network_printers()],
        "usb": usb_link.usb_printers,
        "serial": links.serial_ports,
        "queue": lambda: [(f"queue:{name}", name) for name in system_queue.system_queues()],
    }
    return [Found(address, name) for address, name in looks[kind]()]


def print_test(desk: Desk, printer: Printer) -> Tested:
    """Print a page that proves width, characters and cutter, at once; learn what the printer answers.

    The printer is taken as it is given, saved or not. Not for the GUI thread.

    Raises:
        UserError: it has no address.
        EnvironmentFault: the printer could not be reached, or cannot print now.
    """
    from pos_app.printing import drivers
    from pos_app.printing.escpos import as_bytes
    from pos_app.printing.profiles import profile_of
    from pos_app.printing.proof import test_page
    from pos_app.printing.raster import scripts_without_font

    profile = profile_of(printer.profile)
    driver, page = drivers.open_driver(printer.address), test_page(profile, scripts_without_font())
    if not isinstance(driver, drivers.TalkingPrinter):
        drivers.print_document(page, profile, driver)
        on_screen = isinstance(driver, drivers.VirtualPrinter)
        folder = driver.folder if isinstance(driver, drivers.VirtualPrinter) else None
        return Tested(Answers.NONE, on_screen, folder)
    learned, printed = driver.introduce(as_bytes(page, profile))
    with desk.database.write() as connection:
        stored.note_answers(connection, printer, learned)
    return Tested(learned, printed)


def check_address(address: str) -> Answers | None:
    """See whether anything answers there, without printing; None where only the place can be looked at.

    Not for the GUI thread.

    Raises:
        UserError: it is no address.
        EnvironmentFault: nothing does, or what does is not ready; the text says why.
    """
    from pos_app.printing import drivers
    from pos_app.printing.system_queue import SystemQueue

    driver = drivers.open_driver(address)
    if isinstance(driver, drivers.TalkingPrinter):
        return driver.introduce(b"")[0]
    if isinstance(driver, drivers.FilePrinter | SystemQueue):
        driver.check()
    return None
