"""What the import linter cannot say: that the core imports *nothing* from outside."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.console import ROOT

CORE = ("pos_app.domain", "pos_app.security", "pos_app.errors")


@pytest.mark.parametrize(
    ("package", "allowed"), [("domain", set()), ("security", {"argon2"})], ids=str
)
def test_the_core_imports_only_itself_and_the_standard_library(
    package: str, allowed: set[str]
) -> None:
    foreign = {
        f"{file.name}: {name}"
        for file in (ROOT / "pos_app" / package).rglob("*.py")
        for name in _imported(file)
        if not (_is_core(name) or name.partition(".")[0] in sys.stdlib_module_names | allowed)
    }
    assert foreign == set()


def _is_core(name: str) -> bool:
    return any(name == core or name.startswith(core + ".") for core in CORE)


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # `from pos_app import domain` names its real target on the right.
            right = (f"pos_app.{alias.name}" for alias in node.names)
            yield from right if node.module == "pos_app" else (node.module,)
