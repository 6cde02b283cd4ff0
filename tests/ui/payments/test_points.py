"""Paying with points by keys and clicks."""

import pytest

from pos_app.domain.shop import POINTS_TYPE
from pos_app.services import tickets
from tests.ui.payments.conftest import AtPayments
from ui.checkout.summary import detail_of
from ui.payments.points import PointsForm


@pytest.fixture
def at_points(till: AtPayments) -> AtPayments:
    """A shop that gives a point for each dollar; a point pays five cents."""
    till.choose(points_per_unit=1, point_worth=5)
    till.counter = till.counter.in_a_shop(points_per_unit=1, point_worth=5)
    return till


def form(till: AtPayments) -> PointsForm:
    """The form in front."""
    found = till.page.pane.forms[POINTS_TYPE]
    assert isinstance(found, PointsForm)
    return found


def test_a_shop_without_the_rule_has_no_tile_for_points(till: AtPayments) -> None:
    till.open(till.counter.ticket(None, 1_000))
    assert POINTS_TYPE not in till.page.pane.tiles.tiles


def test_the_most_that_points_pay_stands_in_the_box_and_is_paid_with_enter(
    at_points: AtPayments,
) -> None:
    till = at_points
    client = till.counter.client()
    till.counter.sell(client, 20_000)
    till.open(till.counter.ticket(client, 3_000))
    till.key("F5")
    assert form(till).isVisible()
    assert form(till).amount.value() == 1_000
    assert form(till).outcome.text() == (
        "Spends 200 points $10.00 0 points left after this. Still due: $20.00."
    )
    till.key("Return")
    (payment,) = till.payments
    assert (payment.points, payment.amount) == (200, 1_000)
    assert till.due == 2_000


def test_what_was_redeemed_shows_its_points_and_comes_back_when_it_is_taken_off(
    at_points: AtPayments,
) -> None:
    till = at_points
    client = till.counter.client()
    till.counter.sell(client, 20_000)
    till.open(till.counter.ticket(client, 3_000))
    till.pay(POINTS_TYPE, "4.00")
    (payment,) = till.payments
    assert detail_of(payment) == "80 points"
    till.page.summary.remove_requested.emit(payment.id)
    till.wait()
    assert till.payments == ()
    assert form(till).amount.value() == 1_000


def test_a_closed_ticket_says_how_many_points_the_client_has_now(at_points: AtPayments) -> None:
    till = at_points
    client = till.counter.client("Amara")
    till.open(till.counter.ticket(client, 3_000))
    till.pay("card")
    till.click(till.page.close_button)
    assert till.page.closed._standing.text() == "Amara: Nothing owed · 30 points"


def test_a_part_of_a_point_is_refused_at_its_box(at_points: AtPayments) -> None:
    till = at_points
    client = till.counter.client()
    till.counter.sell(client, 20_000)
    till.open(till.counter.ticket(client, 3_000))
    till.pay(POINTS_TYPE, "4.03")
    assert "A point pays $0.05" in form(till).field.error()
    assert till.payments == ()


def test_a_walk_in_is_told_to_become_a_client(at_points: AtPayments) -> None:
    till = at_points
    till.open(till.counter.ticket(None, 3_000))
    till.key("F5")
    assert "A walk-in has no points." in form(till).outcome.text()
    assert not form(till).add.isEnabled()


def test_r8_what_points_cannot_pay_is_said(at_points: AtPayments) -> None:
    till = at_points
    client = till.counter.client()
    till.counter.sell(client, 20_000)
    ticket = till.counter.ticket(client)
    tickets.set_tip(till.counter.desk, ticket, "S1", 500)
    till.open(ticket)
    till.key("F5")
    assert "No points can pay for this" in form(till).outcome.text()


def test_r7_points_that_another_ticket_holds_are_said(at_points: AtPayments) -> None:
    till = at_points
    client = till.counter.client()
    till.counter.sell(client, 20_000)
    till.counter.pay(till.counter.ticket(client, 3_000), POINTS_TYPE, 500)
    till.open(till.counter.ticket(client, 3_000))
    till.key("F5")
    assert form(till).amount.value() == 500
    assert "Other open tickets hold 100 points." in form(till).field._line.text()
