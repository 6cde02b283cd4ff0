"""Talking with a printer: how it stands, one job sent and confirmed, and its outcome asked again.

A job goes out behind the printer's own word that it can print. Behind the paper stand two questions.
The status, which is answered on arrival: the printer *has* everything. And the process id, which is
answered in its turn: everything is *printed*.

A line that breaks between the two leaves that open. Asking for the id again tells that the printer has
worked through whatever it had; not whether it lost power, and with that the paper it had in memory. So
this alone counts only where the break was too short for that. A printer that keeps a mark in memory
(``answers.keep_key``) tells it for certain.
"""

import time
from contextlib import suppress
from enum import Enum
from typing import Protocol

from pos_app.domain.printer import Answers
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.printing import answers
from pos_app.printing.answers import Ear, Status, Trouble
from pos_app.printing.links import Link, LinkCut

FIRST_ANSWER_S = 1.0
"""How long a printer that never said anything may think about its first answer."""
SILENCE_S = 10.0
"""A printer that has answered before and says nothing for so long is away."""
ANSWER_S = 30.0
"""How long a printer in good order may take from a job's last byte to its last line."""
SHORTEST_RESTART_S = 2.0
"""No printer is back on its line sooner after losing power."""
_POLL_S = 0.25
_TAKES_S = 20.0


class OutcomeUnknown(EnvironmentFault):
    """It failed after part of the job went out: that may be on paper, wholly or in part."""


class NotReady(EnvironmentFault):
    """The printer says that it cannot print now; nothing of the job went out."""

    def __init__(self, text: str, status: Status) -> None:
        super().__init__(text)
        self.status = status


class Outcome(Enum):
    """What is known of a job that went out whole.

    SENT: the printer cannot say more. HANDED_OVER: the line broke before it said more.
    """

    PRINTED = "printed"
    SENT = "sent"
    HANDED_OVER = "handed over"


class Witness(Protocol):
    """Whoever writes down how a job fares, before the next step is taken."""

    def begins(self) -> None:
        """The job's first byte goes out next."""

    def is_handed_over(self) -> None:
        """The printer has all of it."""

    def hears(self, status: Status) -> None:
        """The printer said how it stands."""

    def is_stopping(self) -> bool:
        """Whether the till is being closed, and nobody can wait any longer."""


class Conversation:
    """One conversation over one open link.

    Attributes:
        answers: what the printer is known to say back; better known after :meth:`find_out`.
        status: how it stands; None for a printer that says nothing.
    """

    def __init__(self, link: Link, known: Answers) -> None:
        self.answers = known
        self._link = link
        self._ear = Ear()

    @property
    def status(self) -> Status | None:
        """How the printer stands, as far as it said."""
        return self._ear.status

    def ask_status(self) -> Status | None:
        """Ask how the printer stands; nothing from one that was never heard to say anything.

        Raises:
            EnvironmentFault: it has answered before, and does not now.
            UserError: what answers is no printer.
        """
        silent = self.answers in (Answers.UNKNOWN, Answers.NONE)
        target = self._ear.expect_status()
        deadline = time.monotonic() + (FIRST_ANSWER_S if silent else 2 * FIRST_ANSWER_S)
        self._write(answers.ASK_STATUS, deadline)
        while self._ear.answered < target and time.monotonic() < deadline:
            self._ear.hear(self._link.read(_POLL_S))
        self._check_is_printer()
        if self._ear.answered >= target:
            return self.status
        if not silent:
            raise EnvironmentFault(_("The printer does not answer. Is it switched on?"))
        self.answers = Answers.NONE
        return None

    def find_out(self) -> None:
        """See what a printer in good order says back. A very plain one may print a stray character."""
        if self.answers not in (Answers.UNKNOWN, Answers.NONE) or self.status is None:
            return
        deadline = time.monotonic() + FIRST_ANSWER_S
        self._write(answers.ask_process_id(b"POS?") + answers.ASK_KEYS, deadline)
        self.answers = Answers.STATUS
        while time.monotonic() < deadline and self.answers is not Answers.MEMORY:
            self._ear.hear(self._link.read(_POLL_S))
            if self._ear.keys is not None:
                self.answers = Answers.MEMORY
            elif self._ear.process_ids:
                self.answers = Answers.PROCESS_ID

    def send(self, data: bytes, number: int, witness: Witness) -> Outcome:
        """Send one job and learn what became of it. :meth:`ask_status` came before.

        Raises:
            OutcomeUnknown: part of it may be on paper.
        """
        witness.begins()
        try:
            if self.status is None:
                self._write(data, None)
                self._ear.hear(self._link.finish())
                self._check_is_printer()
                return Outcome.SENT
            outcome = self._send_and_listen(data, number, witness)
        except LinkCut as fault:
            if self.answers is Answers.MEMORY:
                return Outcome.HANDED_OVER
            raise OutcomeUnknown(_may_be_on_paper(fault.text)) from fault
        with suppress(LinkCut):
            self._hear_out()
        return outcome

    def _hear_out(self) -> None:
        """Take the answer under way: a pipe keeps it, and the next job would take it for its own."""
        deadline = time.monotonic() + FIRST_ANSWER_S
        while self._ear.is_waiting() and time.monotonic() < deadline:
            self._ear.hear(self._link.read(_POLL_S))

    def _send_and_listen(self, data: bytes, number: int, witness: Witness) -> Outcome:
        process_id = answers.process_id_of(number)
        if self.answers is Answers.MEMORY:
            data += answers.keep_key(answers.key_of(number))
        if self.answers.confirms:
            data += answers.ask_process_id(process_id)
        self._write(data, None)
        received = self._ear.expect_status()
        self._write(answers.ASK_STATUS, None)
        handed_over = False
        try:
            for _moment in self._moments(witness):
                if process_id in self._ear.process_ids:
                    return Outcome.PRINTED
                if not handed_over and self._ear.answered >= received:
                    handed_over = True
                    witness.is_handed_over()
                    if not self.answers.confirms and self._is_fine():
                        return Outcome.SENT
                elif handed_over and not self.answers.confirms and self._is_fine():
                    return Outcome.SENT
        except LinkCut:
            if handed_over:
                return Outcome.HANDED_OVER if self.answers.confirms else Outcome.SENT
            raise
        raise OutcomeUnknown(
            _may_be_on_paper(_("The printer is ready, and does not say that it printed this."))
        )

    def ask_again(
        self, number: int, away_s: float, witness: Witness | None = None, rest: bytes = b""
    ) -> Outcome:
        """Ask what became of a job that went out ``away_s`` seconds before the line came back.

        ``rest`` goes before the question, which would else be taken for the rest of a job that broke off.

        Raises:
            NotReady: the printer has yet to print, and cannot now. Ask once more later.
            OutcomeUnknown: nobody can say; a person must look.
        """
        if self.ask_status() is None:
            raise OutcomeUnknown(_may_be_on_paper(_("The printer says nothing any more.")))
        process_id = answers.process_id_of(number)
        question = answers.ask_process_id(process_id)
        if self.answers is Answers.MEMORY:
            question = answers.ASK_KEYS + question
        self._write(rest + question, None)
        for _moment in self._moments(witness):
            if process_id in self._ear.process_ids:
                return self._judge(number, away_s)
            if self.status is not None and self.status.trouble is not None:
                raise NotReady(said_of(self.status.trouble), self.status)
        raise OutcomeUnknown(_may_be_on_paper(_("The printer says nothing about this any more.")))

    def _judge(self, number: int, away_s: float) -> Outcome:
        if self.answers is Answers.MEMORY:
            printed = answers.key_of(number) in (self._ear.keys or ())
        else:
            printed = away_s < SHORTEST_RESTART_S
        if printed:
            return Outcome.PRINTED
        raise OutcomeUnknown(_may_be_on_paper(_("The printer was away while it had this.")))

    def part(self, rest: bytes) -> None:
        """Part what follows from a job that broke off. :meth:`ask_status` came before."""
        self._write(rest, None)

    def kick(self, pulse: bytes) -> None:
        """Open the drawer."""
        self._write(pulse, time.monotonic() + FIRST_ANSWER_S)

    def _check_is_printer(self) -> None:
        if self._ear.is_no_printer():
            raise UserError(
                _("What answers at this address is no receipt printer. Check its address."),
                field="address",
            )

    def _is_fine(self) -> bool:
        return self.status is not None and self.status.trouble is None

    def _moments(self, witness: Witness | None) -> "_Moments":
        return _Moments(self, witness)

    def _write(self, data: bytes, deadline: float | None) -> None:
        """Write all of it, listening in between: a printer that is full takes nothing until it printed.

        Raises:
            LinkCut: the line ended, or the printer neither takes nor says anything.
        """
        left = memoryview(data)
        taken_at = time.monotonic()
        while left:
            taken = self._link.write(left, _POLL_S)
            left = left[taken:]
            if taken:
                taken_at = time.monotonic()
                continue
            self._ear.hear(self._link.read(0))
            if time.monotonic() > (deadline or taken_at + _TAKES_S):
                raise LinkCut(_("The printer does not take what is sent to it."))


class _Moments:
    """Goes on, a moment at a time, until a printer in good order has had all the time it needs."""

    def __init__(self, talk: Conversation, witness: Witness | None) -> None:
        self._talk = talk
        self._witness = witness
        self._well_since = self._heard_at = time.monotonic()

    def __iter__(self) -> "_Moments":
        return self

    def __next__(self) -> None:
        ear, link, before = self._talk._ear, self._talk._link, self._talk.status
        heard = link.read(_POLL_S)
        ear.hear(heard)
        now = time.monotonic()
        if heard:
            self._heard_at = now
        status = self._talk.status
        if status is not None and status.trouble is not None:
            self._well_since = now
        if status is not None and status != before and self._witness is not None:
            self._witness.hears(status)
        if self._witness is not None and self._witness.is_stopping():
            raise LinkCut(_("The till was closed while the printer had this."))
        if now - self._heard_at > SILENCE_S:
            raise LinkCut(_("The printer does not answer. Is it switched on?"))
        if now - self._well_since > ANSWER_S:
            raise StopIteration
        if not heard and not ear.is_waiting():
            ear.expect_status()
            self._talk._write(answers.ASK_STATUS, now + FIRST_ANSWER_S)


def said_of(trouble: Trouble) -> str:
    """What keeps a printer from printing, for whoever stands before it."""
    return {
        Trouble.PAPER_OUT: _("The printer is out of paper."),
        Trouble.COVER_OPEN: _("The printer’s cover is open."),
        Trouble.OVERHEATED: _("The printer is too hot; it goes on by itself."),
        Trouble.CUTTER: _("The printer’s cutter is stuck."),
        Trouble.ERROR: _("The printer reports an error. Switch it off and on again."),
        Trouble.OFFLINE: _("The printer is offline."),
    }[trouble]


def _may_be_on_paper(why: str) -> str:
    return _("{why} Look whether it came out before printing it again.").format(why=why)
