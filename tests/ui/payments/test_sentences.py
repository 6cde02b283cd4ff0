"""What the payments page says of the funds that it would spend."""

from pos_app.domain.client_account import Fund, FundKind
from ui.payments.sentences import funds_in_order

_TODAY = "2026-11-23"


def _credit(expires_on: str) -> Fund:
    return Fund(1, FundKind.CREDIT, 30_00, 30_00, 0, "2026-10-15T09:00:00Z", expires_on, "Referral")


def test_a_day_of_this_year_is_said_without_it() -> None:
    assert funds_in_order([(_credit("2026-12-31"), 30_00)], 3, _TODAY) == (
        "$30.00 credit (Referral, expires 31 Dec)"
    )


def test_a_day_of_another_year_names_that_year() -> None:
    # “31 Oct”, read in November, had passed already.
    assert funds_in_order([(_credit("2027-10-31"), 30_00)], 3, _TODAY) == (
        "$30.00 credit (Referral, expires 31 Oct 2027)"
    )
