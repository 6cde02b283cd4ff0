"""The invoices page when one comes back to it from another page."""

from PySide6.QtTest import QTest

from tests.services.counter import Counter
from tests.ui.conftest import Shown
from ui.invoices.page import InvoicesPage
from ui.session import Session


def test_whoever_comes_back_sees_what_another_till_billed_and_what_was_picked_is_still(
    counter: Counter, session: Session, shown: Shown
) -> None:
    ann = counter.client("Ann Lee")
    counter.opening(ann, credit=3_000)
    counter.sell(ann, 8_000, "later")
    page = InvoicesPage(session)
    shown(page)
    page.pick_payable()
    picked = page.picked()
    page.hide()
    counter.opening(counter.client("Bea Ortiz"), owed=2_000)
    page.show()
    assert {invoice.client for invoice in page.model.rows} == {"Ann Lee", "Bea Ortiz"}
    assert page.picked() == picked
    assert len(page.table.selectionModel().selectedRows()) == 1


def test_the_next_search_takes_the_place_of_the_one_before(
    counter: Counter, session: Session, shown: Shown
) -> None:
    page = InvoicesPage(session)
    shown(page)
    QTest.keyClicks(page.search, "lee")
    page.hide()
    page.show()
    QTest.keyClicks(page.search, "ortiz")
    assert page.search.text() == "ortiz"
