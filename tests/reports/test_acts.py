"""Every act that the services write reads as a sentence, and is found by any word that is shown of it."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from pos_app.domain.balance_acts import AddCredit, ChargeAmount, Received, TakePayment
from pos_app.domain.payment import PaymentKind
from pos_app.domain.shop import CreditUse, PaymentType, RefundOrder, Settings
from pos_app.reports.act_facts import LABELS
from pos_app.reports.acts import acts_called, sentence
from pos_app.reports.audit_log import Act, Wanted, find
from pos_app.security.roles import Permission
from pos_app.services import client_accounts, shop, staff, voiding
from pos_app.services.desk import Desk
from pos_app.services.voiding import KeepMoney
from tests.conftest import MANAGER
from tests.services.counter import Counter, prepare
from tests.services.test_audit import WRITES
from tests.ui.pins import MANAGER_PIN, give_pins

RAW = re.compile(r"[a-z]_[a-z]|=|\bC0\d{5}|\b[ST]\d+\b|\bpayment \d|ticket \d")


@pytest.fixture
def at(desk: Desk) -> Counter:
    """A counter with an open ticket of a client who owes and has, and a closed one of theirs."""
    prepare(desk)
    counter = Counter(desk)
    client = counter.client("Amara Okafor", email="amara@example.com")
    counter.opening(client, owed=4500, credit=3000)
    counter.ticket(client, 4500)
    counter.sell(client, 1000)
    return counter


def newest(counter: Counter) -> Act:
    owner = replace(counter.desk, staff=MANAGER)
    return find(owner, Wanted())[0]


def words_of(act: Act) -> Iterator[str]:
    for text in (act.said, act.told, act.about, act.by, act.authorised_by, act.till, act.number):
        yield from text.split()


def assert_plain(counter: Counter, act: Act) -> None:
    """Nothing raw is shown, and each word that is finds it."""
    for text in (act.said, act.told, act.about):
        assert not RAW.search(text), text
    for word in words_of(act):
        found = find(counter.desk, Wanted(words=word))
        assert act in found, f"{word} does not find “{act.said} | {act.told} | {act.about}”"


@pytest.mark.parametrize("act", WRITES)
def test_every_act_reads_as_a_sentence_and_is_found_by_each_of_its_words(
    at: Counter, act: str
) -> None:
    do, _subject = WRITES[act]
    do(at)
    row = newest(at)
    assert row.act == act
    assert row.said != act
    assert_plain(at, row)


def test_a_voided_ticket_says_what_became_of_its_payments(at: Counter) -> None:
    ticket = at.ticket(1, 9000)
    card, cash = at.pay(ticket, "card", 4500), at.pay(ticket, "cash", 2000)
    fates = {card: KeepMoney.ON_ACCOUNT, cash: KeepMoney.GIVEN_BACK}
    voiding.void(at.desk, ticket, "Client left", fates)
    row = newest(at)
    assert (row.said, row.about) == ("Voided a ticket", "Ticket #1003 · Amara Okafor")
    assert row.told == "Client left · Given back: Cash $20.00 · Kept on account: Card $45.00"
    assert_plain(at, row)


def test_a_payment_says_its_way_and_amount_even_once_it_is_gone(at: Counter) -> None:
    WRITES["payment.remove"][0](at)
    taken, added = find(at.desk, Wanted())[:2]
    assert taken.said == "Took a payment off: Card $45.00"
    assert added.said == "Took a payment: Card $45.00"
    assert taken.about == "Ticket #1001 · Amara Okafor"


@pytest.mark.parametrize(
    ("act", "said", "told"),
    [
        (AddCredit(amount=6000, reason_kind="goodwill"), "Added credit of $60.00", "Goodwill"),
        (ChargeAmount(amount=100, reason="Lost it"), "Charged $1.00", "Lost it"),
        (
            TakePayment(amount=100, money=Received(type_code="check")),
            "Took $1.00 on account: Check",
            "",
        ),
    ],
)  # fmt: skip
def test_an_act_on_a_balance_says_its_amount_and_reason(
    at: Counter, act: AddCredit | ChargeAmount | TakePayment, said: str, told: str
) -> None:
    client_accounts.carry_out(at.desk, 1, "act", act)
    row = newest(at)
    assert (row.said, row.told, row.about) == (said, told, "Amara Okafor")
    assert_plain(at, row)


def test_changed_settings_are_told_by_their_names_on_the_screen(at: Counter) -> None:
    chosen = replace(
        at.desk.settings,
        cash_step=5,
        credit_use=CreditUse.NEVER,
        pay_later_allowed=False,
        refund_order=RefundOrder.BALANCE_FIRST,
    )
    shop.change_settings(at.desk, chosen)
    row = newest(at)
    assert row.told == (
        "Cash is rounded to: $0.05 · A client’s credit on a new ticket: Never"
        " · Clients may pay later: No · A refund gives back: Balance first"
    )
    assert_plain(at, row)


def test_each_setting_has_a_name_in_the_log() -> None:
    hidden = {"currency", "rights", "recovery_hash"}
    assert {setting.name for setting in fields(Settings)} - hidden <= set(LABELS)


def test_an_act_allowed_by_pin_says_which_and_by_whom(at: Counter) -> None:
    give_pins(at.desk)
    staff.authorise(at.desk, "S1", MANAGER_PIN, Permission.VOID)
    row = newest(at)
    assert (row.said, row.about) == ("Was allowed by PIN: Void a ticket", "Maya Chen")
    assert_plain(at, row)


def test_a_retired_payment_type_says_that_it_is_off(at: Counter) -> None:
    way = PaymentType("twint", "Twint", PaymentKind.CUSTOM, active=False)
    shop.put_payment_type(at.desk, way)
    assert newest(at).told == "Off"


def test_a_fact_that_is_missing_leaves_the_plain_act() -> None:
    assert sentence("payment.add", {}) == ("Took a payment", frozenset())
    assert "payment.add" in acts_called("payment")
