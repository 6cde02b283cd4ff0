"""What every command shares: exit codes, what it prints, its progress bar, and the shop it opens."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app import config
from pos_app.domain.words import _, harmless
from pos_app.errors import UserError

if TYPE_CHECKING:
    from pos_app.persistence.database import Database
    from pos_app.services.desk import Desk

FINE, FOUND, WRONG, STOPPED = 0, 1, 2, 130

Progress = Callable[[int, int], None]


@contextmanager
def open_shop(data: Path) -> Iterator["Desk"]:
    """The shop that must be there already, at the office's desk.

    Raises:
        UserError, EnvironmentFault: there is none in ``data``, or it cannot be used.
    """
    from dataclasses import replace

    from pos_app import bootstrap
    from pos_app.services.desk import OFFICE

    _check_there(data)
    desk = bootstrap.open_shop(data)
    try:
        yield replace(desk, till=OFFICE)
    finally:
        bootstrap.close_shop(desk)


@contextmanager
def open_books(data: Path) -> Iterator["Database"]:
    """The books alone of the shop that must be there already, which need not be fit for work.

    Raises:
        UserError, EnvironmentFault: there is none in ``data``, or it cannot be read.
    """
    from pos_app import bootstrap

    _check_there(data)
    database = bootstrap.open_books(data)
    try:
        yield database
    finally:
        database.close()


def _check_there(data: Path) -> None:
    if not config.shop_file(data).exists():
        raise UserError(
            _("There is no shop in “{folder}”. Name its folder with --data.").format(folder=data)
        )


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on a terminal, shown only once the work has lasted a moment."""
    from tqdm import tqdm

    with tqdm(desc=what, file=sys.stderr, disable=None, delay=0.5, leave=False, unit="") as bar:

        def told(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield told


def say(asked: Any, figures: Mapping[str, Any], sentence: str) -> None:
    """The outcome of a command: its figures with ``--json``, else the sentence."""
    if asked.json:
        write_json(figures)
    else:
        write([sentence])


def write(lines: Iterable[str]) -> None:
    """Lines on standard output; a name in them is text, and no command to the terminal."""
    sys.stdout.writelines(harmless(line) + "\n" for line in lines)
    sys.stdout.flush()


def write_json(value: object) -> None:
    """A value on standard output, as JSON."""
    write([json.dumps(value, ensure_ascii=False, indent=2)])


def complain(sentence: str) -> None:
    """What went wrong, on standard error."""
    sys.stderr.write(f"pos-app: {harmless(sentence)}\n")
