"""A random till, two of them on one file, against an independent model of the money rules.

Every act of the front desk, the manager and the office in any order; after each of them every balance is
the sum of its history, and the books verify. ``POS_RANDOM_RUNS=2000`` plays for longer than CI does.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from pos_app.domain.refund import Back
from pos_app.domain.shop import CreditUse
from pos_app.security.roles import FRONT_DESK_MAY
from tests.services.random_till.cards import CardActs
from tests.services.random_till.invoicing import InvoiceActs
from tests.services.random_till.paying import WAYS
from tests.services.random_till.people import PeopleActs
from tests.services.random_till.refunding import RefundActs
from tests.services.random_till.shop import PICK, PRICES, TYPED, Typed, has_cards, has_closed
from tests.services.random_till.undoing import UndoActs
from tests.services.random_till.working import WorkActs

RUNS = int(os.environ.get("POS_RANDOM_RUNS", "20"))


PAID = st.lists(st.tuples(WAYS, TYPED), max_size=3)
VISITS = st.sampled_from(["service", "taxed", "voucher", "top up", "card", "by card"])


class RandomTill(UndoActs, CardActs, InvoiceActs, RefundActs, PeopleActs, WorkActs):
    """All that people do at the counter and in the office."""

    @initialize(
        balances=st.lists(
            st.tuples(*[st.sampled_from([0, 1, 900, 4_500, 9_000])] * 3), min_size=2, max_size=3
        ),
        visits=st.lists(st.tuples(PICK, VISITS, PRICES, PAID), min_size=2, max_size=4),
        credit_use=st.sampled_from([*CreditUse, CreditUse.ALWAYS]),
        front_desk=st.sets(PICK),
    )
    def people_come_with_balances(
        self,
        balances: list[tuple[int, int, int]],
        visits: list[tuple[int, str, int, list[tuple[str, Typed]]]],
        credit_use: CreditUse,
        front_desk: set[int],
    ) -> None:
        """Some have been here before, so that there is something to refund."""
        self.choose(credit_use)
        for number, (owed, credit, paid_in) in enumerate(balances):
            client = self.tills[0].client(f"Client {number}")
            self.tills[0].opening(client, owed=owed, credit=credit, paid=paid_in)
            self.model.opening(client, owed, credit, paid_in)
        for who, what, price, paid in visits:
            self.somebody_visits(who, who, what, price, paid)
        self.open_a_ticket(0, 0, 4_500)
        if 1 in front_desk:
            self.the_front_desk_takes_over(1, FRONT_DESK_MAY, with_pin=False)

    @rule(pick=PICK, who=PICK, what=VISITS, price=PRICES, paid=PAID)
    def somebody_visits(
        self, pick: int, who: int, what: str, price: int, paid: list[tuple[str, Typed]]
    ) -> None:
        """A whole visit at once: what a shop does most, and random single acts seldom end in."""
        client = self.somebody(who)
        if what == "voucher" and client is not None:
            self.add_credit(pick, sorted(self.model.people).index(client), price, "", 1)
            paid = [("balance", "all"), ("balance", "half"), *paid]
        ticket = self.at(pick).ticket(client)
        self.model.bills[ticket] = self.model.new_bill(client)
        place = sorted(self.model.bills).index(ticket)
        if what == "card":
            self.sell_a_gift_card(place, price, 2 if price % 2 else None)
        elif what == "top up":
            self.sell_account_credit(place, price)
        else:
            self.sell_something(place, price, what == "taxed")
        if what == "by card" and has_cards(self):
            self.pay_by_gift_card(place, who, "all")
        self.a_client_goes_home(place, paid, "card", "half" if price % 3 else "none")

    @precondition(has_closed)
    @rule(pick=PICK, which=PICK, days=st.sampled_from([3, 35]), back=st.sampled_from(Back))
    def somebody_returns_late(self, pick: int, which: int, days: int, back: Back) -> None:
        """What comes back may be past its last day by then."""
        self.a_day_passes(pick, days, starts=True)
        self.refund_all(pick, which, back, tips=True)


@pytest.mark.timeout(60 + 30 * RUNS)
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
