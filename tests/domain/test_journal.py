"""Postings, entries and the form in which they are hashed (design section 4)."""

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos_app.domain.journal import (
    GENESIS,
    Account,
    Posting,
    chain,
    gather,
    header,
    posting_line,
    seal,
)

VALUES = st.lists(
    st.one_of(st.none(), st.integers(), st.text(st.sampled_from("ab1:\x1f\x1e"), max_size=4)),
    min_size=1,
    max_size=4,
)


def test_like_postings_are_added_up_and_empty_ones_dropped() -> None:
    gathered = gather(
        [
            Posting(Account.SERVICE_SALES, -300),
            Posting(Account.CASH, 500),
            Posting(Account.SERVICE_SALES, -200),
            Posting(Account.ROUNDING, 0),
        ]
    )
    assert gathered == (Posting(Account.CASH, 500), Posting(Account.SERVICE_SALES, -500))


def test_postings_of_two_clients_or_two_rates_stay_apart() -> None:
    gathered = gather(
        [
            Posting(Account.TAX_PAYABLE, -1, "A"),
            Posting(Account.TAX_PAYABLE, -1, "B"),
            Posting(Account.ACCOUNTS_RECEIVABLE, 1, "", 1),
            Posting(Account.ACCOUNTS_RECEIVABLE, 1, "", 2),
        ]
    )
    assert len(gathered) == 4


def test_postings_that_do_not_balance_are_refused() -> None:
    with pytest.raises(ValueError, match="do not balance"):
        gather([Posting(Account.CASH, 500), Posting(Account.SERVICE_SALES, -499)])


def test_an_entry_without_amounts_has_no_postings() -> None:
    assert gather([Posting(Account.SERVICE_SALES, 0)]) == ()


ENTRY = ("ticket", "2026-11-22T12:00:00.000Z", "2026-11-22", "S1", 1001, "seal")


def test_the_first_version_of_the_canonical_form_never_changes() -> None:
    """Written out, because a changed form would make every stored hash look forged."""
    lines = [header("T1", 7, ENTRY, ""), posting_line("cash", "", None, 500)]
    written = (
        f"{GENESIS}\x1e1\x1fT1\x1f7\x1fticket\x1f2026-11-22T12:00:00.000Z\x1f2026-11-22"
        "\x1fS1\x1f1001\x1fseal\x1f\x1ecash\x1f\x1f\x1f500"
    )
    assert chain(GENESIS, lines) == hashlib.sha256(written.encode()).hexdigest()


def test_a_reason_is_in_the_chain_only_by_its_digest() -> None:
    line = header("T1", 7, ENTRY, "Moved away")
    assert "Moved" not in line
    assert hashlib.sha256(b"Moved away").hexdigest() in line


@pytest.mark.parametrize("place", range(len(ENTRY)))
def test_every_value_of_an_entry_changes_its_hash(place: int) -> None:
    changed = [*ENTRY]
    changed[place] = "other"
    assert header("T1", 7, ENTRY, "") != header("T1", 7, changed, "")


def test_the_previous_hash_changes_the_next() -> None:
    assert chain(GENESIS, ["x"]) != chain("1" * 64, ["x"])


@given(VALUES, VALUES)
@example(["\x1f"], ["", ""])
@example(["1:"], ["", ""])
@example([1, "1"], [11])
def test_two_records_have_one_seal_only_if_their_values_are_the_same(
    some: list[object], others: list[object]
) -> None:
    def written(values: list[object]) -> list[str]:
        return ["" if value is None else str(value) for value in values]

    assert (seal(*some) == seal(*others)) == (written(some) == written(others))
