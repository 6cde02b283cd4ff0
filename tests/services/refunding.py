"""Refunding at the counter: as it was previewed, with what the books then say."""

from uuid import uuid4

import pytest

from pos_app.domain.refund_acts import RefundAct
from pos_app.errors import UserError
from pos_app.services import refunds
from tests.services.counter import Counter

WHY = "Unhappy"


def refund(counter: Counter, ticket: int, act: RefundAct) -> dict[str, int]:
    """Refund as it was previewed; what the entry moved, by account, debit positive."""
    seen = refunds.preview(counter.desk, ticket, act)
    refunds.refund(counter.desk, ticket, uuid4().hex, act, seen)
    return booked(counter)


def booked(counter: Counter) -> dict[str, int]:
    return dict(
        counter.rows(
            "SELECT account, sum(amount) FROM postings"
            " WHERE entry_id = (SELECT max(entry_id) FROM refunds) GROUP BY 1"
        )
    )


def refused(counter: Counter, ticket: int, act: RefundAct) -> str:
    before = counter.all_rows()
    with pytest.raises(UserError) as error:
        refunds.refund(counter.desk, ticket, uuid4().hex, act)
    assert counter.all_rows() == before
    return error.value.text
