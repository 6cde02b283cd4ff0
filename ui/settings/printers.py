"""The shop's printers: where each is, whether it answers, its drawer, and what stands behind it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from pos_app.domain.printer import Answers, DrawerSwitch, Printer, Route
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import printers
from pos_app.services.printers import Found, Tested
from ui.failures import text_of
from ui.session import Session
from ui.settings.printer import ALL, PrinterFields, said_of
from ui.settings.removal import RemovalQuestion
from ui.settings.section import Entry, Listing, faint
from ui.widgets import (
    Button,
    Cell,
    Choice,
    Column,
    Field,
    Kind,
    Notice,
    NoticeTone,
    NumberEdit,
    Segmented,
    once,
)

_PANEL_PX = 600
_SCREEN = "virtual:"
_NEW = Printer(0, "", "tcp://")


class PrintersSection(Listing):
    """Every printer of the shop; tills may share one.

    Signals:
        queue_wanted(): a person wants to see the print queue.
    """

    queue_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Printers"),
            _("Where receipts come out. Which till prints what on which is under Tills."),
            _("Add a printer"),
            (Column(_("Name")), Column(_("Answers"))),
        )
        self._printer = _NEW
        self._shown_as = self._opened = 0
        self._learned: dict[str, Answers] = {}
        self._asked: Button | None = None
        self.queue_button = Button(
            _("Print queue"), self.queue_wanted.emit, icon="printer", key="Ctrl+Q"
        )
        self.tools.addWidget(self.queue_button)
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.place = PrinterFields(session.desk.database.path.parent, ALL)
        self.place.look_button.clicked.connect(self.look)
        self.fallback = Choice()
        self.pin = Segmented([("0", _("Pin 2")), ("1", _("Pin 5"))], name=_("Drawer’s plug"))
        self.pulse = NumberEdit(*printers.PULSES_MS, suffix=_(" ms"))
        self.switch = Segmented(
            [
                (str(DrawerSwitch.NOT_CONNECTED), _("Not connected")),
                (str(DrawerSwitch.HIGH), _("Open is high")),
                (str(DrawerSwitch.LOW), _("Open is low")),
            ],
            name=_("Drawer’s switch"),
        )
        self.told = Notice("", NoticeTone.GOOD)
        self.warned = Notice("", NoticeTone.WARN)
        self.busy = Notice("", NoticeTone.INFO, can_dismiss=False)
        self.unused = Notice(
            "",
            action=_("Print on this one"), act=self.use_here, key="Alt+U", can_dismiss=False,
        )  # fmt: skip
        for notice in (self.told, self.warned, self.busy, self.unused):
            notice.hide()
        self.place.when_edited(self._unsay)
        self.question = RemovalQuestion(self.remove)
        self._lay_out()

    def _lay_out(self) -> None:
        self.add("name", Field(_("Printer’s name"), self.name))
        self.form.addWidget(self.place)
        self.add(
            "fallback_id",
            Field(
                _("If it cannot print, what waits comes out on"),
                self.fallback,
                hint=_("After 15 seconds; nothing that may be on paper already."),
            ),
        )
        self.add("drawer_pin", Field(_("Drawer’s plug"), self.pin))
        self.add("pulse_ms", Field(_("Drawer’s pulse"), self.pulse))
        self.add(
            "drawer_open",
            Field(
                _("Drawer’s switch"),
                self.switch,
                hint=_("A drawer left open is shown where its switch is connected."),
            ),
        )
        self.finish(_PANEL_PX)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.try_button = Button(_("Try it"), self.try_address, icon="link", key="Ctrl+E")
        self.test_button = Button(
            _("Test print"), once(self.print_test), icon="printer", key="Ctrl+T"
        )
        self.remove_button = Button(
            _("Remove"), self.ask_removal, kind=Kind.DANGER, icon="trash", key="Ctrl+D"
        )
        for button in (self.try_button, self.test_button, self.remove_button):
            row.addWidget(button)
        self.panel.body.insertWidget(1, self.told)
        self.panel.body.insertWidget(2, self.warned)
        self.panel.body.insertWidget(3, self.busy)
        self.panel.body.insertWidget(4, self.question)
        self.panel.body.insertWidget(5, self.unused)
        self.panel.body.insertLayout(6, row)

    def load(self) -> None:
        """Show the printers."""
        known = printers.printers(self.session.desk)
        entries = [
            Entry(one, (Cell(one.name, said_of(one.address)), faint(_said_of(one))))
            for one in known
        ]
        self.show_entries(entries, str(self._printer))

    def add_new(self) -> None:
        """Another printer."""
        self._show(_NEW, _("A new printer"))

    def edit(self, key: Any) -> None:
        """Change a printer."""
        self._show(key, key.name)

    def save(self) -> None:
        """Store the printer."""
        self.place.show_error("")
        self.write(printers.put_printer, self._shown())

    def _shown(self) -> Printer:
        """The printer as it stands in the panel, saved or not."""
        address = self.place.address()
        return replace(
            self._printer,
            name=self.name.text(),
            address=address,
            profile=self.place.profile(),
            answers=self._learned.get(address, Answers.UNKNOWN),
            fallback_id=self.fallback.currentData(),
            drawer_pin=int(str(self.pin.value())),
            pulse_ms=self.pulse.value(),
            drawer_open=DrawerSwitch(str(self.switch.value())),
        )

    def after_saving(self) -> None:
        """A new printer's panel stays open, so that its test page can be printed there and then."""
        is_new = not self._printer.id
        super().after_saving()
        added = [entry.key for entry in self.model.rows if str(entry.key) not in self._known]
        if is_new and added:
            self._show(added[0], added[0].name)
            self._tell(_("Saved. Print a test page: it shows width, characters and cutter."))
            self.test_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_removal(self) -> None:
        """Say what comes of taking the printer away."""
        self._unsay()
        self.unused.hide()
        removal = printers.removal(self.session.desk, self._printer.id)
        self.question.ask(self._printer.name, removal)

    def remove(self) -> None:
        """Take the printer away."""
        self.write(printers.remove_printer, self._printer.id, said=_("Removed."))

    def use_here(self) -> None:
        """Let this till, which prints nowhere, print all that has no printer of its own on this one."""
        till_id = self.session.desk.till.id
        route = Route(till_id, "", self._printer.id)
        routes = printers.routes_of(self.session.desk, till_id) | {"": route}
        self._hush()
        self.unused.setEnabled(False)
        self.session.write(
            printers.put_routes, till_id, list(routes.values()),
            then=lambda _changes: self._uses(_("This till prints its papers on it from now on.")),
            failed=lambda error: self._uses(text_of(error), NoticeTone.WARN),
            owner=self,
        )  # fmt: skip

    def _uses(self, said: str, tone: NoticeTone = NoticeTone.GOOD) -> None:
        self._offer_use()
        self._tell(said, tone)

    def _offer_use(self) -> None:
        """A till that prints nowhere, or on screen as a new shop does, is offered this printer: a test page
        that came out says nothing of where the receipts go."""
        desk, here = self.session.desk, self._printer
        everything = printers.routes_of(desk, desk.till.id).get("")
        used = everything.printer_id if everything is not None else None
        now = next((one for one in printers.printers(desk) if one.id == used), None)
        on_screen = now is not None and now.address.startswith(_SCREEN)
        nothing = _("This till prints on no printer yet.")
        self.unused.set_text(_("This till’s papers come out on screen.") if on_screen else nothing)
        is_better = now is None or (on_screen and not here.address.startswith(_SCREEN))
        self.unused.setVisible(bool(here.id) and is_better)
        self.unused.setEnabled(True)

    def look(self) -> None:
        """See what printers this machine, or its network, knows of."""
        heard = self._ask(self.place.look_button, _("Looking for printers…"))
        kind, before = self.place.kind(), self.place.address()
        self.session.tasks.read(
            lambda: printers.find(kind),
            then=heard(lambda found: self._found(found, kind, before)),
            failed=heard(self._failed),
            owner=self,
        )

    def try_address(self) -> None:
        """See whether anything answers at the address as it is typed."""
        heard = self._ask(self.try_button, _("Asking the printer…"))
        address = self.place.address()
        self.session.tasks.read(
            lambda: printers.check_address(address),
            then=heard(lambda answers: self._tell(_said_of_try(answers))),
            failed=heard(self._failed),
            owner=self,
        )

    def print_test(self) -> None:
        """Print a page on the printer as it stands in the panel, saved or not."""
        heard = self._ask(self.test_button, _("The test page is on its way…"))
        desk, shown = self.session.desk, self._shown()
        self.session.tasks.read(
            lambda: printers.print_test(desk, shown),
            then=heard(lambda tested: self._tested(shown, tested)),
            failed=heard(self._failed),
            owner=self,
        )

    def show_error(self, error: Exception) -> None:
        """The printer's address has its place inside the printer's fields."""
        if isinstance(error, UserError) and error.field == "address":
            self.place.show_error(error.text)
        else:
            super().show_error(error)

    def _ask(
        self, button: Button, meanwhile: str
    ) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
        """Begin to ask; what is answered is told in that printer's panel, and in no other's."""
        self._hush()
        self.busy.set_text(meanwhile)
        self.busy.show()
        self.place.show_error("")
        # A button that is off has no focus, and the next one is the one that removes the printer.
        self._asked = button if button.hasFocus() else None
        button.setEnabled(False)
        asked = self._shown_as

        def heard(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: tell(answer) if asked == self._shown_as else self._leave()

        return heard

    def _leave(self) -> None:
        """Nobody waits here for what came back; the list may show what was learned by it."""
        self._allow()
        self.load()

    def _allow(self) -> None:
        for button in (self.place.look_button, self.try_button, self.test_button):
            button.setEnabled(True)

    def _tell(self, text: str, tone: NoticeTone = NoticeTone.GOOD) -> None:
        self._allow()
        if self._asked is not None:
            self._asked.setFocus(Qt.FocusReason.OtherFocusReason)
            self._asked = None
        self._unsay()
        self.busy.hide()
        notice = self.told if tone is NoticeTone.GOOD else self.warned
        notice.set_text(text)
        notice.show()

    def _failed(self, error: Exception) -> None:
        self._tell(text_of(error), NoticeTone.WARN)
        if isinstance(error, UserError) and error.field == "address":
            self.warned.hide()
            self.show_error(error)

    def _found(self, found: list[Found], kind: str, before: str) -> None:
        if kind != self.place.kind():
            self.busy.hide()
            self._allow()
            return
        typed_meanwhile = self.place.address() != before
        self.place.show_found([(one.address, one.name) for one in found], typed_meanwhile)
        if not found:
            none = _("There is none on this machine.")
            if self.place.kind() == "tcp":
                none = _("No printer answers on this network. Its own test page says its address.")
            self._tell(none, NoticeTone.WARN)
            return
        said = _("Choose from the list: {names}.") if len(found) > 1 else _("Found: {names}.")
        self._tell(said.format(names=", ".join(one.name for one in found)))

    def _hush(self) -> None:
        """What was said or asked is no longer meant."""
        self.clear_errors()
        self._unsay()
        self.busy.hide()
        self.question.hide()

    def _unsay(self) -> None:
        """What was said is about what stood there before."""
        self.told.hide()
        self.warned.hide()

    def _tested(self, printer: Printer, tested: Tested) -> None:
        if tested.folder is not None:
            self._tell(_("The test page is in {folder}.").format(folder=tested.folder))
        elif tested.printed:
            self._tell(_("The printer says that the test page is printed. Look at it."))
        else:
            self._tell(_("The test page was sent. This printer cannot say whether it came out."))
        # What it was found to answer stays known: saving the printer must not undo that.
        self._learned[printer.address] = tested.answers
        known = printers.printers(self.session.desk)
        self._printer = next((p for p in known if p.id == self._printer.id), self._printer)
        self.load()

    def _show(self, printer: Printer, title: str) -> None:
        self._printer = printer
        self._asked = None
        # A new printer is not the one that was begun before it.
        self._opened += 1
        self._shown_as = printer.id or -self._opened
        self._learned = {printer.address: printer.answers}
        self._hush()
        self.panel.set_title(title)
        self.name.setText(printer.name)
        self.place.show_printer(printer.address, printer.profile)
        self.pin.choose(str(printer.drawer_pin))
        self.pulse.setValue(printer.pulse_ms)
        self.switch.choose(str(printer.drawer_open))
        self._fill_fallback(printer)
        self.remove_button.setVisible(bool(printer.id))
        self._offer_use()
        self.panel.open(self.name)

    def _fill_fallback(self, printer: Printer) -> None:
        self.fallback.clear()
        self.fallback.addItem(_("Nothing: it waits"), None)
        for one in printers.printers(self.session.desk):
            if one.id != printer.id:
                self.fallback.addItem(one.name, one.id)
        self.fallback.setCurrentIndex(max(0, self.fallback.findData(printer.fallback_id)))


def _said_of_try(answers: Answers | None) -> str:
    if answers is None:
        return _("It is there. Only a test page shows whether it prints.")
    if answers is Answers.NONE:
        return _("It takes papers, but says nothing back: it cannot confirm that they came out.")
    return _("It answers.")


def _said_of(printer: Printer) -> str:
    """What it says back; the queue of a system, a file and a screen are never asked."""
    if printer.address.startswith(("queue:", "file:")):
        return _("Cannot confirm")
    if printer.address.startswith(_SCREEN):
        return ""
    return {
        Answers.UNKNOWN: _("Not tried yet"),
        Answers.NONE: _("Cannot confirm"),
        Answers.STATUS: _("Says how it stands"),
        Answers.PROCESS_ID: _("Confirms"),
        Answers.MEMORY: _("Confirms, even later"),
    }[printer.answers]
