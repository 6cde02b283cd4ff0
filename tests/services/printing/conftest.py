"""A printer that works, at tills that do not wait as long as real ones."""

from collections.abc import Callable, Iterator

import pytest

from pos_app.bench.printer import LoopbackPrinter
from pos_app.printing import conversation
from pos_app.services import print_work
from tests.services.counter import Counter


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests need not wait as a till does."""
    monkeypatch.setattr(conversation, "FIRST_ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "SILENCE_S", 1.0)
    monkeypatch.setattr(conversation, "ANSWER_S", 0.5)
    monkeypatch.setattr(conversation, "_POLL_S", 0.01)
    monkeypatch.setattr(print_work, "FALLBACK_AFTER_S", 0.0)


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """A printer that works."""
    with LoopbackPrinter() as made:
        yield made


@pytest.fixture
def use_printer(counter: Counter) -> Callable[[str], None]:
    """Give the till a printer."""
    return counter.use_printer
