"""Points in the profile: their card, and their history under the filter of the balance history."""

from pytestqt.qtbot import QtBot

from pos_app.domain.refund_acts import RefundAll
from pos_app.domain.shop import POINTS_TYPE
from pos_app.services import refunds
from tests.services.counter import Counter
from tests.ui.conftest import Shown
from ui.clients.profile import ProfilePage
from ui.session import Session
from ui.widgets import CELL


def a_profile(session: Session, counter: Counter, shown: Shown, client: int) -> ProfilePage:
    """Points & Balance of a client."""
    session.use(counter.desk.settings, counter.desk.till)
    page = ProfilePage(session)
    page.resize(1282, 712)
    shown(page)
    page.show_client(client)
    page.show_balance()
    return page


def test_points_are_shown_with_what_they_are_worth(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter = counter.in_a_shop(points_per_unit=10, point_worth=1)
    amara = counter.client()
    counter.sell(amara, 12_400)
    card = a_profile(session, counter, shown, amara).balance.points
    assert (card._figure.text(), card._detail.text()) == ("1,240", "worth $12.40")


def test_eight_digits_of_each_stand_whole_beside_the_points_on_the_smallest_till(
    counter: Counter, session: Session, shown: Shown
) -> None:
    counter = counter.in_a_shop(points_per_unit=10, point_worth=1)
    client = counter.client("Bea Ortiz")
    counter.opening(client, owed=87_654_321_00, credit=87_654_321_00, paid=87_654_321_00)
    balance = a_profile(session, counter, shown, client).balance
    for card in (balance.owed, balance.open_payments, balance.credits):
        assert card._figure.width() >= card._figure.sizeHint().width()
    for button in (balance.create_button, balance.issue_button):
        assert button.width() >= button.sizeHint().width()


def test_a_shop_without_the_rule_shows_no_points(
    counter: Counter, session: Session, shown: Shown
) -> None:
    page = a_profile(session, counter, shown, counter.client())
    assert page.balance.points.isHidden()
    assert page.balance.history.kinds.findText("Points") < 0


def test_the_history_of_points_shows_each_change_with_its_ticket(
    counter: Counter, session: Session, shown: Shown, qtbot: QtBot
) -> None:
    counter = counter.in_a_shop(points_per_unit=1, point_worth=5)
    amara = counter.client()
    counter.sell(amara, 20_000)
    ticket = counter.ticket(amara, 3_000)
    counter.pay(ticket, POINTS_TYPE, 1_000)
    counter.pay(ticket, "card")
    counter.close(ticket)
    refunds.refund(counter.desk, ticket, "refund", RefundAll(reason="Unhappy"))
    card = a_profile(session, counter, shown, amara).balance.history
    card.kinds.setCurrentText("Points")
    model = card.points
    assert card.table.model() is model
    rows = [[model.index(row, column).data() for column in (1, 2, 3)] for row in range(5)]
    assert rows == [
        ["Points taken back by a refund", "−20", "200 points"],
        ["Points given back by a refund", "+200", "220 points"],
        ["Points earned", "+20", "20 points"],
        ["Points redeemed", "−200", "0 points"],
        ["Points earned", "+200", "200 points"],
    ]
    assert model.index(0, 1).data(CELL).detail == "Ticket #1002 · Unhappy"
    with qtbot.waitSignal(card.ticket_opened) as opened:
        card.table.activated.emit(model.index(4, 0))
    assert opened.args == [1]
    card.search.setText("1001")
    assert model.rowCount() == 1
    card.kinds.setCurrentIndex(0)
    assert card.table.model() is card.model
