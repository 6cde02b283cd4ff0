"""A random till, two of them on one file, against an independent model of the money rules.

``POS_RANDOM_RUNS=2000`` plays for longer than CI does.
"""

import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pos_app.clock import SetClock
from pos_app.domain.balance_acts import (
    AddCredit,
    ApplyFunds,
    BalanceAct,
    ChargeAmount,
    OwnMoney,
    Pays,
    Received,
    RemoveCredit,
    TakePayment,
    WriteOff,
)
from pos_app.domain.client_account import Share
from pos_app.domain.refund import Back, Base, GoesTo, Plan
from pos_app.domain.refund_acts import (
    RefundAct,
    RefundAll,
    RefundAmount,
    RefundPayment,
    RemoveFund,
    ReturnFund,
)
from pos_app.domain.shop import Settings, Till
from pos_app.domain.ticket import Discount, LineKind, Ticket, TicketState
from pos_app.errors import UserError
from pos_app.persistence import accounts, books, catalog
from pos_app.persistence.database import Database
from pos_app.services import (
    card_sales,
    client_accounts,
    closing,
    gift_cards,
    payments,
    payoffs,
    refunds,
    selling,
    tickets,
    voiding,
)
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from pos_app.services.voiding import KeepMoney
from tests.conftest import MANAGER, NOON
from tests.services.counter import Counter, prepare
from tests.services.model import (
    MONEY,
    NEVER,
    OWE_AT_MOST,
    POINT_PAYS,
    POINTS,
    STEP,
    Bill,
    Paid,
    Returned,
    Shop,
    Sold,
    rounded,
)

RUNS = int(os.environ.get("POS_RANDOM_RUNS", "15"))
PRICES = st.one_of(st.integers(1, 3_000), st.sampled_from([2, 1_002, 4_500, 10_000]))
NOON_DAY = NOON.date()
PICK = st.integers(0, 5)
# What people type into an amount: all of it, half, a bit more than there is, or just some figure.
TYPED = st.one_of(st.sampled_from(["all", "all", "half", "over", "none"]), st.integers(1, 5_000))
Typed = str | int
WAYS = st.sampled_from(["cash", "card", "check", "later", "balance", "granted", "points"])
FATES = st.sampled_from([KeepMoney.GIVEN_BACK, KeepMoney.ON_ACCOUNT, KeepMoney.ON_ACCOUNT, None])


def amount_of(typed: Typed, everything: int) -> int:
    """What was typed, in minor units."""
    named = {"all": everything, "half": everything // 2, "over": everything + 1, "none": 0}
    return typed if isinstance(typed, int) else named[typed]


class RandomTill(RuleBasedStateMachine):
    """Two tills play at random; the model plays along and says what must come of it."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        shutil.copy(self.template, self.folder / "shop.db")
        self.model = Shop()
        self.before: dict[int, tuple[Ticket, Bill]] = {}
        self.sent: list[tuple[int, PaymentRequest]] = []
        self.closed: dict[int, tuple[int, str]] = {}
        self.refunds: list[str] = []
        self.left: dict[int, int] = {}
        self.saved: list[tuple[int, BalanceAct | None]] = []
        self.clock = SetClock(NOON)
        self.model.today = NOON_DAY.isoformat()
        # Durability is not what this test is about, and costs most of its time.
        self.databases = [
            Database(self.folder / "shop.db", synchronous="OFF") for _till in range(2)
        ]
        # No floor, or no card would expire within the days that are played.
        shop = Settings(
            cash_step=STEP,
            pay_later_limit=OWE_AT_MOST,
            gift_card_floor_months=0,
            points_per_unit=POINTS,
            point_worth=POINT_PAYS,
        )
        first = Desk(self.databases[0], self.clock, shop, Till(1, "Till 1"), MANAGER)
        prepare(first)
        with first.database.write() as connection:
            catalog.save_settings(connection, shop)
            till = Till(catalog.put_till(connection, Till(0, "Till 2")), "Till 2")
            books.open_series(connection, till.writer, first.at)
        second = replace(first, database=self.databases[1], till=till)
        self.tills = [Counter(first), Counter(second)]
        self.items = {taxed: self._item(taxed) for taxed in (False, True)}

    def _item(self, taxed: bool) -> int:
        taxes = ("sales",) if taxed else ()
        return self.tills[0].item(1, taxes=taxes, kind=LineKind.SERVICE)

    def teardown(self) -> None:
        for database in self.databases:
            database.close()
        shutil.rmtree(self.folder)

    @initialize(
        balances=st.lists(
            st.tuples(*[st.sampled_from([0, 1, 900, 4_500, 9_000])] * 3), min_size=2, max_size=3
        )
    )
    def people_come_with_balances(self, balances: list[tuple[int, int, int]]) -> None:
        for number, (owed, credit, paid_in) in enumerate(balances):
            client = self.tills[0].client(f"Client {number}")
            self.tills[0].opening(client, owed=owed, credit=credit, paid=paid_in)
            self.model.opening(client, owed, credit, paid_in)
        for who in range(2):
            self.open_a_ticket(who, who, 4_500)

    # What the rules use.

    def at(self, pick: int) -> Counter:
        return self.tills[pick % 2]

    def somebody(self, pick: int) -> int | None:
        people: list[int | None] = [*self.model.people, None]
        return people[pick % len(people)]

    def a_ticket(self, pick: int) -> tuple[int, Bill]:
        ticket = sorted(self.model.bills)[pick % len(self.model.bills)]
        return ticket, self.model.bills[ticket]

    def expect(self, allowed: bool, act: Callable[[], object]) -> bool:
        """Act, and see that it is refused exactly when the model says so."""
        refusal = ""
        try:
            act()
        except UserError as refused:
            refusal = refused.text
        assert allowed == (not refusal), refusal or "this should have been refused"
        return allowed

    def remember(self, ticket: int) -> None:
        """Before a change: what undo goes back to."""
        now = self.tills[0].look(ticket).ticket
        self.before[ticket] = now, deepcopy(self.model.bills[ticket])

    def has_tickets(self) -> bool:
        return bool(self.model.bills)

    # Acts on lines.

    @precondition(lambda self: len(self.model.bills) < 4)
    @rule(pick=PICK, who=PICK, price=PRICES)
    def open_a_ticket(self, pick: int, who: int, price: int) -> None:
        client = self.somebody(who)
        ticket = self.at(pick).ticket(client)
        self.model.bills[ticket] = Bill(client)
        self.sell_something(len(self.model.bills) - 1, price, price % 2 == 0)

    @precondition(has_tickets)
    @rule(pick=PICK, price=PRICES, taxed=st.booleans())
    def sell_something(self, pick: int, price: int, taxed: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        desk = self.at(pick).desk
        selling.add_item(desk, ticket, self.items[taxed])
        line = self.at(pick).look(ticket).ticket.lines[-1]
        selling.set_price(desk, ticket, line.number, price, "As agreed")
        bill.lines[line.number] = Sold(price, taxed)

    @precondition(has_tickets)
    @rule(pick=PICK, amount=PRICES)
    def sell_account_credit(self, pick: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at = self.at(pick)
        allowed = bill.client is not None
        if self.expect(allowed, lambda: selling.top_up(at.desk, ticket, amount)):
            number = at.look(ticket).ticket.next_line - 1
            bill.lines[number] = Sold(amount, top_up=True)

    @precondition(has_tickets)
    @rule(pick=PICK, amount=PRICES, days=st.sampled_from([None, None, -1, 0, 2]))
    def sell_a_gift_card(self, pick: int, amount: int, days: int | None) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at = self.at(pick)
        today = self.clock.at.date()
        day = "" if days is None else (today + timedelta(days=days)).isoformat()
        order = CardOrder(amount=amount, expires_on=day)
        allowed = not day or day >= self.model.today
        if self.expect(allowed, lambda: card_sales.sell(at.desk, ticket, order)):
            self._card_is_on(ticket, bill, at, day or NEVER)

    @precondition(lambda self: self.model.bills and self.model.cards)
    @rule(pick=PICK, which=PICK, amount=PRICES)
    def top_up_a_gift_card(self, pick: int, which: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        at, card = self.at(pick), self.a_card(which)
        code = gift_cards.view(at.desk, card).card.code
        allowed = self.model.is_usable(card)
        if self.expect(allowed, lambda: card_sales.top_up(at.desk, ticket, code, amount)):
            self._card_is_on(ticket, bill, at, self.model.cards[card].lasts)

    def _card_is_on(self, ticket: int, bill: Bill, at: Counter, lasts: str) -> None:
        line = at.look(ticket).ticket.lines[-1]
        assert line.card is not None
        number = line.card.number
        bill.lines[line.number] = Sold(line.amount, top_up=True, card=number, lasts=lasts)

    def a_card(self, which: int) -> int:
        return sorted(self.model.cards)[which % len(self.model.cards)]

    @precondition(lambda self: self.model.bills and self.model.cards)
    @rule(pick=PICK, which=PICK, typed=TYPED)
    def pay_by_gift_card(self, pick: int, which: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        at, card = self.at(pick), self.a_card(which)
        free, due = self.model.free_of(card), max(0, bill.balance)
        amount = amount_of(typed, min(free, due))
        request = PaymentRequest(
            id=f"request {len(self.sent)}",
            type_code="gift_card",
            amount=amount,
            reference=gift_cards.view(at.desk, card).card.code,
        )
        self.sent.append((ticket, request))
        ready = bill.lines or bill.tip or bill.payoff
        ready = ready and not (bill.client is None and bill.on_account)
        allowed = bool(ready) and self.model.is_usable(card) and 0 < amount <= min(free, due)
        allowed = allowed and bill.fits("gift", amount)
        if self.expect(allowed, lambda: payments.add_payment(at.desk, ticket, request)):
            made = at.look(ticket).ticket.payments[-1].id
            bill.paid.append(Paid(made, "gift", amount, card=card))

    @precondition(lambda self: self.model.cards)
    @rule(pick=PICK, which=PICK, who=PICK, typed=TYPED)
    def load_a_gift_card(self, pick: int, which: int, who: int, typed: Typed) -> None:
        desk, card, client = self.at(pick).desk, self.a_card(which), self.a_client(who)
        free = self.model.free_of(card)
        amount = amount_of(typed, free)
        click = f"load {len(self.saved)}"
        self.saved.append((client, None))
        allowed = self.model.is_usable(card) and 0 < amount <= free
        if self.expect(allowed, lambda: gift_cards.load(desk, click, card, client, amount)):
            gift_cards.load(desk, click, card, client, amount)
            self.model.load(card, client, amount)

    @precondition(lambda self: self.model.cards)
    @rule(pick=PICK, which=PICK)
    def lose_a_gift_card(self, pick: int, which: int) -> None:
        desk, card = self.at(pick).desk, self.a_card(which)
        click = f"lost {len(self.saved)}"
        self.saved.append((0, None))
        allowed = self.model.is_usable(card) and self.model.cards[card].left > 0
        allowed = allowed and not self.model.held_of(card)
        if self.expect(allowed, lambda: gift_cards.reissue(desk, click, card, "Lost")):
            moved = gift_cards.view(desk, card).moved_to
            assert moved is not None
            self.model.reissue(card, moved.number)

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK, typed=TYPED)
    def discount_a_line(self, pick: int, which: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        if not bill.lines:
            return
        number = sorted(bill.lines)[which % len(bill.lines)]
        line = bill.lines[number]
        off = amount_of(typed, line.price)
        self.remember(ticket)
        allowed = not line.top_up and 0 < off <= line.price
        discount = Discount("Off", 0, off)
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: selling.set_line_discount(desk, ticket, number, discount)):
            line.off = off

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK)
    def take_a_line_off(self, pick: int, which: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if bill.lines:
            self.remember(ticket)
            number = sorted(bill.lines)[which % len(bill.lines)]
            selling.remove_line(self.at(pick).desk, ticket, number)
            del bill.lines[number]

    @precondition(has_tickets)
    @rule(pick=PICK, amount=st.sampled_from([0, 1, 500]))
    def tip(self, pick: int, amount: int) -> None:
        ticket, bill = self.a_ticket(pick)
        self.remember(ticket)
        tickets.set_tip(self.at(pick).desk, ticket, "S1", amount)
        bill.tip = amount

    @precondition(has_tickets)
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if ticket in self.before:
            then, was = self.before[ticket]
            at = self.at(pick)
            is_last = at.look(ticket).ticket.version == then.version + 1
            if self.expect(is_last, lambda: tickets.undo(at.desk, then)):
                bill.lines, bill.tip = deepcopy(was.lines), was.tip

    @precondition(has_tickets)
    @rule(pick=PICK, who=PICK)
    def change_the_client(self, pick: int, who: int) -> None:
        ticket, bill = self.a_ticket(pick)
        client = self.somebody(who)
        allowed = client == bill.client or client is not None or not bill.on_account
        desk = self.at(pick).desk
        changed = self.expect(allowed, lambda: tickets.set_client(desk, ticket, client))
        if changed and client != bill.client:
            bill.client, bill.payoff = client, 0
            gone = ("later", "balance", "points")
            bill.paid = [p for p in bill.paid if p.way not in gone]
            for payment in bill.paid:
                payment.kept = 0

    @precondition(has_tickets)
    @rule(pick=PICK)
    def hold_or_resume(self, pick: int) -> None:
        ticket, _bill = self.a_ticket(pick)
        at = self.at(pick)
        if at.look(ticket).ticket.state is TicketState.HELD:
            tickets.resume(at.desk, ticket)
        else:
            tickets.hold(at.desk, ticket)

    @precondition(lambda self: any(map(self.model.holds_any, self.model.people)))
    @rule(pick=PICK)
    def release_holds(self, pick: int) -> None:
        ticket, bill = self.a_ticket(pick)
        allowed = bool(bill.payoff or bill.by("balance", "points"))
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: tickets.release_holds(desk, ticket, "Needed")):
            bill.payoff = 0
            bill.paid = [paid for paid in bill.paid if paid.way not in ("balance", "points")]

    # Acts on money.

    @precondition(has_tickets)
    @rule(pick=PICK, typed=TYPED)
    def pay_off(self, pick: int, typed: Typed) -> None:
        ticket, bill = self.a_ticket(pick)
        desk = self.at(pick).desk
        most = self.model.payable(bill.client) + bill.payoff if bill.client else 0
        amount = amount_of(typed, most)
        allowed = bill.client is not None and amount <= most
        if self.expect(allowed, lambda: payoffs.pay_off(desk, ticket, amount)):
            bill.payoff = amount

    @precondition(has_tickets)
    @rule(pick=PICK, way=WAYS, typed=TYPED, keep=st.booleans())
    def pay(self, pick: int, way: str, typed: Typed, keep: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        due = max(0, bill.balance)
        most = self.model.points_pay(bill.client, due) if way == "points" else due
        amount = amount_of(typed, most)
        at = self.at(pick)
        request = PaymentRequest(
            id=f"request {len(self.sent)}",
            type_code="credit" if way == "granted" else way,
            amount=amount,
            keep_change=keep and way == "cash",
            deducts=way != "granted",
        )
        self.sent.append((ticket, request))
        paid = self._paid(bill, way, amount, keep)
        allowed = paid is not None and self._may_pay(bill, paid)
        if (
            self.expect(allowed, lambda: payments.add_payment(at.desk, ticket, request))
            and paid is not None
        ):
            paid.id = at.look(ticket).ticket.payments[-1].id
            bill.paid.append(paid)

    def _paid(self, bill: Bill, way: str, amount: int, keep: bool) -> Paid | None:
        due = max(0, bill.balance)
        if way == "cash":
            wanted = rounded(due)
            if not due or amount < 0 or (amount == 0 and wanted):
                return None
            on_ticket = wanted if amount >= wanted else min(amount, due)
            return Paid(0, way, on_ticket, amount - on_ticket if keep else 0)
        if not 0 < amount <= due:
            return None
        if way == "balance" and bill.client is not None:
            return Paid(0, way, amount, 0, self.model.spend_credits(bill.client, amount))
        if way == "points":
            points, rest = divmod(amount, POINT_PAYS)
            return None if rest else Paid(0, way, amount, points=points)
        return Paid(0, way, amount)

    def _may_pay(self, bill: Bill, paid: Paid) -> bool:
        if not (bill.lines or bill.tip or bill.payoff) or (bill.client is None and bill.on_account):
            return False
        if bill.client is None and (paid.kept or paid.way in ("later", "balance")):
            return False
        most = self.model.points_pay(bill.client, paid.amount)
        if paid.way == "points" and paid.amount > most:
            return False
        if paid.way == "balance" and paid.amount > self.model.available(bill.client or 0):
            return False
        if paid.way == "later" and self.model.owes_after(bill, paid.amount) > OWE_AT_MOST:
            return False
        return bill.fits(paid.way, paid.amount)

    @precondition(has_tickets)
    @rule(pick=PICK, which=PICK)
    def take_a_payment_off(self, pick: int, which: int) -> None:
        ticket, bill = self.a_ticket(pick)
        if bill.paid:
            paid = bill.paid[which % len(bill.paid)]
            for _click in range(2):
                payments.remove_payment(self.at(pick).desk, ticket, paid.id)
            bill.paid.remove(paid)

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, which=st.integers(0, 50))
    def send_a_request_again(self, pick: int, which: int) -> None:
        """A second click or a lost reply. One that was refused was never kept, so it is left out."""
        ticket, request = self.sent[which % len(self.sent)]
        known = self.at(pick).rows("SELECT id FROM requests WHERE id = :id", id=request.id)
        if known:
            payments.add_payment(self.at(pick).desk, ticket, request)

    @precondition(has_tickets)
    @rule(pick=PICK, stale=st.sampled_from([False, False, False, True]))
    def close(self, pick: int, stale: bool) -> None:
        ticket, bill = self.a_ticket(pick)
        at = self.at(pick)
        version = at.look(ticket).ticket.version - stale
        allowed = self.model.may_close(bill) and not stale
        click = f"close {len(self.closed)} of {ticket}"
        if self.expect(allowed, lambda: closing.close(at.desk, ticket, version, click)):
            self.closed[ticket] = version, click
            self.left[ticket] = bill.total - bill.by("granted")
            self.model.close(ticket)

    @precondition(has_tickets)
    @rule(pick=PICK, ways=st.lists(st.tuples(WAYS, TYPED), max_size=3), last=WAYS, debt=TYPED)
    def a_client_goes_home(
        self, pick: int, ways: list[tuple[str, Typed]], last: str, debt: Typed
    ) -> None:
        """Random payments rarely meet the due exactly; visits mostly end so."""
        _ticket, bill = self.a_ticket(pick)
        if bill.client is not None:
            self.pay_off(pick, debt)
        for way, typed in [*ways, (last, "all"), ("cash", "all"), ("card", "all")]:
            if bill.balance > 0:
                self.pay(pick, way, typed, len(ways) % 2 == 0)
        self.close(pick, False)

    @precondition(has_tickets)
    @rule(pick=PICK, ways=st.lists(st.tuples(WAYS, TYPED), max_size=3))
    def another_client_goes_home(self, pick: int, ways: list[tuple[str, Typed]]) -> None:
        """Said twice so that it happens twice as often, and that points are redeemed."""
        self.a_client_goes_home(pick, [("points", "all"), *ways], "balance", "all")

    @precondition(lambda self: self.closed)
    @rule(pick=PICK, which=PICK)
    def press_close_again(self, pick: int, which: int) -> None:
        ticket = sorted(self.closed)[which % len(self.closed)]
        version, click = self.closed[ticket]
        desk = self.at(pick).desk
        closing.close(desk, ticket, version, click)
        self.expect(False, lambda: closing.close(desk, ticket, version, click + "!"))

    @precondition(lambda self: len(self.model.bills) > 2)
    @rule(pick=PICK, said=st.lists(FATES, min_size=1), others=st.sampled_from([False, False, True]))
    def void(self, pick: int, said: list[KeepMoney | None], others: bool) -> None:
        """Say something, or nothing, of each money payment, and perhaps of the others too."""
        ticket, bill = self.a_ticket(pick)
        taken = [paid for paid in bill.paid if paid.way in MONEY and paid.amount + paid.kept]
        asked = bill.paid if others else taken
        answers = {paid.id: fate for paid, fate in zip(asked, cycle(said), strict=False)}
        fates = {payment: fate for payment, fate in answers.items() if fate is not None}
        kept = [paid.id for paid in taken if fates.get(paid.id) is KeepMoney.ON_ACCOUNT]
        allowed = fates.keys() == {paid.id for paid in taken}
        allowed = allowed and not (kept and bill.client is None)
        desk = self.at(pick).desk
        if self.expect(allowed, lambda: voiding.void(desk, ticket, "Left", fates)):
            self.model.void(ticket, kept)

    # A manager's acts on balances.

    def save(self, pick: int, client: int, act: BalanceAct, allowed: bool = True) -> bool:
        """Preview an act and save it, with a nervous finger; see that it does what the preview said."""
        desk, click = self.at(pick).desk, f"balance {len(self.saved)}"
        self.saved.append((client, act))
        try:
            plan = client_accounts.preview(desk, client, act)
        except UserError:
            plan = None
        done = self.expect(
            allowed, lambda: client_accounts.carry_out(desk, client, click, act, plan)
        )
        if done and plan:
            client_accounts.carry_out(desk, client, click, act)
            after = plan.after
            assert self.at(pick).payable(client) == after.payable
            kept_back = self.model_expired(client)
            standing = self.at(pick).standing(client)
            assert standing == (
                after.owed,
                after.open_payments,
                after.credits + kept_back,
            )
        return done

    def model_expired(self, client: int) -> int:
        """What is past its last day and still in the books."""
        credits = self.model.people[client].credits
        return sum(amount for day, amount in credits.items() if day < self.model.today)

    def a_client(self, pick: int) -> int:
        return sorted(self.model.people)[pick % len(self.model.people)]

    @rule(
        pick=PICK,
        who=PICK,
        amount=st.integers(-1, 9_000),
        way=st.sampled_from(["", "cash", "card"]),
        days=st.sampled_from([None, None, 0, 1, 3]),
    )
    def add_credit(self, pick: int, who: int, amount: int, way: str, days: int | None) -> None:
        client = self.a_client(who)
        day = "" if days is None else (NOON_DAY + timedelta(days=days)).isoformat()
        act = AddCredit(
            amount=amount,
            reason="Goodwill",
            money=Received(type_code=way) if way else None,
            expires_on=day,
        )
        allowed = amount > 0 and not (day and (way or day < self.model.today))
        if self.save(pick, client, act, allowed):
            self.model.give(client, amount, way, pays=True, day=day or NEVER)

    @rule(pick=PICK, who=PICK, typed=TYPED, own_money=st.sampled_from(OwnMoney))
    def remove_credit(self, pick: int, who: int, typed: Typed, own_money: OwnMoney) -> None:
        client = self.a_client(who)
        amount = amount_of(typed, self.model.available(client))
        act = RemoveCredit(amount=amount, reason="Mistake", own_money=own_money)
        before = deepcopy(self.model)
        allowed = amount > 0 and self.model.remove(
            client, amount, own_money=own_money is OwnMoney.REMOVE
        )
        after, self.model = self.model, before
        if self.save(pick, client, act, allowed):
            self.model = after

    @rule(pick=PICK, who=PICK, amount=st.integers(0, 3_000))
    def charge_an_amount(self, pick: int, who: int, amount: int) -> None:
        client = self.a_client(who)
        act = ChargeAmount(amount=amount, reason="Lost key")
        if self.save(pick, client, act, amount > 0):
            self.model.charge(client, amount)

    @rule(pick=PICK, who=PICK, typed=TYPED, way=st.sampled_from(MONEY), pays=st.sampled_from(Pays))
    def take_a_payment(self, pick: int, who: int, typed: Typed, way: str, pays: Pays) -> None:
        client = self.a_client(who)
        amount = amount_of(typed, self.model.payable(client))
        act = TakePayment(amount=amount, money=Received(type_code=way), pays=pays)
        if self.save(pick, client, act, amount > 0):
            self.model.give(client, amount, way, pays=pays is Pays.OLDEST)

    @rule(pick=PICK, who=PICK, some=st.booleans())
    def apply_funds(self, pick: int, who: int, some: bool) -> None:
        client = self.a_client(who)
        with self.at(pick).desk.read() as connection:
            owed = accounts.live_charges(connection, client)
        wanted = tuple(Share(c.id, (c.available + 1) // 2) for c in owed if c.available)
        available, payable = self.model.available(client), self.model.payable(client)
        amount = sum(s.amount for s in wanted) if some and wanted else min(available, payable)
        act = ApplyFunds(wanted=wanted if some else ())
        if self.save(pick, client, act, 0 < amount <= available):
            self.model.apply(client, amount)

    @rule(pick=PICK, everybody=st.booleans())
    def apply_to_many(self, pick: int, everybody: bool) -> None:
        most = {
            client: min(self.model.available(client), self.model.payable(client))
            for client in self.model.people
        }
        desk = self.at(pick).desk
        able = [client for client, amount in most.items() if amount]
        assert client_accounts.clients_to_apply(desk) == sorted(able)
        chosen = list(most) if everybody else able
        click = f"many {len(self.saved)}"
        self.saved.append((0, None))
        acts = dict.fromkeys(chosen, ApplyFunds())
        allowed = len(able) == len(chosen)
        if self.expect(allowed, lambda: client_accounts.apply_to_many(desk, click, acts)):
            for client in chosen:
                self.model.apply(client, most[client])

    @rule(pick=PICK, who=PICK, typed=TYPED)
    def write_off(self, pick: int, who: int, typed: Typed) -> None:
        client = self.a_client(who)
        payable = self.model.payable(client)
        amount = amount_of(typed, payable)
        act = WriteOff(amount=amount, reason="Gone")
        if self.save(pick, client, act, 0 < amount <= payable):
            self.model.write_off(client, amount)

    @rule(pick=PICK, days=st.integers(1, 2), starts=st.booleans())
    def a_day_passes(self, pick: int, days: int, starts: bool) -> None:
        self.clock.at += timedelta(days=days)
        self.model.today = self.clock.at.date().isoformat()
        if starts:
            client_accounts.expire_due(self.at(pick).desk)
            gift_cards.expire_due(self.at(pick).desk)
            self.model.expire()

    # What comes back of closed tickets.

    @precondition(lambda self: self.closed)
    @rule(
        pick=PICK,
        which=PICK,
        typed=TYPED,
        back=st.sampled_from(Back),
        kind=st.sampled_from(["all", "amount", "payment", "return", "remove"]),
    )
    def refund(self, pick: int, which: int, typed: Typed, back: Back, kind: str) -> None:
        ticket = sorted(self.closed)[which % len(self.closed)]
        at, click = self.at(pick), f"refund {len(self.refunds)}"
        act = self._refund_act(at, ticket, typed, back, kind)
        if act is None:
            return
        self.refunds.append(click)
        try:
            plan = refunds.preview(at.desk, ticket, act)
        except UserError:
            self.expect(False, lambda: refunds.refund(at.desk, ticket, click, act))
            return
        for _click in range(2):
            refunds.refund(at.desk, ticket, click, act, plan)
        self.expect(False, lambda: refunds.refund(at.desk, ticket, click + "!", act, plan))
        self.model.refund(self._came_back(plan))
        if plan.owed_again:
            return
        kept = sum(plan.wanted.kept.values())
        self.left[ticket] -= plan.amount - plan.rounding - kept
        assert self.left[ticket] >= 0
        for give in plan.gives:
            for part in give.of.unwinds:
                if part.ticket_id:
                    self.left[part.ticket_id] -= give.worth

    def _refund_act(
        self, at: Counter, ticket: int, typed: Typed, back: Back, kind: str
    ) -> RefundAct | None:
        closed = refunds.look(at.desk, ticket)
        if kind == "all":
            return RefundAll(back=back, reason="Unhappy")
        if kind == "amount":
            amount = amount_of(typed, closed.left)
            return RefundAmount(amount=amount, tips=True, back=back, reason="Unhappy")
        if not closed.slices:
            return None
        payment = closed.slices[-1].payment.id
        if kind == "payment":
            amount = amount_of(typed, closed.left_of(payment))
            return RefundPayment(payment_id=payment, amount=amount, back=back, reason="Unhappy")
        act = ReturnFund if kind == "return" else RemoveFund
        return act(payment_id=payment, reason="Unhappy")

    def _came_back(self, plan: Plan) -> Returned:
        """A plan's parts as the model knows them."""
        closed = plan.closed
        back = Returned(
            closed.ticket_id, closed.client_id, rounding=plan.rounding, again=plan.owed_again
        )
        for left, shares in plan.shares:
            if left.line.kind is LineKind.PAYOFF:
                back.owed += shares.value
            elif left.line.kind is LineKind.GIFT_CARD:
                # Of a lost card, out of the one that replaced it.
                back.cards[left.takes[0].card_number] -= shares.value
            elif left.line.kind is LineKind.TOP_UP:
                back.topped += shares.value
            else:
                back.sold += shares.value + shares.given + shares.discount
                back.sold -= sum(shares.taxes.values())
                back.off += shares.discount + shares.given
                back.tax += sum(shares.taxes.values())
                back.net += shares.net
        back.tip = sum(tip.amount for tip in plan.wanted.tips)
        back.topped += sum(plan.wanted.kept.values())
        for give in plan.gives:
            place = str(give.goes_to)
            if give.of.base is Base.POINTS:
                back.by_points[give.of.payment.id] += give.amount
            if give.of.base is Base.GIFT_CARD:
                back.cards[give.of.card_number] += give.amount
            if give.of.base is Base.FUND:
                day, fund = self.tills[0].rows(
                    "SELECT expires_on, kind FROM funds WHERE id = :id", id=give.of.item_id
                )[0]
                place = f"{place} {fund}" if place != "tender" else place
                if fund == "credit" and give.goes_to is GoesTo.FUND:
                    back.credits[day or NEVER] += give.amount
            if give.goes_to is GoesTo.TENDER and give.of.source:
                place = str(give.of.source.kind)
            back.to[place] += give.amount
        return back

    @invariant()
    def what_is_left_of_closed_tickets_is_what_the_model_says(self) -> None:
        for ticket, left in self.left.items():
            assert refunds.look(self.tills[0].desk, ticket).left == left

    # What must hold after every act.

    @invariant()
    def every_client_owes_and_has_what_the_model_says(self) -> None:
        for client, person in self.model.people.items():
            with self.tills[0].desk.read() as connection:
                now = accounts.standing(connection, client, self.model.today)
            owed, credit, paid_in = self.model.held(client)
            assert (now.owed, now.open_payments, now.credits) == (
                person.owed,
                person.paid_in,
                person.credit,
            )
            assert (now.held_owed, now.held_funds) == (owed, credit + paid_in)

    @invariant()
    def every_client_has_the_points_that_the_model_says(self) -> None:
        found = self.tills[0].rows("SELECT id, points, points_held FROM clients")
        assert {row[0]: row[1:] for row in found} == {
            client: (person.points, self.model.held_points(client))
            for client, person in self.model.people.items()
        }

    @invariant()
    def every_gift_card_has_what_the_model_says(self) -> None:
        found = self.tills[0].rows('SELECT number, "left", held, is_void FROM gift_cards')
        assert {row[0]: row[1:] for row in found} == {
            number: (card.left, self.model.held_of(number), card.lost)
            for number, card in self.model.cards.items()
        }

    @invariant()
    def every_open_ticket_costs_what_the_model_says(self) -> None:
        found = {view.ticket.id: view for view in tickets.open_tickets(self.tills[1].desk)}
        assert found.keys() == self.model.bills.keys()
        for ticket, bill in self.model.bills.items():
            view = found[ticket]
            assert (view.bill.total, view.payoff) == (bill.total, bill.payoff)
            assert view.settlement.due - view.settlement.excess == bill.balance
            assert [p.amount for p in view.ticket.payments] == [p.amount for p in bill.paid]

    @invariant()
    def the_trial_balance_is_the_models(self) -> None:
        found = dict(self.tills[0].rows("SELECT account, sum(amount) FROM postings GROUP BY 1"))
        names = found.keys() | self.model.books.keys()
        assert {n: found.get(n, 0) for n in names} == {n: self.model.books[n] for n in names}

    @invariant()
    def nothing_is_held_for_a_ticket_that_is_not_open(self) -> None:
        astray = "SELECT count(*) FROM holds h JOIN tickets t ON t.id = h.ticket_id WHERE {}"
        assert self.tills[0].rows(astray.format("t.state NOT IN ('open', 'held')")) == [(0,)]

    @invariant()
    def the_books_verify(self) -> None:
        self.tills[0].assert_sound()


def test_two_random_tills_agree_with_the_model(shop_template: Path) -> None:
    RandomTill.template = shop_template
    run_state_machine_as_test(
        RandomTill,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
