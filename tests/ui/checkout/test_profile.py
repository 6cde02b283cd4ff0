"""From the ticket to the client: the pop-up note, and the way to the profile."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from pos_app.services import clients
from tests.ui.checkout.conftest import Hands, Shop, opened
from ui.widgets import Notice


def with_pop_up(shop: Shop) -> None:
    card = clients.client(shop.desk, shop.amara)
    clients.change(shop.desk, replace(card, pop_up="Allergic to henna"))


def test_the_pop_up_note_is_shown_when_the_client_is_put_on_the_ticket(
    hands: Hands, shop: Shop
) -> None:
    with_pop_up(shop)
    hands.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert "Allergic to henna" not in hands.notices()
    hands.key(Qt.Key.Key_F2)
    hands.enter("Amara")
    assert "Allergic to henna" in hands.notices()


def test_a_pop_up_note_that_was_read_does_not_come_again_on_that_ticket(
    hands: Hands, shop: Shop
) -> None:
    with_pop_up(shop)
    ticket = opened(shop.desk, shop.amara)
    hands.session.pick_ticket(ticket)
    hands.settle()
    (notice,) = [n for n in hands.page.findChildren(Notice) if n.text() == "Allergic to henna"]
    notice.dismiss()
    hands.leave_and_return()
    assert "Allergic to henna" not in hands.notices()
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    assert "Allergic to henna" in hands.notices()


@pytest.mark.parametrize(("owed", "had"), [(4500, 8000), (1_234_567_890, 2_345_678_901)])
def test_the_way_to_the_profile_is_written_beside_two_balances_too(
    hands: Hands, shop: Shop, owed: int, had: int
) -> None:
    shop.owe(shop.amara, owed)
    shop.have(shop.amara, had)
    wanted: list[int] = []
    hands.page.profile_wanted.connect(wanted.append)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    buttons = hands.page.findChildren(QAbstractButton)
    (way,) = [b for b in buttons if b.accessibleName() == "Profile" and b.isVisible()]
    assert hands.says("Profile")
    way.setFocus()
    hands.key(Qt.Key.Key_Return)
    assert wanted == [shop.amara]


def test_the_clients_profile_is_one_key_away(hands: Hands, shop: Shop) -> None:
    wanted: list[int] = []
    hands.page.profile_wanted.connect(wanted.append)
    hands.session.pick_ticket(opened(shop.desk, shop.amara))
    hands.settle()
    hands.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert wanted == [shop.amara]
