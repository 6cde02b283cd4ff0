"""Jobs, printers and routes changed behind the till's back: verify names them, and only them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.printer import Printer, Route
from pos_app.reports.verify import verify
from pos_app.services import print_spool, printers
from pos_app.services.desk import Desk
from tests.reports.test_verify import damage
from tests.services.counter import Counter, prepare


@pytest.fixture
def worked(desk: Desk, tmp_path: Path) -> Iterator[Counter]:
    """A ticket printed and printed again, one that waits, two printers and two routes."""
    prepare(desk)
    at = Counter(desk)
    printers.put_printer(desk, Printer(0, "Front", f"virtual:{tmp_path}"))
    printers.put_printer(desk, Printer(0, "Back", "tcp://10.0.0.9", fallback_id=1))
    printers.put_routes(desk, 1, [Route(1, "", 1), Route(1, "refund", 2)])
    ticket = at.sell(None, 1_000, "cash")
    print_spool.reprint(desk, ticket)
    while print_spool.send_next(desk):
        pass
    at.sell(None, 1_000)
    at.ticket(None, 500)
    assert verify(desk.database) == []
    yield at
    desk.database.close()


@pytest.mark.parametrize(
    ("change", "record"),
    [
        ("UPDATE print_jobs SET state = 'lost' WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET document = '[]' WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET awaited = 1 WHERE id = 3", "print job 3"),
        ("UPDATE print_jobs SET awaited = 7 WHERE id = 3", "print job 3"),
        ("UPDATE print_jobs SET sent_at = '' WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET copy = 0 WHERE id = 2", "print job 2"),
        ("UPDATE print_jobs SET copy = 2 WHERE id = 2", "print job 2"),
        ("UPDATE print_jobs SET kick_drawer = 5 WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET printer_id = 9 WHERE id = 1", "print job 1"),
        ("UPDATE print_jobs SET ticket_id = 3 WHERE id = 3", "print job 3"),
        ("UPDATE printers SET answers = 'yes' WHERE id = 1", "printer 1"),
        ("UPDATE printers SET fallback_id = 2 WHERE id = 2", "printer 2"),
        ("UPDATE printers SET pulse_ms = 9000 WHERE id = 2", "printer 2"),
        ("UPDATE printers SET drawer_pin = 3 WHERE id = 2", "printer 2"),
        ("UPDATE printers SET address = '' WHERE id = 2", "printer 2"),
        ("UPDATE routes SET printer_id = 9 WHERE paper = 'refund'", "route of refund at till 1"),
        ("UPDATE routes SET paper = 'poem' WHERE paper = 'refund'", "route of poem at till 1"),
    ],
)
def test_a_record_of_the_printing_that_was_changed_is_named_and_only_it(
    worked: Counter, change: str, record: str
) -> None:
    damage(worked.desk.database.path, change)
    assert [finding.record for finding in verify(worked.desk.database)] == [record]
