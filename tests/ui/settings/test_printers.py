"""The shop's printers, and which paper of a till comes out where, as the settings show them."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from pos_app.bench.printer import LoopbackPrinter
from pos_app.domain.printer import Answers, DrawerSwitch, Printer, Route
from pos_app.persistence import printers as stored_printers
from pos_app.printing import system_queue
from pos_app.services import print_routing, printers, shop
from tests.services.counter import Counter
from tests.ui.settings.conftest import AtSettings
from ui.settings.printers import PrintersSection
from ui.settings.tills import TillsSection
from ui.widgets import Button


def at_printers(at: AtSettings) -> PrintersSection:
    """The section that lists the printers."""
    section = at.open("Printers")
    assert isinstance(section, PrintersSection)
    at.wait()
    return section


def test_a_printer_is_added_and_a_wrong_address_is_told_there(at_settings: AtSettings) -> None:
    section = at_printers(at_settings)
    section.add_new()
    section.name.setText("Front")
    section.place.choice.choose("tcp")
    section.place.host.setText("no address at all")
    section.save()
    at_settings.wait()
    assert "not a printer's address" in section.place._host.error()
    section.place.host.clear()
    section.try_address()
    at_settings.wait()
    assert "Write 192.168.1.50" in section.place._host.error()
    assert not section.warned.isVisible()
    section.place.host.setText("10.0.0.9")
    section.pulse.setValue(200)
    section.switch.choose("high")
    section.save()
    at_settings.wait()
    (kept,) = printers.printers(at_settings.session.desk)
    assert (kept.name, kept.address, kept.pulse_ms) == ("Front", "tcp://10.0.0.9", 200)
    assert kept.drawer_open is DrawerSwitch.HIGH


def test_a_file_cannot_confirm_and_a_screen_need_not(at_settings: AtSettings) -> None:
    section = at_printers(at_settings)
    with at_settings.session.desk.database.write() as connection:
        for address in ("file:/dev/usb/lp0", "virtual:/papers", "tcp://10.0.0.9"):
            stored_printers.put_printer(connection, Printer(0, address, address))
    section.load()
    model = section.table.model()
    said = [model.index(row, 1).data() for row in range(model.rowCount())]
    assert said == ["Cannot confirm", "", "Not tried yet"]


def test_a_test_page_is_printed_and_what_the_printer_answers_is_kept(
    at_settings: AtSettings, tmp_path: Path
) -> None:
    section = at_printers(at_settings)
    with LoopbackPrinter() as printer:
        section.add_new()
        section.name.setText("Front")
        section.place.host.setText(printer.address.removeprefix("tcp://"))
        section.try_address()
        at_settings.wait()
        assert section.told.text() == "It answers."
        section.save()
        at_settings.wait()
        assert section.panel.isVisible(), "a test page is printed there and then"
        assert section.test_button.hasFocus()
        section.print_test()
        at_settings.wait()
        assert "says that the test page is printed" in section.told.text()
        assert section.test_button.hasFocus(), (
            "and not the one beside it, which removes the printer"
        )
        section.pulse.setValue(150)
        section.save()
        at_settings.wait()
        (kept,) = printers.printers(at_settings.session.desk)
        assert (kept.answers, kept.pulse_ms) == (Answers.MEMORY, 150)
        section.edit(kept)
        printer.change(paper_out=True)
        section.print_test()
        at_settings.wait()
        assert section.warned.text() == "The printer is out of paper."
    assert len(printer.papers) == 1
    assert printers.printers(at_settings.session.desk)[0].answers is Answers.MEMORY


def test_a_double_press_prints_one_test_page_however_quick_the_printer_is(
    at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = at_printers(at_settings)
    # Nobody's double click is that slow, nor is any machine that runs this.
    monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 60_000)
    with LoopbackPrinter() as printer:
        section.add_new()
        section.place.host.setText(printer.address.removeprefix("tcp://"))
        for _press in range(2):
            section.test_button.click()
            at_settings.wait()
        assert len(printer.papers) == 1
        assert section.told.isVisible()
        monkeypatch.setattr(QApplication, "doubleClickInterval", lambda: 0)
        section.test_button.click()
        at_settings.wait()
        assert len(printer.papers) == 2


def test_a_test_page_comes_out_on_the_printer_that_the_panel_shows_saved_or_not(
    at_settings: AtSettings,
) -> None:
    desk, section = at_settings.session.desk, at_printers(at_settings)
    with LoopbackPrinter() as old, LoopbackPrinter(remembers=False) as new:
        printers.put_printer(desk, Printer(0, "Front", old.address, answers=Answers.MEMORY))
        section.load()
        section.edit(printers.printers(desk)[0])
        section.place.host.setText(new.address.removeprefix("tcp://"))
        section.print_test()
        at_settings.wait()
        assert (len(old.papers), len(new.papers)) == (0, 1)
        (kept,) = printers.printers(desk)
        assert kept == replace(kept, address=old.address, answers=Answers.MEMORY)
        section.save()
        at_settings.wait()
        (kept,) = printers.printers(desk)
        assert kept == replace(kept, address=new.address, answers=Answers.PROCESS_ID)
        section.add_new()
        section.place.host.setText(old.address.removeprefix("tcp://"))
        section.print_test()
        at_settings.wait()
        assert len(old.papers) == 1
        assert len(printers.printers(desk)) == 1


def test_a_printer_is_taken_away_by_a_second_step_that_says_what_comes_of_it(
    at_settings: AtSettings,
) -> None:
    desk, section = at_settings.session.desk, at_printers(at_settings)
    printers.put_printer(desk, Printer(0, "Front", "tcp://10.0.0.9"))
    (kept,) = printers.printers(desk)
    printers.put_routes(desk, desk.till.id, [Route(desk.till.id, "", kept.id)])
    Counter(desk).sell(None, 4500)
    print_routing.route(desk)
    section.load()
    section.edit(kept)
    section.remove_button.click()
    at_settings.wait()
    assert section.question.isVisible()
    said = section.question.words.text()
    assert f"need another printer: {desk.till.name}." in said
    assert "1 paper waits for it" in said
    assert printers.printers(desk) == [kept]
    section.edit(kept)
    assert not section.question.isVisible(), "what was asked is no longer meant"
    section.remove_button.click()
    section.question.remove_button.click()
    at_settings.wait()
    assert printers.printers(desk) == []
    assert not section.panel.isVisible()


def test_what_a_printer_answers_is_not_told_in_the_panel_of_another(
    at_settings: AtSettings,
) -> None:
    desk, section = at_settings.session.desk, at_printers(at_settings)
    with LoopbackPrinter() as front:
        printers.put_printer(desk, Printer(0, "Front", front.address))
        printers.put_printer(desk, Printer(0, "Back", "tcp://10.0.0.9"))
        section.load()
        first, second = printers.printers(desk)
        section.edit(first)
        section.print_test()
        section.edit(second)
        at_settings.wait()
    assert not section.told.isVisible()
    assert section.test_button.isEnabled()
    assert section.name.text() == "Back"


def test_printers_of_this_machine_are_looked_for(
    at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = at_printers(at_settings)
    section.add_new()
    section.place.choice.choose("queue")
    found = [printers.Found("queue:front_desk", "front_desk")]
    monkeypatch.setattr(printers, "find", lambda kind: found if kind == "queue" else [])
    section.look()
    at_settings.wait()
    assert section.told.text() == "Found: front_desk."
    assert section.place.address() == "queue:front_desk"
    section.place.choice.choose("usb")
    section.look()
    at_settings.wait()
    assert section.warned.text() == "There is none on this machine."


def test_what_a_search_finds_overwrites_nothing_that_was_typed_or_begun_meanwhile(
    at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = at_printers(at_settings)
    found = [printers.Found("tcp://10.0.0.7", "10.0.0.7")]
    monkeypatch.setattr(printers, "find", lambda _kind: found)
    section.add_new()
    section.look()
    section.place.host.setText("10.0.0.9")
    at_settings.wait()
    assert section.place.address() == "tcp://10.0.0.9"
    assert section.place.near.isVisible(), "and what was found is offered"
    section.place._take_near(0)
    assert section.place.address() == "tcp://10.0.0.7"
    section.look()
    section.place.choice.choose("usb")
    section.place._turn("usb")
    at_settings.wait()
    assert section.place.address() == "usb:"
    assert not section.busy.isVisible()
    section.add_new()
    section.look()
    section.panel.dismiss()
    section.add_new()
    at_settings.wait()
    assert section.place.address() == "tcp://"
    assert not section.told.isVisible()
    assert section.place.look_button.isEnabled()


def test_a_panel_closed_on_a_test_page_leaves_what_was_learned_in_the_list(
    at_settings: AtSettings,
) -> None:
    section = at_printers(at_settings)
    with LoopbackPrinter() as printer:
        printers.put_printer(at_settings.session.desk, Printer(0, "Front", printer.address))
        section.load()
        section.edit(printers.printers(at_settings.session.desk)[0])
        section.print_test()
        section.panel.dismiss()
        section.add_new()
        at_settings.wait()
        assert section.table.model().index(0, 1).data() == "Confirms, even later"
        section.edit(printers.printers(at_settings.session.desk)[0])
        section.print_test()
        section.panel.dismiss()
        section.edit(printers.printers(at_settings.session.desk)[0])
        at_settings.wait()
        assert "is printed" in section.told.text()
        assert section.told.isVisible()
        assert section.name.hasFocus(), "the focus is where the person is"


def test_printers_of_the_network_are_looked_for_and_one_is_chosen(
    at_settings: AtSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = at_printers(at_settings)
    section.add_new()
    near = [printers.Found(f"tcp://10.0.0.{number}", f"10.0.0.{number}") for number in (7, 9)]
    monkeypatch.setattr(printers, "find", lambda kind: near if kind == "tcp" else [])
    section.place.look_button.click()
    at_settings.wait()
    assert section.place.address() == "tcp://10.0.0.7"
    assert section.place.near.isVisible()
    section.place.near.setCurrentIndex(1)
    section.place.near.activated.emit(1)
    assert section.place.address() == "tcp://10.0.0.9"
    near.clear()
    section.place.look_button.click()
    at_settings.wait()
    assert "No printer answers on this network" in section.warned.text()


@pytest.mark.parametrize("kind", ["tcp", "usb", "serial", "queue", "file"])
def test_a_missing_address_is_told_in_plain_words_where_it_is_typed(
    at_settings: AtSettings, kind: str
) -> None:
    section = at_printers(at_settings)
    section.add_new()
    section.name.setText("Front")
    section.place.choice.choose(kind)
    section.place._turn(kind)
    section.save()
    at_settings.wait()
    fields = (section.place._host, section.place._path, section.place._found)
    (wrong,) = [field for field in fields if field.error()]
    assert wrong.isVisible()
    assert wrong.editor.hasFocus()
    assert "virtual:" not in wrong.error()
    section.place.choice.chosen.emit(kind)
    assert not wrong.error(), "another kind’s address is another address"


def test_trying_a_file_or_a_queue_claims_no_answer_and_finds_what_is_not_there(
    at_settings: AtSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_queue, "system_queues", lambda: ["front desk"])
    section = at_printers(at_settings)
    section.add_new()
    for kind, edit, there, missing in (
        ("file", section.place.path.setText, tmp_path / "lp0", tmp_path / "none" / "lp0"),
        ("file", section.place.path.setText, tmp_path / "lp0", tmp_path),
        ("queue", section.place.found.setEditText, "front desk", "front"),
    ):
        section.place.choice.choose(kind)
        section.place._turn(kind)
        for text, notice in ((there, section.told), (missing, section.warned)):
            edit(str(text))
            section.try_address()
            at_settings.wait()
            assert notice.isVisible()
            assert "answers" not in notice.text()
        assert str(missing) in section.warned.text()
    assert not (tmp_path / "lp0").exists(), "to try is not to write"


def test_trying_a_printer_that_says_nothing_back_does_not_say_that_it_answers(
    at_settings: AtSettings,
) -> None:
    section = at_printers(at_settings)
    with LoopbackPrinter(speaks=False) as printer:
        section.add_new()
        section.place.host.setText(printer.address.removeprefix("tcp://"))
        section.try_address()
        assert section.busy.isVisible(), "it takes a while, and says so"
        at_settings.wait()
    assert not section.busy.isVisible()
    assert "says nothing back" in section.told.text()


def test_one_printer_is_not_added_a_second_time_by_another_way_to_write_its_address(
    at_settings: AtSettings,
) -> None:
    printers.put_printer(at_settings.session.desk, Printer(0, "Front", "tcp://192.168.1.50"))
    section = at_printers(at_settings)
    section.add_new()
    section.name.setText("Back")
    section.place.host.setText("192.168.001.050:9100")
    section.save()
    at_settings.wait()
    assert section.place._host.error() == "Front is at this address already: use that one."


def test_two_printers_do_not_share_a_name_in_capitals_or_not(at_settings: AtSettings) -> None:
    printers.put_printer(at_settings.session.desk, Printer(0, "Front", "tcp://10.0.0.9"))
    section = at_printers(at_settings)
    section.add_new()
    section.name.setText("front")
    section.place.host.setText("10.0.0.10")
    section.save()
    at_settings.wait()
    assert section.fields["name"].error() == "Another printer has this name."
    assert section.name.hasFocus()


def test_a_second_printer_on_screen_is_refused_in_words_though_its_address_has_no_field(
    at_settings: AtSettings,
) -> None:
    section = at_printers(at_settings)
    for name in ("Papers", "More papers"):
        section.add_new()
        section.name.setText(name)
        section.place.choice.choose("virtual")
        section.place._turn("virtual")
        section.save()
        at_settings.wait()
    said = [label.text() for label in section.place.findChildren(QLabel) if label.isVisible()]
    assert "Papers is at this address already: use that one." in said
    assert len(printers.printers(at_settings.session.desk)) == 1


def test_what_was_said_of_an_address_goes_as_soon_as_another_is_typed(
    at_settings: AtSettings,
) -> None:
    section = at_printers(at_settings)
    with LoopbackPrinter() as printer:
        section.add_new()
        section.place.host.setText(printer.address.removeprefix("tcp://"))
        section.try_address()
        at_settings.wait()
    assert section.told.isVisible()
    QTest.keyClicks(section.place.host, "1")
    assert not section.told.isVisible()


def test_a_till_that_prints_nowhere_is_offered_the_printer_that_was_added(
    at_settings: AtSettings,
) -> None:
    desk, section = at_settings.session.desk, at_printers(at_settings)
    printers.put_routes(desk, 1, [Route(1, "", None), Route(1, "refund", None, copies=2)])
    section.add_new()
    assert not section.unused.isVisible(), "nothing is printed on what is not saved"
    section.name.setText("Front")
    section.place.host.setText("10.0.0.9")
    section.save()
    at_settings.wait()
    assert section.unused.isVisible()
    assert section.unused.action is not None
    section.unused.action.click()
    at_settings.wait()
    assert not section.unused.isVisible()
    assert "from now on" in section.told.text()
    (kept,) = printers.printers(desk)
    refund = Route(1, "refund", None, copies=2)
    assert printers.routes_of(desk, 1) == {"": Route(1, "", kept.id), "refund": refund}


def test_a_new_shop_that_prints_on_screen_is_offered_its_first_real_printer(
    at_settings: AtSettings, tmp_path: Path
) -> None:
    desk, section = at_settings.session.desk, at_printers(at_settings)
    printers.put_printer(desk, Printer(0, "Printer 1", f"virtual:{tmp_path}"))
    (screen,) = printers.printers(desk)
    printers.put_routes(desk, 1, [Route(1, "", screen.id)])
    section.load()
    section.edit(screen)
    assert not section.unused.isVisible()
    section.add_new()
    section.name.setText("Front")
    section.place.host.setText("10.0.0.9")
    section.save()
    at_settings.wait()
    assert section.unused.isVisible()
    assert section.unused.text() == "This till’s papers come out on screen."
    section.use_here()
    at_settings.wait()
    assert not section.unused.isVisible()
    (_screen, front) = printers.printers(desk)
    assert printers.routes_of(desk, 1)[""].printer_id == front.id


def test_every_act_on_a_printer_has_a_key(at_settings: AtSettings) -> None:
    section = at_printers(at_settings)
    printers.put_printer(at_settings.session.desk, Printer(0, "Front", "tcp://10.0.0.9"))
    section.load()
    section.edit(printers.printers(at_settings.session.desk)[0])
    acts = [
        b
        for b in section.findChildren(Button)
        if b.isVisible() and b.text() and not b.isCheckable()
    ]
    assert {"Look for printers", "Remove"} <= {button.text() for button in acts}
    assert [button.text() for button in acts if not button.key] == []
    keys = [button.key for button in section.findChildren(Button)]
    assert "Ctrl+U" not in keys, "under X11 a field for text empties its line by it"


def test_a_till_prints_each_paper_where_it_is_wanted(at_settings: AtSettings) -> None:
    desk = at_settings.session.desk
    for number in (1, 2):
        printers.put_printer(desk, Printer(0, f"P{number}", f"tcp://10.0.0.{number}"))
    section = at_settings.open("Tills")
    assert isinstance(section, TillsSection)
    at_settings.wait()
    section.edit(desk.till)
    section.printers[""].setCurrentIndex(section.printers[""].findData(1))
    section.printers["refund"].setCurrentIndex(section.printers["refund"].findData(2))
    section.copies["refund"].setValue(2)
    section.printers["statement"].setCurrentIndex(section.printers["statement"].findData(None))
    section.save()
    at_settings.wait()
    assert printers.routes_of(desk, 1) == {
        "": Route(1, "", 1),
        "refund": Route(1, "refund", 2, copies=2),
        "statement": Route(1, "statement", None),
    }
    section.edit(shop.tills(desk)[0])
    assert section.printers["refund"].currentText() == "P2"
    assert section.printers["receipt"].currentText() == "As everything else"


def test_a_paper_that_comes_out_as_everything_else_shows_the_copies_of_everything(
    at_settings: AtSettings,
) -> None:
    desk = at_settings.session.desk
    printers.put_printer(desk, Printer(0, "Front", "tcp://10.0.0.9"))
    printers.put_routes(desk, 1, [Route(1, "", 1, copies=2)])
    section = at_settings.open("Tills")
    assert isinstance(section, TillsSection)
    at_settings.wait()
    section.edit(shop.tills(desk)[0])
    assert section.copies["receipt"].value() == 2
    section.copies[""].setValue(3)
    assert section.copies["receipt"].value() == 3
    assert not section.copies["receipt"].isEnabled()
