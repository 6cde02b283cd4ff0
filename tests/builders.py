"""Values that tests start from; each names only what the test is about."""

from typing import Any

from pos_app.domain.shop import Client, Item


def a_client(**values: Any) -> Client:
    """A client who is not stored yet."""
    return Client(
        **{"name": "Amara Okafor", "email": "amara@example.com", "phone": "555-0142", **values}
    )


def an_item(**values: Any) -> Item:
    """Something to sell that is not stored yet: a haircut for 45.00, untaxed."""
    return Item(**{"name": "Haircut", "price": 4500, "minutes": 45, **values})
