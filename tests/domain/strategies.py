"""Hypothesis strategies for tickets, taxes and payments, and plain builders for single values."""

from typing import Any

from hypothesis import strategies as st

from pos_app.domain.payment import Payment, PaymentKind
from pos_app.domain.tax import TaxRate, TaxRounding, TaxRules
from pos_app.domain.ticket import Discount, Line, LineKind, Ticket, Tip

CODES = ("A", "B", "C")
RULES = st.builds(TaxRules, st.booleans(), st.sampled_from(TaxRounding))
MINOR = st.one_of(st.integers(0, 300), st.integers(0, 10**6), st.just(10**11))
RATES = st.fixed_dictionaries(
    {
        code: st.builds(TaxRate, st.just(code), st.just(f"Tax {code}"), st.integers(0, 400_000))
        for code in CODES
    }
)
DISCOUNTS = st.one_of(
    st.none(),
    st.builds(Discount, st.just("%"), st.integers(1, 1_000_000)),
    st.builds(Discount, st.just("off"), st.just(0), st.integers(1, 10**6)),
)


def a_line(**values: Any) -> Line:
    """A service for 100.00, untaxed."""
    price = values.pop("price", 10_000)
    return Line(
        **{
            "number": 1,
            "kind": LineKind.SERVICE,
            "description": "Haircut",
            "unit_price": price,
            "list_price": price,
            **values,
        }
    )


def a_ticket(*lines: Line, **values: Any) -> Ticket:
    """Ticket 1001 with these lines, numbered anew."""
    numbered = Ticket(**{"id": 1, "number": 1001, **values})
    for line in lines:
        numbered = numbered.with_new_line(line)
    return numbered


def a_payment(kind: PaymentKind, amount: int, **values: Any) -> Payment:
    """A payment of one kind."""
    return Payment(
        **{
            "id": 1,
            "kind": kind,
            "type_code": str(kind),
            "label": str(kind),
            "amount": amount,
            **values,
        }
    )


@st.composite
def lines(draw: st.DrawFn, kinds: tuple[LineKind, ...] = tuple(LineKind)) -> Line:
    """Any line that a till could hold."""
    kind = draw(st.sampled_from(kinds))
    line = a_line(kind=kind, price=draw(MINOR))
    if not line.is_sale:
        return line
    return a_line(
        kind=kind,
        price=line.unit_price,
        quantity=draw(st.integers(1, 12)),
        discount=draw(DISCOUNTS),
        taxes=tuple(draw(st.sets(st.sampled_from(CODES)).map(sorted))),
        first_payment=kind is LineKind.PLAN and draw(st.booleans()),
    )


TICKETS = st.builds(
    lambda lines, tips, discount, exempt: a_ticket(
        *lines,
        tips=tuple(Tip(staff, amount) for staff, amount in sorted(tips.items())),
        discount=discount,
        tax_exempt_reason=exempt,
    ),
    st.lists(lines(), max_size=6),
    st.dictionaries(st.sampled_from(["S1", "S2"]), st.integers(1, 5_000)),
    DISCOUNTS,
    st.sampled_from(["", "", "", "Reseller"]),
)
