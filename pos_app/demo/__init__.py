"""A demo shop: a salon with a catalog, a team, clients and a history, ready to be tried out.

The history is made by the services that the screens call, with a clock that is put from visit to
visit. One seed gives the same books, apart from PINs' hashes and the recovery code.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from pos_app import config, locales
from pos_app.clock import Clock, SetClock, SystemClock
from pos_app.demo import guests, stock, visits
from pos_app.domain.client_account import FundKind
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import POINTS_TYPE, PaymentType, Settings
from pos_app.domain.ticket import Discount, LineKind
from pos_app.domain.words import _, language
from pos_app.errors import UserError
from pos_app.persistence import migrate
from pos_app.persistence.database import Database
from pos_app.persistence.files import Progress
from pos_app.services import imports, selling, setup, shop, staff, tickets
from pos_app.services.desk import Desk

__all__ = ["MOST_CLIENTS", "at_work", "make", "set_up"]

LEAST_CLIENTS, MOST_CLIENTS = 10, 1_000_000
MOST_DAYS = 3_650
_OPENS, _CLOSES = time(9), time(18, 30)
_SUNDAY = 6
_PLACES = {"en": "en_US", "es": "es_US"}
"""How a demo shop writes money and dates, by its language; it stands in Portland in any."""


def make(
    folder: Path,
    *,
    clients: int = 200,
    days: int = 30,
    seed: int = 1,
    progress: Progress | None = None,
    clock: Clock | None = None,
) -> None:
    """Make a demo shop in ``folder``: so many clients, and a history of so many days up to now.

    The shop speaks the language of this process. The till prints on a virtual printer, into ``papers``
    in the folder. Everybody's PIN is in :data:`config.DEMO_PINS`. ``progress`` gets the days done and
    all of them; what it raises stops the work, and nothing is left of it.

    Raises:
        UserError: the folder is not empty, or a number makes no sense.
    """
    _check(folder, clients, days)
    now = (clock or SystemClock()).now()
    # Under another name until it is whole: what was interrupted is never opened as a shop.
    unfinished = folder / "unfinished.db"
    try:
        migrate.prepare(unfinished, config.backup_folder(folder))
        # Not durable, and so ten times as fast: a demo that a power cut interrupts is made again.
        with closing(Database(unfinished, synchronous="OFF")) as database:
            _play(database, folder, now, clients, days, Random(seed), progress)
    except BaseException:
        for part in folder.glob(f"{unfinished.name}*"):
            part.unlink()
        raise
    unfinished.replace(config.shop_file(folder))


def _check(folder: Path, clients: int, days: int) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(
            _("{folder} is not an empty folder. Choose a new one.").format(folder=folder)
        )
    if not LEAST_CLIENTS <= clients <= MOST_CLIENTS:
        raise UserError(
            _("A demo shop has {least} to {most} clients.").format(
                least=LEAST_CLIENTS, most=MOST_CLIENTS
            )
        )
    if not 1 <= days <= MOST_DAYS:
        raise UserError(_("A demo shop has 1 to {most} days.").format(most=MOST_DAYS))


def _play(
    database: Database,
    folder: Path,
    now: datetime,
    clients: int,
    days: int,
    chance: Random,
    progress: Progress | None,
) -> None:
    mornings = _mornings(now, days)
    clock = SetClock(mornings[0])
    desk = _with_points(set_up(database, clock))
    added = imports.add_clients(
        desk, guests.clients(clients, chance), FundKind.CREDIT, "clients.csv"
    )
    amara, dana, lena, *others = sorted(added.clients)
    made = at_work(desk, clock, chance, chance.sample(others, min(len(others), 40 + 4 * days)))
    for number, morning in enumerate(mornings):
        if progress:
            progress(number, days)
        moments = _moments(chance, morning, now)
        for at in moments:
            clock.at = at
            made.play()
        if number == 0:
            _prepay(made, amara)
        if number == days // 2:
            _pay_later(made, amara)
        if number == days - 1:
            _spend_points(made, amara)
    made.print_on(f"virtual:{(folder / 'papers').absolute()}")
    _leave_open(made, now, amara, dana, lena)
    if progress:
        progress(days, days)


def _mornings(now: datetime, days: int) -> list[datetime]:
    """When the shop opens on each day, today last; it never opens after now."""
    first = now.replace(hour=_OPENS.hour, minute=0, second=0, microsecond=0)
    today = min(first, now - timedelta(hours=5))
    return [*(first - timedelta(days=before) for before in range(days - 1, 0, -1)), today]


def _moments(chance: Random, morning: datetime, now: datetime) -> list[datetime]:
    """When the day's visits end. Few people come on a Sunday."""
    hours = _CLOSES.hour - _OPENS.hour
    last = min(morning + timedelta(hours=hours), now - timedelta(hours=4))
    count = chance.randint(1, 3) if morning.weekday() == _SUNDAY else chance.randint(8, 16)
    seconds = int((last - morning).total_seconds())
    return [morning + timedelta(seconds=s) for s in sorted(_spread(chance, count, seconds))]


def _spread(chance: Random, count: int, seconds: int) -> Iterator[int]:
    for _visit in range(count):
        yield chance.randrange(max(1, seconds))


def set_up(database: Database, clock: Clock) -> Desk:
    """The shop's first start, and what its manager then sets up. No clients yet, and no history."""
    new = setup.NewShop(
        settings=Settings(
            shop_name="Fern & Fable",
            address="218 Alder Street\nPortland, OR 97205",
            phone="(503) 555-0100",
            receipt_footer=_("Thank you for coming. See you soon!"),
            language=language(),
            locale=_PLACES.get(language(), "en_US"),
            demo=True,
        ),
        manager=stock.MANAGER.name,
        pin=config.DEMO_PINS[stock.MANAGER.code],
        till=_("Till 1"),
        taxes=(replace(stock.SALES_TAX, name=_(stock.SALES_TAX.name)),),
    )
    desk = setup.create(Desk(database, clock, Settings()), new).desk
    for member in stock.TEAM:
        staff.put_member(desk, member, config.DEMO_PINS[member.code])
    for item in stock.items():
        shop.put_item(desk, item)
    shop.put_payment_type(desk, PaymentType("", _("Transfer"), PaymentKind.CUSTOM))
    return desk


def _with_points(desk: Desk) -> Desk:
    """Five points for each dollar, and a cent for each point."""
    chosen = replace(desk.settings, points_per_unit=5, point_worth=1)
    shop.change_settings(desk, chosen)
    return replace(desk, settings=chosen)


def at_work(desk: Desk, clock: SetClock, chance: Random, regulars: list[int]) -> visits.Shop:
    """A shop that was set up, ready to be visited by these regular clients."""
    catalog = shop.items(desk)
    own = (way for way in shop.payment_types(desk) if way.kind is PaymentKind.CUSTOM)
    return visits.Shop(
        desk,
        clock,
        chance,
        visits.kinds(catalog, LineKind.SERVICE),
        visits.kinds(catalog, LineKind.PRODUCT),
        visits.kinds(catalog, LineKind.FEE, LineKind.PLAN),
        next(own).code,
        regulars,
    )


def _prepay(made: visits.Shop, amara: int) -> None:
    """Amara puts $50.00 on her account."""
    visit = made.serve(amara, staff=0)
    selling.top_up(visit.desk, visit.ticket_id, 50_00)
    visit.put("card", 50_00, reference="204871", detail="4242")
    visit.close()


def _pay_later(made: visits.Shop, amara: int) -> None:
    """Amara has a blow-out of $45.00 put on her balance."""
    visit = made.serve(amara, staff=0)
    visit.add("Blow-out")
    visit.put("later", 45_00)
    visit.close()


def _spend_points(made: visits.Shop, amara: int) -> None:
    """Amara has two dollars of a blow-out off for her points."""
    visit = made.serve(amara, staff=0)
    visit.add("Blow-out")
    visit.put(POINTS_TYPE, 2_00)
    visit.put("card", 43_00, reference="204913", detail="4242")
    visit.close()


def _leave_open(made: visits.Shop, now: datetime, amara: int, dana: int, lena: int) -> None:
    """What stands open at the till now: four tickets, one of them held."""
    jo, priya, sam = 0, 1, 2
    made.clock.at = now - timedelta(minutes=170)
    held = made.serve(lena, staff=jo)
    held.add("Cut & style")
    tickets.hold(held.desk, held.ticket_id)
    made.clock.at = now - timedelta(minutes=95)
    _amara_today(made.serve(amara, staff=jo))
    made.clock.at = now - timedelta(minutes=30)
    made.serve(None, staff=priya).add("Blow-out")
    made.clock.at = now - timedelta(minutes=20)
    made.serve(dana, staff=sam).add("Root touch-up")
    made.clock.at = now


def _amara_today(visit: visits.Visit) -> None:
    desk, ticket_id = visit.desk, visit.ticket_id
    began = visit.shop.clock.at
    color = visit.add("Root color & gloss")
    until = began + timedelta(minutes=75)
    times = {"began": locales.format_time(began), "until": locales.format_time(until)}
    note = _("Today {began}–{until}").format(**times)
    selling.set_line_note(desk, ticket_id, color, note)
    member = Discount(_("Color for members −10%"), 100_000)
    selling.set_line_discount(desk, ticket_id, color, member)
    bond = visit.add("Bond treatment")
    selling.set_line_note(desk, ticket_id, bond, _("Add-on"))
    visit.add("Repair shampoo 250 ml")
    tickets.set_tip(desk, ticket_id, desk.who, 30_00)
