"""How the developer's command speaks, and how it runs other programs."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupProblem(Exception):
    """Something the person at the keyboard has to put right; the text says what and how."""


def say(text: str) -> None:
    """Print at once, so that our lines keep their place among other programs' output."""
    print(text, flush=True)


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> int:
    """Run a program from the repository's root and return its exit code."""
    try:
        return subprocess.run(
            [str(part) for part in command], cwd=ROOT, env=environment, check=False
        ).returncode
    except FileNotFoundError:
        say(f"Not found: {command[0]}")
        return 127


def must_run(
    command: Sequence[str | Path], failed: str, environment: Mapping[str, str] | None = None
) -> None:
    """Run a program; when it fails, stop and say `failed`."""
    code = run(command, environment)
    if code != 0:
        raise SetupProblem(f"{failed} (exit code {code} from {Path(command[0]).name}).")
