"""The list of clients: what it shows, in which order, and one line of it."""

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.shop import Client


class Shown(StrEnum):
    """Which clients the list shows. BOTH owe and have something to spend (R12)."""

    ALL = "all"
    OWING = "owing"
    HAVING = "having"
    BOTH = "both"
    ARCHIVED = "archived"


class Order(StrEnum):
    """What the list is sorted by: names from A on, amounts from the largest."""

    NAME = "name"
    OWED = "owed"
    HAS = "has"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the card, and what the client owes and has in minor units.

    ``expired`` is what the books have besides, past its last day: no part of ``has``.
    """

    client: Client
    name_key: str
    owed: int
    has: int
    expired: int = 0
