"""Each section stores what was typed, and says at its field what is wrong."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from pos_app.domain.shop import CreditUse, Item, RefundOrder, Role
from pos_app.domain.tax import TaxRounding
from pos_app.security.roles import Permission, Rights
from pos_app.services import print_spool, reason_kinds, selling, shop, staff
from tests.conftest import FRONT_DESK
from tests.services.counter import Counter
from tests.ui.focus import press, typed
from tests.ui.settings.conftest import AtSettings, become_owner, opened
from ui.session import Stopped
from ui.settings.appearance import AppearanceSection
from ui.settings.audit import AuditSection
from ui.settings.catalog import CatalogSection
from ui.settings.checkout import CheckoutSection
from ui.settings.journal import JournalSection
from ui.settings.payment_types import PaymentTypesSection
from ui.settings.reason_kinds import ReasonKindsSection
from ui.settings.receipt import ReceiptSection
from ui.settings.rights import RightsSection
from ui.settings.shop import ShopSection
from ui.settings.taxes import TaxesSection
from ui.widgets import CELL, bring_into_view


def test_an_owner_says_who_may_what(at_settings: AtSettings) -> None:
    become_owner(at_settings)
    section = opened(at_settings, "Permissions", RightsSection)
    section.boxes[Role.FRONT_DESK, Permission.VOID].setChecked(True)
    section.boxes[Role.MANAGER, Permission.SETTINGS].setChecked(False)
    section.most_discount.setText("12.5")
    section.save()
    at_settings.wait()
    stored = staff.shop_rights(at_settings.session.desk)
    assert stored.may(Role.FRONT_DESK, Permission.VOID)
    assert not stored.may(Role.MANAGER, Permission.SETTINGS)
    assert stored.most_discount_ppm == 125_000
    assert at_settings.told == ["Saved."]


def test_an_owner_grants_nothing_that_another_till_withdrew_meanwhile(
    at_settings: AtSettings,
) -> None:
    become_owner(at_settings)
    section = opened(at_settings, "Permissions", RightsSection)
    desk = at_settings.session.desk
    fewer = Rights(frozenset(), frozenset({Permission.SETTINGS}), 50_000)
    staff.change_rights(desk, fewer)
    section.boxes[Role.FRONT_DESK, Permission.VOID].setChecked(True)
    section.boxes[Role.MANAGER, Permission.SETTINGS].setChecked(False)
    section.save()
    at_settings.wait()
    assert staff.shop_rights(desk) == Rights(frozenset({Permission.VOID}), frozenset(), 50_000)


def test_a_manager_sees_who_may_what_and_cannot_change_it(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Permissions", RightsSection)
    assert not any(box.isEnabled() for box in section.boxes.values())
    assert not section.save_button.isVisible()


def test_a_percentage_that_is_none_is_refused_at_its_field(at_settings: AtSettings) -> None:
    become_owner(at_settings)
    section = opened(at_settings, "Permissions", RightsSection)
    section.most_discount.setText("101")
    section.save()
    at_settings.wait()
    assert section.fields["most_discount"].error()
    assert at_settings.told == []


def test_extracts_of_the_journal_and_the_audit_log_are_printed_and_written(
    at_settings: AtSettings, tmp_path: Path
) -> None:
    session = at_settings.session
    journal = opened(at_settings, "Journal", JournalSection)
    assert not journal.print_button.isEnabled()
    Counter(session.desk).use_printer(f"virtual:{tmp_path}")
    journal.load()
    journal.print_it()
    at_settings.wait()
    log = opened(at_settings, "Audit log", AuditSection)
    log.print_it()
    at_settings.wait()
    assert at_settings.told == ["The extract is on its way to the printer."] * 2
    while print_spool.send_next(session.desk):
        pass
    first, second = (file.read_text("utf-8") for file in sorted(tmp_path.glob("*.txt")))
    assert "Journal" in first
    assert "Printed an extract" in second
    journal.save_pdf(tmp_path / "journal.pdf")
    at_settings.wait()
    journal.write_to(tmp_path / "journal.csv")
    at_settings.wait()
    assert (tmp_path / "journal.pdf").read_bytes().startswith(b"%PDF")
    assert "entries with" in at_settings.told[-1]
    journal.since.setDate(journal.until.date().addDays(1))
    journal.print_it()
    assert journal.fields["until"].error() == "This day is before the first."


def test_who_may_see_reports_alone_sees_the_audit_log_alone(at_settings: AtSettings) -> None:
    session, page = at_settings.session, at_settings.page
    rights = Rights(frozenset({Permission.REPORTS}))
    session.desk = replace(session.desk, settings=replace(session.desk.settings, rights=rights))
    session.sign_in(FRONT_DESK)
    shown = [row for row in range(page.names.count()) if not page.names.isRowHidden(row)]
    assert [page.names.item(row).text() for row in shown] == ["Journal", "Audit log"]


def test_the_shops_name_and_address_are_stored(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Shop", ShopSection)
    section.shop_name.setText("Luma & Sons")
    section.address.setPlainText("1 High Street\nTown")
    section.save()
    at_settings.wait()
    stored = shop.settings(at_settings.session.desk)
    assert (stored.shop_name, stored.address) == ("Luma & Sons", "1 High Street\nTown")
    assert at_settings.told == ["Saved."]


def test_esc_leads_from_any_box_of_a_form_back_to_the_list_of_sections(
    at_settings: AtSettings,
) -> None:
    section = opened(at_settings, "Checkout", CheckoutSection)
    section.limit.setFocus()
    press(Qt.Key.Key_Escape)
    assert at_settings.page.names.hasFocus()


def test_a_shop_without_a_name_is_refused_at_its_name(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Shop", ShopSection)
    section.shop_name.setText(" ")
    section.save()
    at_settings.wait()
    assert section.fields["shop_name"].error() == "Enter the shop’s name."
    assert at_settings.told == []


def test_what_is_typed_and_not_saved_stays_when_something_else_changes(
    at_settings: AtSettings,
) -> None:
    section = opened(at_settings, "Shop", ShopSection)
    section.phone.setText("555 0100")
    at_settings.session.write(shop.put_item, Item(name="Cut", price=100))
    at_settings.wait()
    assert section.phone.text() == "555 0100"


def test_an_item_is_added_and_found_again(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    section.name.setText("Olaplex No. 3")
    section.price.setText("28.50")
    section.barcode.setText("850018802789")
    section.tax_boxes()[0].setChecked(True)
    section.save()
    at_settings.wait()
    section.search.setText("olap")
    (item,) = shop.items(at_settings.session.desk)
    assert (item.name, item.price, item.taxes) == ("Olaplex No. 3", 2850, ("sales",))
    assert section.model.rowCount() == 1
    assert not section.panel.isVisible()


def standing_there(section: CatalogSection) -> list[str]:
    """What stands in the table's place, in words."""
    place = section.table_place.currentWidget()
    assert place is not None
    return [label.text() for label in place.findChildren(QLabel)]


def test_an_empty_catalog_says_what_to_do_and_an_empty_search_what_to_try(
    at_settings: AtSettings,
) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    assert "Nothing to sell yet" in standing_there(section)
    shop.put_item(at_settings.session.desk, Item(name="Haircut", price=4500))
    section.load()
    assert section.table_place.currentWidget() is section.table
    section.search.setText("zebra")
    assert "Nothing found" in standing_there(section)


def test_the_list_goes_to_the_item_that_was_saved(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.search.setText("cut")
    section.add_new()
    section.name.setText("Zebra stripes")
    section.price.setText("28.50")
    section.save()
    at_settings.wait()
    chosen = section.table.currentIndex()
    assert section.key_of(chosen.row()).name == "Zebra stripes"
    assert section.table.viewport().rect().contains(section.table.visualRect(chosen))


def test_an_item_that_was_taken_off_sale_is_found_and_put_back(at_settings: AtSettings) -> None:
    desk = at_settings.session.desk
    shop.put_item(desk, Item(name="Perm", price=9000, active=False))
    section = opened(at_settings, "Catalog", CatalogSection)
    section.search.setText("perm")
    row = section.model.index(0, 0)
    assert (row.data(), row.data(CELL).badge) == ("Perm", "Off")
    assert selling.find_items(desk, "perm") == []
    section.edit(section.key_of(0))
    section.active.setChecked(True)
    section.save()
    at_settings.wait()
    assert [item.name for item in selling.find_items(desk, "perm")] == ["Perm"]


def test_the_catalog_is_searched_and_an_item_opened_and_left_by_keys(
    at_settings: AtSettings,
) -> None:
    for name in ("Perm", "Updo"):
        shop.put_item(at_settings.session.desk, Item(name=name, price=9000))
    section = opened(at_settings, "Catalog", CatalogSection)
    section.search.setFocus()
    typed("updo")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    # The Enter that opens it must not save it too.
    at_settings.wait()
    assert (section.panel.isVisible(), section.name.text()) == (True, "Updo")
    section.table.setFocus()
    press(Qt.Key.Key_Escape)
    assert not section.panel.isVisible()
    section.search.setFocus()
    press(Qt.Key.Key_Escape)
    assert section.search.text() == ""
    assert section.model.rowCount() == 2


def test_enter_saves_a_new_item_once_however_often_it_is_pressed(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    section.price.setText("90")
    typed("Perm")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    section.save_button.click()
    at_settings.wait()
    assert [item.name for item in shop.items(at_settings.session.desk)] == ["Perm"]
    assert section.save_button.isEnabled()


def test_a_head_stands_over_its_figures(at_settings: AtSettings) -> None:
    shop.put_item(at_settings.session.desk, Item(name="Perm", price=9000))
    section = opened(at_settings, "Catalog", CatalogSection)
    role = Qt.ItemDataRole.TextAlignmentRole
    name, price = (
        section.model.headerData(column, Qt.Orientation.Horizontal, role) for column in (0, 3)
    )
    assert name is None
    assert price & Qt.AlignmentFlag.AlignRight


def test_tab_goes_from_the_price_through_every_tax_to_the_sku(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    section.price.setFocus()
    for box in section.tax_boxes():
        press(Qt.Key.Key_Tab)
        assert box.hasFocus()
    press(Qt.Key.Key_Tab)
    assert section.sku.hasFocus()


def test_a_new_item_has_the_shops_tax_where_there_is_just_one(at_settings: AtSettings) -> None:
    desk = at_settings.session.desk
    first, *others = shop.taxes(desk)[0]
    for rate in others:
        shop.put_tax(desk, rate, active=False)
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    assert [box.isChecked() for box in section.tax_boxes()] == [True]
    shop.put_tax(desk, replace(first, code="second", name="Second"))
    section.add_new()
    assert [box.isChecked() for box in section.tax_boxes()] == [False, False]


def test_a_new_item_and_what_is_wrong_with_it_show_however_far_the_panel_was_scrolled(
    at_settings: AtSettings,
) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    bring_into_view(section.active)
    assert section.name.visibleRegion().isEmpty()
    section.save()
    assert not section.price.visibleRegion().isEmpty()
    bring_into_view(section.active)
    section.add_new()
    assert not section.name.visibleRegion().isEmpty()


def test_a_scanner_that_ends_a_barcode_with_enter_saves_nothing_yet(
    at_settings: AtSettings,
) -> None:
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    section.name.setText("Shampoo")
    section.price.setText("12")
    section.barcode.setFocus()
    typed("4006381333931")
    press(Qt.Key.Key_Return)
    at_settings.wait()
    assert shop.items(at_settings.session.desk) == []
    assert section.panel.isVisible()


@pytest.mark.parametrize(
    ("name", "price", "barcode", "field"),
    [
        ("", "1", "", "name"),
        ("Cut", "", "", "price"),
        ("Cut", "1.005", "", "price"),
        ("Cut", "-5", "", "price"),
        ("Cut", "1", "4006381333931", "barcode"),
    ],
)
def test_what_is_wrong_with_an_item_stands_at_its_field(
    at_settings: AtSettings, name: str, price: str, barcode: str, field: str
) -> None:
    shop.put_item(at_settings.session.desk, Item(name="Pen", price=1, barcode="4006381333931"))
    section = opened(at_settings, "Catalog", CatalogSection)
    section.add_new()
    section.name.setText(name)
    section.price.setText(price)
    section.barcode.setText(barcode)
    section.save()
    at_settings.wait()
    assert section.fields[field].error()
    assert section.panel.isVisible()


def test_a_tax_is_changed_and_another_switched_off(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Taxes", TaxesSection)
    section.edit(shop.taxes(at_settings.session.desk)[0][0])
    assert section.rate.text() == "8.25"
    section.rate.setText("9")
    section.active.setChecked(False)
    section.save()
    at_settings.wait()
    (rate,), active = shop.taxes(at_settings.session.desk)
    assert (rate.percent, active) == ("9%", [])


def test_a_rate_that_is_none_is_told_at_its_field(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Taxes", TaxesSection)
    for text in ("", "abc", "101", "-5", "8.25.1", "١٢"):
        section.add_new()
        section.name.setText("VAT")
        section.rate.setText(text)
        section.save()
        assert section.fields["rate"].error(), text


def test_where_tax_rounds_is_stored_as_it_is_chosen(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Taxes", TaxesSection)
    section.rounding.parts()[1].click()
    section.included.parts()[1].click()
    at_settings.wait()
    stored = shop.settings(at_settings.session.desk)
    assert (stored.tax_rounding, stored.tax_included) == (TaxRounding.PER_TICKET, True)


def test_payment_types_are_added_and_moved(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Payment types", PaymentTypesSection)
    section.add_new()
    section.name.setText("Bank transfer")
    section.save()
    at_settings.wait()
    assert shop.payment_types(at_settings.session.desk)[-1].name == "Bank transfer"
    section.table.selectRow(section.model.rowCount() - 1)
    section.up.click()
    at_settings.wait()
    assert shop.payment_types(at_settings.session.desk)[-2].name == "Bank transfer"


def test_checkout_choices_are_stored(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Checkout", CheckoutSection)
    section.cash_step.setCurrentIndex(section.cash_step.findData(5))
    section.credit_use.choose(CreditUse.NEVER)
    section.refund_order.choose(RefundOrder.BALANCE_FIRST)
    section.limit.setText("250.00")
    section.save()
    at_settings.wait()
    stored = shop.settings(at_settings.session.desk)
    assert (stored.cash_step, stored.credit_use, stored.pay_later_limit) == (5, "never", 25_000)
    assert stored.refund_order is RefundOrder.BALANCE_FIRST


def test_the_rule_of_points_is_off_until_a_shop_switches_it_on(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Checkout", CheckoutSection)
    assert (section.per_unit.text(), section.point_worth.text()) == ("None", "")
    section.per_unit.setValue(5)
    section.point_worth.setText("0.01")
    section.save()
    at_settings.wait()
    stored = shop.settings(at_settings.session.desk)
    assert (stored.points_per_unit, stored.point_worth) == (5, 1)
    section.point_worth.setText("")
    section.save()
    at_settings.wait()
    assert shop.settings(at_settings.session.desk).point_worth == 0


def test_a_limit_that_cannot_be_read_is_told_at_its_field(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Checkout", CheckoutSection)
    section.limit.setText("12,5")
    section.save()
    assert section.fields["pay_later_limit"].error()


def test_the_sample_receipt_follows_what_is_typed(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    section.footer.setPlainText("See you soon")
    sheet = section.paper.widget()
    assert sheet is not None
    assert sheet is not None
    assert "See you soon" in sheet.accessibleDescription()


def a_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_logo_is_chosen_and_removed(at_settings: AtSettings, tmp_path: Path) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    (tmp_path / "logo.png").write_bytes(a_png())
    section.put_logo(tmp_path / "logo.png")
    at_settings.wait()
    assert shop.logo(at_settings.session.desk) == a_png()
    section.remove_button.click()
    at_settings.wait()
    assert shop.logo(at_settings.session.desk) is None


def test_the_logo_stands_on_the_sample(at_settings: AtSettings, tmp_path: Path) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    sheet = section.paper.widget()
    assert sheet is not None
    without = sheet.height()
    (tmp_path / "logo.png").write_bytes(a_drawing(500, 250))
    section.put_logo(tmp_path / "logo.png")
    at_settings.wait()
    assert sheet.height() > without + 60
    inside = sheet.grab().toImage().pixelColor(sheet.width() // 2, 60)
    assert inside.lightness() < 100
    section.remove_button.click()
    at_settings.wait()
    assert sheet.height() == without


def test_a_logo_as_wide_as_a_banner_leaves_the_form_its_width(
    at_settings: AtSettings, tmp_path: Path
) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    width = section.header.width()
    (tmp_path / "logo.png").write_bytes(a_drawing(6_000, 60))
    section.put_logo(tmp_path / "logo.png")
    at_settings.wait()
    assert section.header.width() == width


def a_drawing(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("L", (width, height), 0).save(file, "PNG")
    return file.getvalue()


def test_a_logo_that_is_no_picture_is_refused(at_settings: AtSettings, tmp_path: Path) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    (tmp_path / "logo.png").write_text("not a picture")
    section.put_logo(tmp_path / "logo.png")
    at_settings.wait()
    assert "not a picture" in section.notice.text()


def test_palette_and_lock_are_stored(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Appearance", AppearanceSection)
    section.appearance.choose("dark")
    section.minutes.setValue(0)
    section.save()
    at_settings.wait()
    stored = shop.settings(at_settings.session.desk)
    assert (stored.appearance, stored.lock_after_minutes) == ("dark", 0)


def test_the_front_desk_reads_why_it_may_not(at_settings: AtSettings) -> None:
    at_settings.session.sign_in(FRONT_DESK)
    assert at_settings.page.is_refused()


def test_a_managers_pin_shows_the_settings_once_and_allows_one_change(
    at_settings: AtSettings,
) -> None:
    session, page = at_settings.session, at_settings.page
    manager = session.desk.staff
    assert manager is not None
    asked: list[Stopped] = []

    def ask(stopped: Stopped) -> bool:
        asked.append(stopped)
        return True

    def let() -> None:
        at_settings.wait()
        stopped = asked.pop()
        assert stopped.permission is Permission.SETTINGS
        stopped.repeat(stopped.desk.authorised_by(manager))
        at_settings.wait()

    session.ask_authority = ask
    session.sign_in(FRONT_DESK)
    QTest.keyClick(page, Qt.Key.Key_F9)
    let()
    assert not page.is_refused()
    section = opened(at_settings, "Appearance", AppearanceSection)
    for minutes in (7, 9):
        section.minutes.setValue(minutes)
        section.save()
        let()
        assert shop.settings(session.desk).lock_after_minutes == minutes
    page.hide()
    page.show()
    assert page.is_refused()
    assert session.desk.staff == FRONT_DESK
    QTest.keyClick(page, Qt.Key.Key_F9)
    at_settings.wait()
    asked.pop().give_up()
    assert page.is_refused()
    assert "Somebody who may can allow it" in page.problem.text()


def test_kinds_of_reason_are_added_renamed_and_offered_no_more(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Reasons", ReasonKindsSection)
    section.add_new()
    section.name.setText("Birthday")
    section.save()
    at_settings.wait()
    rows = range(section.model.rowCount())
    names = [section.model.index(row, 0).data() for row in rows]
    assert names == ["Birthday", "Error", "Goodwill", "Locker key"]
    section.edit(section.key_of(0))
    section.name.setText("Anniversary")
    section.active.setChecked(False)
    section.save()
    at_settings.wait()
    (kind,) = [
        kind
        for kind in reason_kinds.reason_kinds(at_settings.session.desk)
        if kind.code == "BIRTHDAY"
    ]
    assert (kind.name, kind.active) == ("Anniversary", False)
    assert section.model.index(0, 0).data(CELL).badge == "Off"


def test_the_logo_is_chosen_and_removed_by_keys(at_settings: AtSettings) -> None:
    section = opened(at_settings, "Receipt", ReceiptSection)
    assert section.choose_button.key
    assert section.remove_button.key
