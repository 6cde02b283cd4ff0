"""A manager's acts on balances, and the days that pass."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

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
from pos_app.errors import UserError
from pos_app.persistence import accounts
from pos_app.security.roles import Permission
from pos_app.services import client_accounts, gift_cards
from tests.services.random_till.bill import MONEY, NEVER
from tests.services.random_till.shop import PICK, TYPED, RandomShop, Typed, amount_of


class BalanceActs(RandomShop):
    """Credit, charges and money on account."""

    def save(self, pick: int, client: int, act: BalanceAct, allowed: bool = True) -> bool:
        """Preview an act and save it, with a nervous finger; see that it does what the preview said."""
        desk, click = self.at(pick).desk, self.click()
        try:
            plan = client_accounts.preview(desk, client, act)
        except UserError:
            plan = None
        allowed = allowed and self.may(pick, Permission.ADJUST_BALANCE)
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

    @rule(
        pick=PICK,
        who=PICK,
        amount=st.integers(-1, 9_000),
        way=st.sampled_from(["", "cash", "card"]),
        days=st.sampled_from([None, None, 0, 1, 3, -1]),
    )
    def add_credit(self, pick: int, who: int, amount: int, way: str, days: int | None) -> None:
        client = self.a_client(who)
        day = "" if days is None else self.in_days(days)
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
        click = self.click()
        acts = dict.fromkeys(chosen, ApplyFunds())
        allowed = len(able) == len(chosen) and self.may(pick, Permission.ADJUST_BALANCE)
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

    @rule(pick=PICK, days=st.sampled_from([1, 1, 2, 2, 35]), starts=st.booleans())
    def a_day_passes(self, pick: int, days: int, starts: bool) -> None:
        self.clock.at += timedelta(days=days)
        self.model.today = self.clock.at.date().isoformat()
        if starts:
            client_accounts.expire_due(self.at(pick).desk)
            gift_cards.expire_due(self.at(pick).desk)
            self.model.expire()
