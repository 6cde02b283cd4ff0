"""What is said of an amount that cannot come back."""

from pos_app.domain.refund_acts import RefundAmount
from pos_app.services import payoffs, tickets
from tests.services.counter import Counter
from tests.services.refunding import WHY, refund, refused


def test_where_nothing_is_left_or_the_tip_alone_no_amount_of_zero_is_asked_for(
    counter: Counter,
) -> None:
    ticket = counter.ticket(None, 3_000)
    tickets.set_tip(counter.desk, ticket, "S1", 500)
    counter.pay(ticket, "card")
    counter.close(ticket)
    one = RefundAmount(amount=1, reason=WHY)
    refund(counter, ticket, RefundAmount(amount=3_000, reason=WHY))
    assert refused(counter, ticket, one) == "Only the tip is left to refund: take it too."
    refund(counter, ticket, RefundAmount(amount=500, tips=True, reason=WHY))
    assert refused(counter, ticket, one) == "Nothing is left to refund."


def test_an_amount_is_of_what_was_sold_and_a_payoff_beside_it_comes_back_by_its_line(
    counter: Counter,
) -> None:
    client = counter.client()
    counter.opening(client, owed=15_000)
    ticket = counter.ticket(client, 3_000)
    payoffs.pay_off(counter.desk, ticket, 15_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    said = refused(counter, ticket, RefundAmount(amount=3_001, reason=WHY))
    assert said == "Of what was sold $30.00 is left. The rest of the ticket comes back by lines."
    refund(counter, ticket, RefundAmount(amount=3_000, reason=WHY))
    assert counter.standing(client)[0] == 0
