"""The ``pos-app`` command: without a command it opens the till.

Exit codes: 0 all is well, 1 something was found, 2 used wrongly or not possible now. What went wrong
is one plain sentence on standard error; a bug is written to the log. Every command imports what it
needs itself, so that ``--help`` and the till's start carry nothing of the others.
"""

import gettext
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from pos_app import config
from pos_app.cli import books, imports, shop
from pos_app.cli.parser import Commands, Parser
from pos_app.cli.terminal import FINE, STOPPED, WRONG, complain
from pos_app.domain import words
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows a mark in its place; it is no reason to fail.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    # The language of whoever types, until a shop is open and its own is known.
    words.use(gettext.translation("pos", config.TRANSLATIONS, fallback=True))
    try:
        asked = _parser().parse_args(given)
    except UserError as wrong_use:
        complain(wrong_use.text)
        return WRONG
    if asked.command is None:
        return _till(given)
    asked.data = asked.data or config.data_folder()
    try:
        return cast(int, asked.run(asked))
    except (UserError, EnvironmentFault) as refusal:
        complain(refusal.text)
        return WRONG
    except (KeyboardInterrupt, EOFError):
        complain(_("Stopped."))
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        _give_output_up()
        return FINE
    except OSError as error:
        # Not one of our own files, which say more: a name that was given to us, or its folder.
        complain(
            _("“{file}” cannot be used: {reason}.").format(
                file=error.filename or _("standard output"), reason=error.strerror or error
            )
        )
        _give_output_up()
        return WRONG
    except Exception as bug:  # noqa: BLE001 -- the last line of defence: a bug is logged, not shown
        return _report(bug, asked.data)


def _give_output_up() -> None:
    """Where nothing can be written any more, the interpreter must not try it again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> Parser:
    parser = Parser(prog="pos-app", description="The till. Without a command its window is opened.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the shop's folder")
    parser.add_argument("--till", type=int, metavar="N", help="which till this is (window only)")
    parser.add_argument("--demo", action="store_true", help="open the demo shop (window only)")
    commands = Commands(parser)
    for group in (books, imports, shop):
        group.add(commands)
    return parser


def _till(arguments: list[str]) -> int:
    """Hand over to the window. It is run, not imported: nothing here knows the screens."""
    import gc
    import runpy

    if not _has_screen():
        complain(_("There is no screen here to open the till on."))
        return WRONG
    # What is made while starting stays; looking through it for garbage takes a tenth of the start.
    # The window collects on its own thread only, from then on (see ui.garbage).
    gc.disable()
    sys.argv = [sys.argv[0], *arguments]
    try:
        runpy.run_module("ui", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE
    return FINE


def _has_screen() -> bool:
    """Whether Qt would find somewhere to draw; where it does not, it ends the process at once."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def _report(bug: Exception, data: Path) -> int:
    import logging

    where = _("It could not be logged.")
    with suppress(OSError):
        file = config.log_to(data)
        logging.getLogger(__name__).error("a bug in a command", exc_info=bug)
        where = _("It is in {file}.").format(file=file)
    complain(_("Something went wrong inside the program; nothing was half done. ") + where)
    return WRONG
