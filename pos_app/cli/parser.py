"""The arguments of the command line; whatever is wrong with them is one plain sentence."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from pos_app.domain.words import _, mark
from pos_app.errors import UserError

# What argparse says (in English, whatever the language, as it looks in the catalog of nobody), and
# what we say instead. A choice and a value come with or without quotes, by the version of Python.
_SAID = (
    (
        r"argument COMMAND: invalid choice: '?(?P<value>.*?)'?,? .*\(choose from (?P<known>.*)\)",
        mark("There is no command “{value}”. There are: {known}."),
    ),
    (
        r"argument .*?: invalid choice: '?(?P<value>.*?)'?,? .*\(choose from (?P<known>.*)\)",
        mark("“{value}” does not fit here. Write one of: {known}."),
    ),
    (
        r"argument (?P<name>.*?): invalid int value: '(?P<value>.*)'",
        mark("“{value}” is no whole number. Write {name} with one."),
    ),
    (
        r"the following arguments are required: (?P<names>.*)",
        mark("“{command}” needs {names} too. See {command} --help."),
    ),
    (
        r"unrecognized arguments: (?P<names>.*)",
        mark("“{names}” is not understood. See {command} --help."),
    ),
    (
        r"argument (?P<name>.*?): expected .*",
        mark("{name} needs a value after it. See {command} --help."),
    ),
    (
        r"argument (?P<name>.*?): not allowed with argument (?P<other>.*)",
        mark("Give {name} or {other}, not both."),
    ),
)


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one sentence of ours, and takes no abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed.

        Raises:
            UserError: always.
        """
        for pattern, sentence in _SAID:
            if found := re.fullmatch(pattern, message):
                fields = {**found.groupdict(), "command": self.prog}
                fields["known"] = (fields.get("known") or "").replace("'", "")
                raise UserError(_(sentence).format(**fields))
        raise UserError(
            _("“{command}” is not used like this. See {command} --help.").format(command=self.prog)
        )


class Commands:
    """The commands of a parser, each with the options that all of them take."""

    def __init__(self, parser: Parser) -> None:
        self._made = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
        # Suppressed, so that a folder named before the command is not overwritten there.
        self._common = Parser(add_help=False)
        self._common.add_argument(
            "--data",
            type=Path,
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="the shop's folder (default: this user's own)",
        )
        self._common.add_argument("--json", action="store_true", help="print figures as JSON")

    def add(self, name: str, run: Callable[[Any], int], said: str) -> Parser:
        """A command, what carries it out, and its line in the help."""
        made = self._made.add_parser(
            name, parents=[self._common], help=said, description=said[0].upper() + said[1:]
        )
        made.set_defaults(run=run)
        return made
