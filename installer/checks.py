"""Every check a change has to pass, in the order that fails fastest."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from installer.console import run, say
from installer.environment import script


class Check(NamedTuple):
    """A heading and the command under it."""

    heading: str
    command: Sequence[str | Path]


LINTERS = (
    Check("Rules (ruff check)", [script("ruff"), "check", "--quiet"]),
    Check(
        "Layout (ruff format)",
        [script("ruff"), "format", "--check", "--quiet", "--output-format", "concise"],
    ),
    Check("Types (mypy)", [script("mypy")]),
    Check("Import rules (import-linter)", [script("lint-imports"), "--no-logo"]),
)


def tests(arguments: Sequence[str]) -> Check:
    """Return the test run; `arguments` go to pytest as they are."""
    options = ["-q", "-n", "2", "--dist", "worksteal"]
    return Check("Tests (pytest)", [script("pytest"), *options, *arguments])


def perform(checks: Sequence[Check]) -> int:
    """Run all checks even after a failure, so that one run tells everything; 0 if all passed."""
    began = time.monotonic()
    failed = [check.heading for check in checks if not _passes(check)]
    total = f"{time.monotonic() - began:.0f} s"
    if failed:
        say(f"\nFAILED in {total}: " + ", ".join(failed))
        return 1
    say(f"\nAll {len(checks)} checks passed in {total}.")
    return 0


def _passes(check: Check) -> bool:
    say(f"\n== {check.heading}")
    began = time.monotonic()
    code = run(check.command, _environment())
    say(f"   {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - began:.1f} s")
    return code == 0


def _environment() -> dict[str, str]:
    # The same on every machine: no window, no person's own Qt settings, no order that changes
    # from run to run.
    fixed = {"QT_QPA_PLATFORM": "offscreen", "PYTHONHASHSEED": "0", "NO_COLOR": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    return {**kept, **fixed}
