"""Claims on what is left, by tills that all looked before any of them wrote (R2)."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from pos_app.domain.client_account import Share
from pos_app.errors import UserError
from pos_app.persistence import claims
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare

TABLES = ["funds", "charges"]


@pytest.fixture
def counter(desk: Desk) -> Counter:
    """A client who owes 10.00 and has 10.00, and two open tickets of theirs."""
    prepare(desk)
    counter = Counter(desk)
    client = counter.client()
    counter.opening(client, owed=1_000, paid=1_000)
    counter.ticket(client, 5_000)
    counter.ticket(client, 5_000)
    return counter


def _hold(connection: Connection, table: str, ticket: int, amount: int) -> None:
    shares = [Share(1, amount)]
    if table == "funds":
        claims.hold(connection, ticket, shares, payment_id=_payment(connection, ticket))
    else:
        claims.hold(connection, ticket, shares, line_number=9)


def _payment(connection: Connection, ticket: int) -> int:
    request = {"request": f"request of {ticket}", "ticket": ticket}
    connection.execute(
        text(
            "INSERT INTO requests (id, act, ticket_id, at) VALUES (:request, 'payment', :ticket, '')"
        ),
        request,
    )
    made = connection.execute(
        text(
            "INSERT INTO payments (request_id, ticket_id, kind, type_code, label, amount, at)"
            " VALUES (:request, :ticket, 'client_balance', 'balance', '', 1, '') RETURNING id"
        ),
        request,
    )
    return int(made.scalar_one())


def _stand(counter: Counter, table: str) -> tuple[int, int]:
    ((left, held),) = counter.rows(f'SELECT "left", held FROM {table}')
    return left, held


def _expect_refusal(counter: Counter, act: Callable[[Connection], None]) -> None:
    before = counter.all_rows()
    with pytest.raises(UserError, match="just taken"), counter.desk.database.write() as connection:
        act(connection)
    assert counter.all_rows() == before


@pytest.mark.parametrize("table", TABLES)
def test_r2_two_tickets_cannot_hold_one_cent_twice(counter: Counter, table: str) -> None:
    with counter.desk.database.write() as connection:
        _hold(connection, table, 1, 600)
    assert _stand(counter, table) == (1_000, 600)
    _expect_refusal(counter, lambda connection: _hold(connection, table, 2, 401))
    with counter.desk.database.write() as connection:
        _hold(connection, table, 2, 400)
    assert _stand(counter, table) == (1_000, 1_000)


@pytest.mark.parametrize("table", TABLES)
def test_r2_what_a_ticket_holds_cannot_be_used_beside_it(counter: Counter, table: str) -> None:
    item = "fund_id" if table == "funds" else "charge_id"

    def use(connection: Connection, amount: int) -> None:
        claims.allocate(connection, [{"entry_id": entry, "amount": amount, item: 1}])

    ((entry,),) = counter.rows("SELECT min(id) FROM entries")
    with counter.desk.database.write() as connection:
        _hold(connection, table, 1, 600)
    _expect_refusal(counter, lambda connection: use(connection, 401))
    with counter.desk.database.write() as connection:
        use(connection, 400)
    assert _stand(counter, table) == (600, 600)
