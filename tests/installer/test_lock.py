"""The lock serves every machine: exact, hashed, and free of any address or path."""

from __future__ import annotations

import re
import tomllib

from installer.environment import LOCK, PROJECT

REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ]+)(?P<marker> ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def test_every_line_is_an_exact_version_or_its_hash() -> None:
    odd = [
        line
        for line in LOCK.read_text(encoding="utf-8").splitlines()
        if not (REQUIREMENT.match(line) or HASH.match(line))
    ]
    assert odd == []


def test_every_locked_requirement_has_a_hash() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    without = [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if REQUIREMENT.match(line) and not HASH.match(following)
    ]
    assert without == []


def test_the_lock_names_no_registry_and_no_local_path() -> None:
    text = LOCK.read_text(encoding="utf-8")
    for trace in ("://", "file:", "-index", "find-links", "/", "@ "):
        assert trace not in text


def test_everything_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["build-system"]["requires"],
    ]
    locked = set(re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    missing = {_plain_name(requirement) for requirement in asked} - locked
    assert missing == set()


def _plain_name(requirement: str) -> str:
    name = re.split(r"[ <>=~!;\[]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()
