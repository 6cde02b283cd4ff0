"""What parts a print job from one that broke off before it, in the middle of a command perhaps."""

from sqlalchemy import select

from pos_app.domain.printer import Printer
from pos_app.persistence.tables.print_jobs import print_jobs
from pos_app.printing.profiles import profile_of
from pos_app.services.desk import Desk

_BROKEN_OFF = ("sending", "unsure", "dismissed")
"""The states of a job that went out, and not to its end where the printer never had all of it."""


def parting(desk: Desk, printer: Printer, job_id: int) -> bytes:
    """What goes out before a job where the last one, of whichever till, broke off half-way."""
    from pos_app.printing.escpos import after_break

    last = (
        select(print_jobs.c.state, print_jobs.c.sent_at)
        .where(
            print_jobs.c.printer_id == printer.id,
            print_jobs.c.attempts > 0,
            print_jobs.c.id != job_id,
        )
        .order_by(print_jobs.c.id.desc())
        .limit(1)
    )
    with desk.read() as connection:
        before = connection.execute(last).first()
    broke_off = before is not None and before.state in _BROKEN_OFF and not before.sent_at
    return after_break(profile_of(printer.profile)) if broke_off else b""


def rest_of(printer: Printer) -> bytes:
    """What completes the command in which a job may have broken off, and is nothing if it has not."""
    from pos_app.printing.escpos import rest_of_command

    return rest_of_command(profile_of(printer.profile))
