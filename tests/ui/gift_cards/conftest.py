"""A shop that sold a few gift cards, and their page."""

from collections.abc import Iterator

import pytest

from pos_app.services import card_sales
from pos_app.services.card_sales import CardOrder
from pos_app.services.desk import Desk
from tests.services.counter import Counter, prepare


def sold(at: Counter, amount: int = 5_000, **order: str) -> str:
    """The code of a gift card that somebody bought and paid."""
    ticket = at.ticket()
    card_sales.sell(at.desk, ticket, CardOrder(amount=amount, **order))
    card = at.look(ticket).ticket.lines[-1].card
    at.pay(ticket, "card")
    at.close(ticket)
    assert card is not None
    return card.code


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    """A counter in a shop with every way to pay; the books tie afterwards."""
    prepare(desk)
    at = Counter(desk)
    yield at
    at.assert_sound()
