"""Books that reports are made of."""

from datetime import timedelta

import pytest

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
from pos_app.persistence import catalog, people
from pos_app.services import client_accounts, closing, payments, selling, tickets
from pos_app.services.desk import Desk
from pos_app.services.payments import PaymentRequest
from tests.builders import a_client, an_item

CARD = Received(type_code="card", reference="A1")
ACTS: tuple[BalanceAct, ...] = (
    ChargeAmount(amount=9_000, reason="Lost key"),
    AddCredit(amount=1_000, reason="Goodwill"),
    TakePayment(amount=2_000, money=CARD, pays=Pays.OLDEST),
    TakePayment(amount=3_000, money=CARD),
    ApplyFunds(),
    WriteOff(amount=500, reason="Old friend"),
    TakePayment(amount=4_000, money=CARD, pays=Pays.OLDEST),
    RemoveCredit(amount=800, reason="Mistake", own_money=OwnMoney.REMOVE),
    AddCredit(amount=900, reason="Voucher", expires_on="2026-11-22"),
)


@pytest.fixture
def managed(desk: Desk, clock: SetClock) -> Desk:
    """A shop whose manager did everything to one client's balance; and a walk-in who paid by card."""
    with desk.database.write() as connection:
        client = people.add_clients(connection, [a_client(), a_client(email="")], desk.at)[0]
        cut = catalog.put_item(connection, an_item(price=1_000))
    for number, act in enumerate(ACTS):
        client_accounts.carry_out(desk, client, f"act {number}", act)
    clock.at += timedelta(days=1)
    client_accounts.expire_due(desk)
    (ticket,) = tickets.open_ticket(desk).tickets
    selling.add_item(desk, ticket, cut)
    payments.add_payment(desk, ticket, PaymentRequest(id="pay", type_code="card", amount=1_000))
    closing.close(desk, ticket, tickets.view(desk, ticket).ticket.version, "close")
    return desk
