"""Talking with a printer that answers, cannot print, breaks off, or says nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from pos_app.bench.printer import LoopbackPrinter, Mishap
from pos_app.domain.printer import Answers
from pos_app.errors import EnvironmentFault
from pos_app.printing import conversation
from pos_app.printing.answers import Ear, Status, Trouble, process_id_of
from pos_app.printing.conversation import Conversation, NotReady, Outcome, OutcomeUnknown
from pos_app.printing.escpos import as_bytes
from pos_app.printing.layouts import receipt
from pos_app.printing.links import Network
from pos_app.printing.profiles import profile_of
from tests.printing.builders import a_full_receipt
from tests.printing.decoder import decode

JOB = 4_711
RECEIPT = as_bytes(receipt(a_full_receipt()), profile_of("generic-80"))


@dataclass
class Diary:
    """What a job's witness heard."""

    steps: list[str] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    stops: bool = False
    on_status: Callable[[Status], object] = print

    def begins(self) -> None:
        self.steps.append("begins")

    def is_handed_over(self) -> None:
        self.steps.append("handed over")

    def hears(self, status: Status) -> None:
        self.statuses.append(status)
        self.on_status(status)

    def is_stopping(self) -> bool:
        return self.stops


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need not wait as a till does."""
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "SILENCE_S", 1.0)
    monkeypatch.setattr(conversation, "ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "_POLL_S", 0.01)
    monkeypatch.setattr(conversation, "_TAKES_S", 0.2)


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """A printer as good as they come."""
    with LoopbackPrinter() as made:
        yield made


def place_of(printer: LoopbackPrinter) -> Network:
    """Where it listens."""
    return Network("127.0.0.1", printer.listener.getsockname()[1], close_timeout_ms=50)


def send(printer: LoopbackPrinter, diary: Diary, known: Answers = Answers.MEMORY) -> Outcome:
    """One receipt to a printer."""
    with place_of(printer).open() as link:
        talk = Conversation(link, known)
        status = talk.ask_status()
        assert status is None or status.trouble is None
        talk.find_out()
        return talk.send(RECEIPT, JOB, diary)


def ask_again(
    printer: LoopbackPrinter, known: Answers = Answers.MEMORY, away_s: float = 60.0
) -> Outcome:
    """What became of that receipt."""
    with place_of(printer).open() as link:
        return Conversation(link, known).ask_again(JOB, away_s)


@pytest.mark.parametrize("known", [Answers.UNKNOWN, Answers.PROCESS_ID, Answers.MEMORY])
def test_a_printer_that_confirms_says_when_it_has_printed(
    printer: LoopbackPrinter, known: Answers
) -> None:
    diary = Diary()
    assert send(printer, diary, known) is Outcome.PRINTED
    assert diary.steps[0] == "begins"
    assert printer.papers == [RECEIPT]
    assert "Owes $45.00" in decode(printer.papers[0]).text


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ({}, Answers.MEMORY),
        ({"remembers": False}, Answers.PROCESS_ID),
        ({"remembers": False, "confirms": False}, Answers.STATUS),
        ({"speaks": False}, Answers.NONE),
    ],
)
def test_what_a_printer_says_back_is_found_out(kind: dict[str, bool], found: Answers) -> None:
    with LoopbackPrinter(**kind) as printer, place_of(printer).open() as link:
        talk = Conversation(link, Answers.UNKNOWN)
        talk.ask_status()
        talk.find_out()
        assert talk.answers is found


def test_a_printer_that_only_knows_how_it_stands_has_been_sent_the_job() -> None:
    with LoopbackPrinter(confirms=False, remembers=False) as printer:
        assert send(printer, Diary(), Answers.STATUS) is Outcome.SENT
        assert printer.papers == [RECEIPT]


def test_a_printer_that_says_nothing_gets_the_job_all_the_same() -> None:
    diary = Diary()
    with LoopbackPrinter(speaks=False) as printer:
        assert send(printer, diary, Answers.UNKNOWN) is Outcome.SENT
        while not printer.papers:
            pass
        assert printer.papers == [RECEIPT]
    assert diary.steps == ["begins"]


def test_a_printer_that_has_answered_before_and_is_silent_gets_nothing(
    printer: LoopbackPrinter,
) -> None:
    printer.go_deaf()
    diary = Diary()
    with pytest.raises(EnvironmentFault, match="does not answer"):
        send(printer, diary)
    assert diary.steps == []


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [
        ("paper_out", Trouble.PAPER_OUT),
        ("cover_open", Trouble.COVER_OPEN),
        ("overheated", Trouble.OVERHEATED),
        ("cutter_stuck", Trouble.CUTTER),
    ],
)
def test_it_says_what_is_wrong_with_it(
    printer: LoopbackPrinter, wrong: str, trouble: Trouble
) -> None:
    printer.change(**{wrong: True})
    with place_of(printer).open() as link:
        status = Conversation(link, Answers.STATUS).ask_status()
        assert status is not None
        assert status.trouble is trouble
        assert conversation.said_of(trouble)


def test_paper_that_is_nearly_out_and_a_drawer_stop_nothing(printer: LoopbackPrinter) -> None:
    printer.change(near_end=True, drawer_high=True)
    with place_of(printer).open() as link:
        status = Conversation(link, Answers.STATUS).ask_status()
    assert status == Status(None, near_end=True, drawer_high=True)


def test_a_job_that_runs_out_of_paper_is_waited_for_and_printed_once(
    printer: LoopbackPrinter,
) -> None:
    printer.mishaps.append(Mishap(runs_out_after=300))
    diary = Diary()
    diary.on_status = lambda _status: printer.change(paper_out=False)
    assert send(printer, diary) is Outcome.PRINTED
    assert diary.steps == ["begins", "handed over"]
    assert [status.trouble for status in diary.statuses][:1] == [Trouble.PAPER_OUT]
    assert printer.papers == [RECEIPT]


@pytest.mark.parametrize("size", [1, 100, len(RECEIPT) - 4])
def test_a_line_that_breaks_in_the_middle_leaves_the_outcome_open_until_it_is_asked(
    printer: LoopbackPrinter, size: int
) -> None:
    printer.mishaps.append(Mishap(cut_after=size))
    assert send(printer, Diary()) is Outcome.HANDED_OVER
    with pytest.raises(OutcomeUnknown, match="Look whether it came out"):
        ask_again(printer)
    assert printer.papers == []


def test_without_a_memory_a_line_that_breaks_in_the_middle_is_for_a_person(
    printer: LoopbackPrinter,
) -> None:
    printer.mishaps.append(Mishap(cut_after=100))
    with pytest.raises(OutcomeUnknown, match="Look whether it came out"):
        send(printer, Diary(), Answers.PROCESS_ID)


def test_a_line_that_breaks_behind_the_job_loses_no_word_of_it(printer: LoopbackPrinter) -> None:
    printer.mishaps.append(Mishap(mutes=True))
    diary = Diary()
    diary.stops = False
    diary.is_handed_over = printer.hang_up  # type: ignore[method-assign]
    assert send(printer, diary) is Outcome.HANDED_OVER
    assert ask_again(printer) is Outcome.PRINTED
    assert ask_again(printer, Answers.PROCESS_ID, away_s=0.5) is Outcome.PRINTED
    assert printer.papers == [RECEIPT]


def test_who_was_away_long_enough_to_lose_power_is_not_believed(printer: LoopbackPrinter) -> None:
    with pytest.raises(OutcomeUnknown, match="was away"):
        ask_again(printer, Answers.PROCESS_ID, away_s=5.0)


def test_a_printer_that_lost_power_with_the_paper_in_memory_does_not_claim_it(
    printer: LoopbackPrinter,
) -> None:
    printer.mishaps.append(Mishap(runs_out_after=100))
    diary = Diary()
    diary.is_handed_over = printer.lose_power  # type: ignore[method-assign]
    assert send(printer, diary) is Outcome.HANDED_OVER
    printer.change(paper_out=False)
    with pytest.raises(OutcomeUnknown):
        ask_again(printer)
    assert printer.papers == []


def test_a_job_in_a_printer_without_paper_is_asked_for_until_there_is_some(
    printer: LoopbackPrinter,
) -> None:
    printer.mishaps.append(Mishap(runs_out_after=100))
    diary = Diary(stops=False)
    diary.is_handed_over = printer.hang_up  # type: ignore[method-assign]
    assert send(printer, diary) is Outcome.HANDED_OVER
    with pytest.raises(NotReady, match="out of paper"):
        ask_again(printer)
    printer.change(paper_out=False)
    assert ask_again(printer) is Outcome.PRINTED
    assert printer.papers == [RECEIPT]


def test_a_till_that_is_closed_waits_for_no_printer(printer: LoopbackPrinter) -> None:
    printer.mishaps.append(Mishap(runs_out_after=100))
    diary = Diary(stops=True)
    assert send(printer, diary) is Outcome.HANDED_OVER


def test_a_printer_in_good_order_that_never_confirms_is_not_waited_for(
    printer: LoopbackPrinter,
) -> None:
    printer.mishaps.append(Mishap(mutes=True))
    with pytest.raises(OutcomeUnknown, match="does not say that it printed"):
        send(printer, Diary())


def test_answers_may_come_in_pieces_and_among_automatic_status() -> None:
    ear = Ear()
    target = ear.expect_status()
    said = b"\x12" + b"\x14\x00\x00\x0f" + b"\x16\x12\x1e" + b"\x37\x22abcd\x00" + b"\x11"
    for byte in said:
        ear.hear(bytes([byte]))
    assert ear.answered == target
    assert ear.process_ids == [b"abcd"]
    assert ear.status == Status(Trouble.COVER_OPEN, near_end=True, drawer_high=False)


def test_automatic_status_says_the_same_as_the_status_asked_for() -> None:
    ear = Ear()
    ear.hear(b"\x3c\x00\x0f\x0f")
    assert ear.status == Status(Trouble.COVER_OPEN, near_end=True, drawer_high=True)
    ear.hear(b"\x18\x40\x00\x0f")
    assert ear.status == Status(Trouble.OVERHEATED)


def test_process_ids_are_four_printable_characters_each_its_own() -> None:
    made = {process_id_of(number) for number in range(20_000)}
    assert len(made) == 20_000
    assert all(len(one) == 4 and min(one) >= 32 and max(one) <= 126 for one in made)
