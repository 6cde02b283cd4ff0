"""Set up, run and test the till from a fresh checkout, with nothing but Python 3.11 or newer."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may well have an older one.
    sys.exit("The till needs Python 3.11 or newer; this is " + sys.version.split()[0])

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

# Started as a file, Python looks for modules beside it rather than at the repository's root.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer import checks, environment, system
from installer.console import ROOT, SetupProblem, run, say

SCREENSHOTS = ROOT / "build" / "screenshots"


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and return the exit code."""
    command = arguments[0] if arguments else ""
    if command not in COMMANDS:
        say(_usage())
        return 0 if command in {"-h", "--help"} else 2
    try:
        # What follows the command belongs to the program it starts, dashes and all.
        return COMMANDS[command](arguments[1:])
    except SetupProblem as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def set_up(_rest: Sequence[str]) -> int:
    """Install everything the till needs."""
    environment.prepare(system.TO_RUN)
    say("Ready. Start the till with: python3 installer/dev.py run")
    return 0


def run_till(rest: Sequence[str]) -> int:
    """Open the till, or without a screen let a demo day work it into pictures."""
    environment.prepare(system.TO_RUN)
    if system.has_screen():
        return run([environment.script("python"), "-m", "pos_app", *(rest or ["--demo"])])
    say("There is no screen here, so a demo day works the till and leaves its pictures.")
    folder = Path(tempfile.mkdtemp(prefix="pos-app-"))
    code = _demo_day(["--out", str(folder), *rest])
    say(f"What the day left behind is in {folder}" if code == 0 else "The demo day failed.")
    return code


def take_screenshots(rest: Sequence[str]) -> int:
    """Draw every screen into a folder (build/screenshots, or the one named)."""
    environment.prepare(system.TO_RUN)
    folder = Path(rest[0]).resolve() if rest else SCREENSHOTS
    folder.mkdir(parents=True, exist_ok=True)
    code = _demo_day(["--screenshots", str(folder), *rest[1:]])
    if code == 0:
        say(f"The screenshots are in {folder}")
    return code


def update_words(_rest: Sequence[str]) -> int:
    """Bring the translation catalogs up to date with the source."""
    environment.prepare(system.TO_RUN)
    return run([environment.script("python"), "-m", "installer.words"])


def check(_rest: Sequence[str]) -> int:
    """Run the linters only."""
    environment.prepare(system.TO_RUN)
    return checks.perform(checks.LINTERS)


def test(rest: Sequence[str]) -> int:
    """Run the linters and the tests."""
    environment.prepare(system.TO_TEST)
    return checks.perform([*checks.LINTERS, checks.tests(rest)])


COMMANDS = {
    "setup": set_up,
    "run": run_till,
    "test": test,
    "check": check,
    "screenshots": take_screenshots,
    "words": update_words,
}


def _usage() -> str:
    lines = [f"  {name:12} {action.__doc__}" for name, action in COMMANDS.items()]
    return "\n".join(["usage: python3 installer/dev.py COMMAND [arguments]", "", *lines])


def _demo_day(arguments: Sequence[str]) -> int:
    """Offscreen, where windows are drawn alike on every machine and always have the focus."""
    command: list[str | Path] = [environment.script("python"), "-m", "ui.demo_day", *arguments]
    return run(command, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
