"""Commands on a shop as a whole: copy it, put it back, make a demo one, measure, let somebody in."""

import sys
from pathlib import Path
from typing import Any

from pos_app.cli.parser import Commands
from pos_app.cli.terminal import (
    FINE,
    FOUND,
    open_books,
    open_shop,
    progress_bar,
    say,
    write,
    write_json,
)
from pos_app.domain.words import _, plural
from pos_app.errors import UserError


def add(commands: Commands) -> None:
    """The commands of this module."""
    backup_ = commands.add("backup", backup, "write a checked copy of the shop; the till may go on")
    backup_.add_argument("file", type=Path, metavar="FILE")
    restore_ = commands.add("restore", restore, "put a backup in the place of the shop")
    restore_.add_argument("file", type=Path, metavar="FILE")
    demo_ = commands.add("demo", demo, "make a demo shop")
    demo_.add_argument("folder", type=Path, metavar="DIR")
    for name, default in (("clients", 200), ("days", 30), ("seed", 1)):
        demo_.add_argument(f"--{name}", type=int, default=default, metavar="N")
    bench_ = commands.add("bench", bench, "measure the till; exit 1 where a limit does not hold")
    bench_.add_argument("names", nargs="*", metavar="NAME", help="which figures (default: all)")
    reset = commands.add("reset-pin", reset_pin, "give a staff member a new PIN")
    reset.add_argument("staff", metavar="STAFF", help="the staff member's code, for example S1")


def backup(asked: Any) -> int:
    """Write a checked copy of the shop."""
    from pos_app.persistence.backup import backup as copy

    # Of what may only be read too: a copy is wanted most where a disk is failing.
    with open_books(asked.data) as books, progress_bar(_("Backing up")) as told:
        copy(books.path, asked.file, told)
    figures = {"file": str(asked.file), "bytes": asked.file.stat().st_size}
    return _with_its_books(
        asked, figures, _("A checked copy of the shop is in {file}.").format(**figures)
    )


def restore(asked: Any) -> int:
    """Put a backup in the place of the shop."""
    from pos_app import bootstrap

    with progress_bar(_("Restoring")) as told:
        kept = bootstrap.restore(asked.data, asked.file, told)
    figures = {"file": str(asked.file), "kept": str(kept) if kept else None}
    said = _("{file} is the shop now.").format(**figures)
    if kept:
        said += " " + _("What it replaced is kept in {kept}.").format(**figures)
    return _with_its_books(asked, figures, said)


def _with_its_books(asked: Any, figures: dict[str, Any], said: str) -> int:
    """Say what was done, and whether the books are whole; exit code 1 where they are not.

    A backup that is the only one left is worth having with a wrong record too: it is told, not refused.
    """
    from pos_app.reports.verify import verify

    with open_books(asked.data) as books, progress_bar(_("Verifying")) as told:
        wrong = len(verify(books, told))
    state = _("Its books are whole.")
    if wrong:
        state = plural(
            "{count} record in it is wrong: pos-app verify names it.",
            "{count} records in it are wrong: pos-app verify names them.",
            wrong,
        )
    say(asked, {**figures, "wrong": wrong}, f"{said} {state}")
    return FOUND if wrong else FINE


def demo(asked: Any) -> int:
    """Make a demo shop."""
    from pos_app import demo as shops

    with progress_bar(_("Making the demo shop")) as told:
        shops.make(
            asked.folder, clients=asked.clients, days=asked.days, seed=asked.seed, progress=told
        )
    figures = {"folder": str(asked.folder), "clients": asked.clients, "days": asked.days}
    said = _("The demo shop is ready. Open it with: pos-app --data {folder}").format(**figures)
    say(asked, figures, said)
    return FINE


def bench(asked: Any) -> int:
    """Measure the till; exit code 1 where a limit does not hold."""
    from tqdm import tqdm

    from pos_app import bench as benches

    with tqdm(file=sys.stderr, disable=None, leave=False, unit="") as bar:

        def told(what: str, done: int, of: int) -> None:
            bar.set_description(what, refresh=False)
            bar.total = of
            bar.n = done
            bar.refresh()

        results = benches.run(asked.names, told)
    if asked.json:
        write_json([result.as_json() for result in results])
    else:
        write(result.as_text() for result in results)
    return FINE if all(result.holds for result in results) else FOUND


def reset_pin(asked: Any) -> int:
    """Give a staff member a new PIN: whoever has the shop's files may."""
    from pos_app.services import staff

    with open_shop(asked.data) as desk:
        staff.reset_pin(desk, asked.staff, _new_pin())
    write([_("{staff} signs in with the new PIN now.").format(staff=asked.staff)])
    return FINE


def _new_pin() -> str:
    """A PIN typed twice without being shown, or, from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    pin = getpass(_("New PIN: "))
    if getpass(_("Again: ")) != pin:
        raise UserError(_("The two PINs differ."))
    return pin
