"""A visit to the demo salon, played through the services that the screens call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from pos_app.clock import SetClock
from pos_app.demo.stock import MANAGER, TEAM
from pos_app.domain.mail import MailState
from pos_app.domain.payment import PaymentKind, room
from pos_app.domain.shop import BALANCE_TYPE, LATER_TYPE, POINTS_TYPE, Item
from pos_app.domain.ticket import Discount, LineKind
from pos_app.domain.words import _, mark
from pos_app.persistence import emails
from pos_app.services import (
    closing,
    payments,
    payoffs,
    points,
    print_spool,
    redeeming,
    selling,
    tickets,
    voiding,
)
from pos_app.services.closing import Receipt
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.shop import put_till

_VOID_REASONS = (mark("Left before being served"), mark("Rung up twice"), mark("Wrong client"))
_BILLS = (5_00, 10_00, 20_00, 50_00, 100_00)


@dataclass
class Shop:
    """The demo shop at work. ``chance`` decides everything, so that one seed gives one history.

    ``transfer`` is the code of the way to pay that the shop made for itself.
    ``closing`` is called with a ticket and its version just before it closes, ``closed`` right after.
    """

    desk: Desk
    clock: SetClock
    chance: Random
    services: Sequence[Item]
    products: Sequence[Item]
    extras: Sequence[Item]
    transfer: str
    regulars: Sequence[int]
    closing: Callable[[int, int], object] = lambda _ticket, _version: None
    closed: Callable[[int], object] = lambda _ticket: None

    def serve(self, client_id: int | None, staff: int | None = None) -> "Visit":
        """Open a ticket, signed in as one of the team."""
        member = TEAM[self.chance.randrange(len(TEAM)) if staff is None else staff]
        desk = self.desk.as_staff(member)
        (ticket_id,) = tickets.open_ticket(desk, client_id).tickets
        return Visit(self, desk, ticket_id, client_id)

    def happens(self, probability: float) -> bool:
        """Whether something of that probability happens now."""
        return self.chance.random() < probability

    def request_id(self) -> str:
        """The id of a new request."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def print_on(self, printer: str) -> None:
        """Let the till's papers go there from now on."""
        till = replace(self.desk.till, printer=printer)
        put_till(self.desk, till)
        self.desk = replace(self.desk, till=till)

    def play(self) -> None:
        """One visit from the chair to the door, by a regular client or a walk-in."""
        visit = self.serve(None if self.happens(0.2) else self.chance.choice(self.regulars))
        visit.choose()
        if self.happens(0.03):
            reason = _(self.chance.choice(_VOID_REASONS))
            voiding.void(visit.desk.authorised_by(MANAGER), visit.ticket_id, reason)
            return
        visit.add_extras()
        visit.use_account()
        visit.pay()
        visit.close()


@dataclass
class Visit:
    """One ticket at work, and the desk of the person who serves it."""

    shop: Shop
    desk: Desk
    ticket_id: int
    client_id: int | None

    def look(self) -> tickets.TicketView:
        """The ticket as it is now."""
        return tickets.view(self.desk, self.ticket_id)

    def add(self, name: str) -> int:
        """Put the item on the ticket that English calls so; returns the number of its line."""
        sold = (*self.shop.services, *self.shop.products)
        selling.add_item(
            self.desk, self.ticket_id, next(item.id for item in sold if item.name == _(name))
        )
        return self.look().ticket.lines[-1].number

    def choose(self) -> None:
        """Put services, products and now and then a fee or plan on the ticket."""
        shop, chance = self.shop, self.shop.chance
        for _service in range(chance.choice((1, 1, 1, 2, 2, 3))):
            # The catalog's first services are what most people come for.
            place = min(chance.randrange(len(shop.services)), chance.randrange(len(shop.services)))
            selling.add_item(self.desk, self.ticket_id, shop.services[place].id)
        for _product in range(chance.choice((0, 0, 0, 1, 1, 2))):
            selling.scan(self.desk, self.ticket_id, chance.choice(shop.products).barcode)
        if self.client_id is not None and shop.happens(0.05):
            selling.add_item(self.desk, self.ticket_id, chance.choice(shop.extras).id)

    def add_extras(self) -> None:
        """Give discounts and a tip, and change a price, as often as it happens."""
        shop = self.shop
        lines = self.look().ticket.lines
        if shop.happens(0.08):
            selling.set_ticket_discount(self.desk, self.ticket_id, Discount(_("Birthday"), 100_000))
        if shop.happens(0.08):
            member = Discount(_("Member −10%"), 100_000)
            selling.set_line_discount(self.desk, self.ticket_id, lines[0].number, member)
        if shop.happens(0.03):
            price = lines[0].list_price * 8 // 10
            allowed = self.desk.authorised_by(MANAGER)
            selling.set_price(allowed, self.ticket_id, lines[0].number, price, _("Agreed on phone"))
        if shop.happens(0.45):
            tip = shop.chance.choice((3_00, 5_00, 5_00, 8_00, 10_00, 12_00, 15_00, 20_00))
            tickets.set_tip(self.desk, self.ticket_id, self.desk.who, tip)

    def use_account(self) -> None:
        """Pay off what the client owes, or prepay, as some do."""
        view = self.look()
        if view.client is None:
            return
        if view.standing.payable and self.shop.happens(0.6):
            part = view.standing.payable if self.shop.happens(0.8) else view.standing.payable // 2
            payoffs.pay_off(self.desk, self.ticket_id, part or view.standing.payable)
        elif self.shop.happens(0.05):
            selling.top_up(self.desk, self.ticket_id, self.shop.chance.choice((50_00, 100_00)))

    def pay(self) -> None:
        """Redeem what there is, then pay the rest in whatever mix it takes."""
        view = self.look()
        most = redeeming.redeemable(self.desk, view).most
        if most and self.shop.happens(0.75):
            self.put(BALANCE_TYPE, most)
            view = self.look()
        worth = points.usable(self.desk, view).most
        if worth and self.shop.happens(0.2):
            self.put(POINTS_TYPE, worth)
            view = self.look()
        if view.settlement.due > 40_00 and self.shop.happens(0.1):
            self.put("card", view.settlement.due // 2)
            view = self.look()
        while view.settlement.due:
            self._pay_some(view)
            view = self.look()

    def _pay_some(self, view: tickets.TicketView) -> None:
        shop, due = self.shop, view.settlement.due
        ways = ("card", "cash", LATER_TYPE, "check", shop.transfer)
        (way,) = shop.chance.choices(ways, weights=(56, 30, 8, 3, 3))
        if way == LATER_TYPE:
            due = min(due, room(view.bill, view.ticket.payments, PaymentKind.PAY_LATER))
            way = way if due and view.client else "card"
            due = due if way == LATER_TYPE else view.settlement.due
        if way == "cash":
            bill = shop.chance.choice(_BILLS)
            keep = view.client is not None and shop.happens(0.06)
            self.put(way, -(-due // bill) * bill, keep_change=keep)
        elif way == "card":
            self.put(way, due, reference=f"{shop.chance.randrange(1_000_000):06d}",
                     detail=f"{shop.chance.randrange(10_000):04d}")  # fmt: skip
        else:
            self.put(way, due, reference=f"{shop.chance.randrange(100, 999)}")

    def put(
        self,
        way: str,
        amount: int,
        *,
        keep_change: bool = False,
        reference: str = "",
        detail: str = "",
    ) -> None:
        """Put a payment on the ticket."""
        request = PaymentRequest(
            id=self.shop.request_id(),
            type_code=way,
            amount=amount,
            keep_change=keep_change,
            reference="" if way in (BALANCE_TYPE, LATER_TYPE, POINTS_TYPE) else reference,
            detail=detail,
        )
        payments.add_payment(self.desk, self.ticket_id, request)

    def close(self) -> None:
        """Close the ticket and print its receipt."""
        view = self.look()
        wanted = Receipt.PRINT
        if self.shop.happens(0.15):
            wanted = Receipt.EMAIL if view.client and view.client.email else Receipt.NONE
        self.shop.closing(self.ticket_id, view.ticket.version)
        request_id = f"close {self.ticket_id}"
        closing.close(self.desk, self.ticket_id, view.ticket.version, request_id, wanted)
        self.shop.closed(self.ticket_id)
        while print_spool.send_next(self.desk):
            pass
        if wanted is Receipt.EMAIL:
            self._count_as_sent()

    def _count_as_sent(self) -> None:
        """An invented shop writes to nobody, and what lies in its past is not still on its way."""
        with self.desk.database.write() as connection:
            for mail in emails.of_ticket(connection, self.ticket_id):
                sent = {"state": str(MailState.SENT), "sent_at": self.desk.at, "attempts": 1}
                emails.move(connection, mail.id, (MailState.QUEUED,), **sent)


def kinds(items: Sequence[Item], *wanted: LineKind) -> list[Item]:
    """The items of these kinds, in the catalog's order."""
    return sorted((item for item in items if item.kind in wanted), key=lambda item: item.id)
