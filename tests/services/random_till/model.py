"""A simple model of the money rules, written apart from the product, for random runs to agree with.

Amounts in minor units.
"""

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, timedelta

from pos_app.domain.shop import CreditUse
from pos_app.security.roles import Permission
from tests.services.random_till.bill import MONEY, NEVER, POINT_PAYS, Bill, Sold

OWE_AT_MOST = 20_000
GRACE = timedelta(days=30)
"""For so long value can be spent that comes back after its last day."""


@dataclass
class Card:
    """A gift card: what is left of it, its last day, and, once it was lost, the one that replaced it."""

    left: int
    lasts: str = NEVER
    moved_to: int = 0


@dataclass
class Person:
    """What a client owes and has, by the books; credits by their last day, NEVER for most."""

    owed: int = 0
    paid_in: int = 0
    credits: Counter[str] = field(default_factory=Counter)
    points: int = 0

    @property
    def credit(self) -> int:
        return self.credits.total()


@dataclass
class Share:
    """Points that a ticket earned, or that a payment was, and the amount that they go with."""

    points: int
    amount: int

    def take(self, part: int) -> int:
        """The points that go with a part of the amount: to the nearest, half up; with all, all."""
        taken = self.points
        if part < self.amount:
            taken = (2 * self.points * part + self.amount) // (2 * self.amount)
        self.points -= taken
        self.amount -= part
        return taken


@dataclass
class Returned:
    """What came back of a closed ticket: ``to`` where, by name; ``again`` is owed for it again.

    ``net`` of its lines comes back, and ``by_points`` of what each payment by points paid.
    """

    ticket: int
    client: int | None
    rounding: int = 0
    again: int = 0
    sold: int = 0
    off: int = 0
    tax: int = 0
    tip: int = 0
    owed: int = 0
    topped: int = 0
    credits: Counter[str] = field(default_factory=Counter)
    cards: Counter[int] = field(default_factory=Counter)
    to: Counter[str] = field(default_factory=Counter)
    net: int = 0
    by_points: Counter[int] = field(default_factory=Counter)

    @property
    def moves_balance(self) -> bool:
        """Whether the client owes or has something else after it."""
        account = self.to["open_payment"] + self.to["fund open_payment"] + self.to["fund credit"]
        return bool(self.owed or self.again or account or self.topped or self.to["debt"])


@dataclass
class Shop:
    """All clients, all open tickets, the trial balance, and what the owner chose."""

    people: dict[int, Person] = field(default_factory=dict)
    archived: dict[int, Person] = field(default_factory=dict)
    merged: set[int] = field(default_factory=set)
    bills: dict[int, Bill] = field(default_factory=dict)
    cards: dict[int, Card] = field(default_factory=dict)
    books: Counter[str] = field(default_factory=Counter)
    earned: dict[int, Share] = field(default_factory=dict)
    redeemed: dict[int, Share] = field(default_factory=dict)
    today: str = ""
    credit_use: CreditUse = CreditUse.ASK
    front_desk: frozenset[Permission] = frozenset({Permission.REDEEM, Permission.PAY_LATER})

    def new_bill(self, client: int | None) -> Bill:
        """A ticket spends credit unless the shop never does (R9)."""
        return Bill(client, use_credit=self.credit_use is not CreditUse.NEVER)

    @property
    def everybody(self) -> dict[int, Person]:
        """All clients, those who are archived too."""
        return self.people | self.archived

    def held(self, client: int) -> tuple[int, int, int]:
        """Of what a client owes, has in credits and has paid in: what open tickets claim."""
        bills = [bill for bill in self.bills.values() if bill.client == client]
        redeemed = [paid for bill in bills for paid in bill.paid if paid.way == "balance"]
        credit = sum(paid.credit for paid in redeemed)
        return (
            sum(bill.payoff for bill in bills),
            credit,
            sum(paid.amount for paid in redeemed) - credit,
        )

    def holds_any(self, client: int) -> bool:
        return self.held(client) != (0, 0, 0) or self.held_points(client) > 0

    def payable(self, client: int) -> int:
        return self.people[client].owed - self.held(client)[0]

    def free_credits(self, client: int) -> Counter[str]:
        """What can be spent of credits, by their last day; no ticket holds it."""
        free = Counter(self.people[client].credits)
        for bill in self.bills.values():
            if bill.client == client:
                for paid in bill.paid:
                    free.subtract(paid.credits)
        return free

    def spend_credits(self, client: int, amount: int) -> Counter[str]:
        """Which credits an amount takes, as far as they go: soonest to expire first."""
        taken: Counter[str] = Counter()
        for day, free in sorted(self.free_credits(client).items()):
            if day >= self.today:
                taken[day] = min(free, amount - taken.total())
        return +taken

    def free_paid_in(self, client: int) -> int:
        return self.people[client].paid_in - self.held(client)[2]

    def available(self, client: int) -> int:
        return self.spend_credits(client, 10**12).total() + self.free_paid_in(client)

    def held_points(self, client: int) -> int:
        bills = (bill for bill in self.bills.values() if bill.client == client)
        return sum(paid.points for bill in bills for paid in bill.paid)

    def points_pay(self, client: int | None, due: int) -> int:
        """The most that a client's points can pay of what is due."""
        if client is None:
            return 0
        free = self.people[client].points - self.held_points(client)
        return max(0, min(free, due // POINT_PAYS)) * POINT_PAYS

    def owes_after(self, bill: Bill, more: int = 0) -> int:
        assert bill.client is not None
        return self.people[bill.client].owed - bill.payoff + bill.by("later") + more

    def may_close(self, bill: Bill) -> bool:
        if bill.balance or not (bill.lines or bill.tip or bill.payoff):
            return False
        if bill.client is None and bill.on_account:
            return False
        if not all(self.may_carry(line) for line in bill.lines.values() if line.card):
            return False
        if bill.by("later") and self.owes_after(bill) > OWE_AT_MOST:
            return False
        ways = ("later", "balance", "granted", "gift", "points")
        return all(bill.fits(way) for way in ways if bill.by(way))

    def close(self, ticket: int) -> None:
        bill = self.bills.pop(ticket)
        kept = sum(paid.kept for paid in bill.paid)
        credit = sum(paid.credit for paid in bill.paid)
        self._book(
            cash=bill.by("cash") + kept,
            card_clearing=bill.by("card"),
            checks=bill.by("check"),
            accounts_receivable=bill.by("later") - bill.payoff,
            client_credits=credit,
            open_payments=bill.by("balance") - credit - kept - bill.on_account,
            gift_cards=bill.by("gift") - bill.on_cards,
            points_redeemed=bill.by("points"),
            discounts=bill.by("granted") + sum(line.off for line in bill.lines.values()),
            service_sales=-sum(line.price for line in bill.lines.values() if not line.top_up),
            tax_payable=-sum(line.tax for line in bill.lines.values()),
            tips_payable=-bill.tip,
            rounding=-bill.rounding,
        )
        if bill.client is not None:
            person = self.people[bill.client]
            person.owed += bill.by("later") - bill.payoff
            for paid in bill.paid:
                person.credits.subtract(paid.credits)
            person.paid_in += kept + bill.on_account - (bill.by("balance") - credit)
            person.points += bill.earned - sum(paid.points for paid in bill.paid)
        self.earned[ticket] = Share(bill.earned, bill.net)
        self.redeemed |= {p.id: Share(p.points, p.amount) for p in bill.paid if p.points}
        for paid in bill.paid:
            if paid.card:
                self.cards[paid.card].left -= paid.amount
        for line in bill.lines.values():
            if line.card:
                card = self.cards.setdefault(line.card, Card(0, line.lasts))
                card.left += line.total
                card.lasts = max(card.lasts, line.lasts)
        self._settle_by_itself(bill)

    def _settle_by_itself(self, bill: Bill) -> None:
        """What is paid later is paid with what there is, where the shop always does so (R9)."""
        if bill.client and bill.use_credit and self.credit_use is CreditUse.ALWAYS:
            self.apply(bill.client, min(bill.by("later"), self.available(bill.client)))

    def void(self, ticket: int, kept: Container[int]) -> None:
        bill = self.bills.pop(ticket)
        came = dict.fromkeys(MONEY, 0)
        for paid in bill.paid:
            if paid.id in kept:
                came[paid.way] += paid.amount + paid.kept
        self._book(
            cash=came["cash"],
            card_clearing=came["card"],
            checks=came["check"],
            open_payments=-sum(came.values()),
        )
        if bill.client is not None:
            self.people[bill.client].paid_in += sum(came.values())

    # Clients.

    def merge(self, gone: int, into: int) -> None:
        """All that one client owes, has and works on becomes another's."""
        person, other = self.people[into], self.people.pop(gone)
        person.owed += other.owed
        person.paid_in += other.paid_in
        person.credits.update(other.credits)
        person.points += other.points
        self.archived[gone] = Person()
        self.merged.add(gone)
        for bill in self.bills.values():
            bill.client = into if bill.client == gone else bill.client

    def may_archive(self, client: int) -> bool:
        person = self.people[client]
        working = any(bill.client == client for bill in self.bills.values())
        return not (person.owed or person.paid_in or person.credit or working)

    def opening(self, client: int, owed: int, credit: int, paid_in: int) -> None:
        self.people[client] = Person(owed, paid_in, Counter({NEVER: credit}))
        self._book(
            accounts_receivable=owed,
            client_credits=-credit,
            open_payments=-paid_in,
            opening_balances=credit + paid_in - owed,
        )

    # Gift cards.

    def held_of(self, card: int) -> int:
        paid = (paid for bill in self.bills.values() for paid in bill.paid)
        return sum(p.amount for p in paid if p.card == card)

    def free_of(self, card: int) -> int:
        return self.cards[card].left - self.held_of(card)

    def is_usable(self, card: int) -> bool:
        return not self.cards[card].moved_to and self.cards[card].lasts >= self.today

    def may_carry(self, line: Sold) -> bool:
        """Whether a ticket with this line for a card may close today."""
        usable = line.card not in self.cards or self.is_usable(line.card)
        return usable and line.lasts >= self.today

    def load(self, card: int, client: int, amount: int) -> None:
        self.cards[card].left -= amount
        self.people[client].paid_in += amount
        self._book(gift_cards=amount, open_payments=-amount)

    def reissue(self, card: int, new: int) -> None:
        lost = self.cards[card]
        self.cards[new] = Card(lost.left, lost.lasts)
        lost.left, lost.moved_to = 0, new

    def having(self, card: int) -> int:
        """The card that has the value of this one: itself, or the last that replaced it."""
        while self.cards[card].moved_to:
            card = self.cards[card].moved_to
        return card

    def comes_back_until(self, day: str) -> str:
        """The last day of what comes back today: its own, or, where that has passed, a later one."""
        return day if day >= self.today else (date.fromisoformat(self.today) + GRACE).isoformat()

    # A manager's acts on balances.

    def give(self, client: int, amount: int, way: str, *, pays: bool, day: str = NEVER) -> None:
        """Credit (no ``way``) or money for a client, which pays what they owe first, if it ``pays``."""
        person = self.people[client]
        paid = min(amount, self.payable(client)) if pays else 0
        rest = amount - paid
        person.owed -= paid
        accounts = {"cash": "cash", "card": "card_clearing", "check": "checks"}
        if way:
            person.paid_in += rest
            self._book(**{accounts[way]: amount}, accounts_receivable=-paid, open_payments=-rest)
        else:
            person.credits[day] += rest
            self._book(credits_granted=amount, accounts_receivable=-paid, client_credits=-rest)

    def remove(self, client: int, amount: int, *, own_money: bool) -> bool:
        """Take credit back; whether it may be done."""
        granted = self.spend_credits(client, amount)
        own = min(amount - granted.total(), self.free_paid_in(client))
        if own and not own_money:
            return False
        short = amount - granted.total() - own
        person = self.people[client]
        person.credits.subtract(granted)
        person.paid_in -= own
        person.owed += short
        self._book(
            client_credits=granted.total(),
            credits_granted=-granted.total(),
            open_payments=own,
            forfeits=-own,
            accounts_receivable=short,
            balance_adjustments=-short,
        )
        return True

    def charge(self, client: int, amount: int) -> None:
        self.people[client].owed += amount
        self._book(accounts_receivable=amount, balance_adjustments=-amount)

    def apply(self, client: int, amount: int) -> None:
        granted = self.spend_credits(client, amount)
        person, own = self.people[client], amount - granted.total()
        person.credits.subtract(granted)
        person.paid_in -= own
        person.owed -= amount
        self._book(client_credits=granted.total(), open_payments=own, accounts_receivable=-amount)

    def give_back(self, client: int, amount: int, account: str, paid: int) -> None:
        """Money on account goes back; ``paid`` of it, as far as cash can."""
        self.people[client].paid_in -= amount
        self._book(open_payments=amount, rounding=paid - amount, **{account: -paid})

    def write_off(self, client: int, amount: int) -> None:
        self.people[client].owed -= amount
        self._book(bad_debts=amount, accounts_receivable=-amount)

    def expire(self) -> None:
        """Take back what is past its last day and on no ticket."""
        for client, person in self.people.items():
            for day, free in self.free_credits(client).items():
                if day < self.today:
                    person.credits[day] -= free
                    self._book(client_credits=free, credits_granted=-free)
        for number, card in self.cards.items():
            free = self.free_of(number)
            if card.lasts < self.today and free:
                card.left -= free
                self._book(gift_cards=free, forfeits=-free)

    def refund(self, back: Returned) -> None:
        """What a refund does to the books and the client: it adds up, or ``_book`` says so."""
        to = back.to
        account = to["open_payment"] + to["fund open_payment"]
        self._book(
            service_sales=back.sold,
            discounts=-back.off,
            tax_payable=back.tax,
            tips_payable=back.tip,
            rounding=back.rounding,
            cash=-to["cash"],
            card_clearing=-to["card"],
            checks=-to["check"],
            bad_debts=-to["bad_debt"],
            credits_granted=-to["lost credit"],
            forfeits=-to["lost open_payment"],
            accounts_receivable=back.owed + back.again - to["debt"],
            open_payments=back.topped - account,
            client_credits=-to["fund credit"],
            gift_cards=-sum(back.cards.values()),
            points_redeemed=-to["points"],
        )
        given = sum(self.redeemed[paid].take(part) for paid, part in back.by_points.items())
        taken = self.earned[back.ticket].take(back.net) if back.net else 0
        for number, amount in back.cards.items():
            card = self.cards[number]
            card.left += amount
            if amount > 0:
                card.lasts = self.comes_back_until(card.lasts)
        if back.client is not None:
            person = self.everybody[back.client]
            person.owed += back.owed + back.again - to["debt"]
            person.paid_in += account - back.topped
            person.credits.update(back.credits)
            person.points += given - taken

    def _book(self, **amounts: int) -> None:
        assert sum(amounts.values()) == 0
        self.books.update(amounts)
