"""The repository's own virtual environment, filled from the lock."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from installer import system
from installer.console import ROOT, must_run, say

VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
PACKAGES_STAMP = VENV / "packages.stamp"
PROJECT_STAMP = VENV / "project.stamp"
_SCRIPTS = VENV / ("Scripts" if sys.platform == "win32" else "bin")
_SUFFIX = ".exe" if sys.platform == "win32" else ""


def script(name: str) -> Path:
    """Return where the environment keeps the program `name`."""
    return _SCRIPTS / (name + _SUFFIX)


def prepare(needs: Sequence[system.Need]) -> None:
    """Bring this machine and the environment up to date; instant when they are."""
    fits = _environment_fits()
    # Asked for together, so that nobody has to type a second command after the first.
    system.provide(needs if fits else [*needs, _venv_module()])
    if not fits:
        _make_environment()
    _install_packages()
    _install_project()
    _compile_translations()


def _environment_fits() -> bool:
    if Path(sys.prefix).resolve() == VENV.resolve():
        return True
    settings = VENV / "pyvenv.cfg"
    if not settings.is_file() or not script("python").exists():
        return False
    lines = settings.read_text(encoding="utf-8").splitlines()
    found = {key.strip(): value.strip() for key, _, value in (x.partition("=") for x in lines)}
    # Its programs hold its full path, so an environment in a moved folder no longer works.
    in_place = found.get("command", str(VENV)).endswith(str(VENV))
    return in_place and found.get("version", "").startswith(_our_version() + ".")


def _venv_module() -> system.Need:
    # Debian's own Python comes without the part that puts pip into a new environment.
    package = f"python{_our_version()}-venv"
    return system.Need(package, "virtual environments", module="ensurepip", required=True)


def _make_environment() -> None:
    say(f"Making a virtual environment in {VENV.name} (Python {_our_version()})")
    must_run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "The virtual environment could not be made",
    )


def _our_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _install_packages() -> None:
    wanted = _fingerprint(LOCK)
    if _read(PACKAGES_STAMP) == wanted:
        return
    count = sum(line[:1].isalnum() for line in LOCK.read_text(encoding="utf-8").splitlines())
    say(f"Installing {count} Python packages from {LOCK.name} (a minute or two the first time)")
    _pip(
        ["--require-hashes", "-r", LOCK],
        "The Python packages could not be installed",
    )
    PACKAGES_STAMP.write_text(wanted, encoding="utf-8")


def _install_project() -> None:
    wanted = _fingerprint(LOCK, PROJECT)
    if _read(PROJECT_STAMP) == wanted:
        return
    say("Linking the project into the environment")
    # The lock brings the build backend, so this needs no network.
    _pip(
        ["--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT],
        "The project could not be linked into its environment",
    )
    PROJECT_STAMP.write_text(wanted, encoding="utf-8")


def _pip(arguments: Sequence[str | Path], failed: str) -> None:
    # On a terminal pip's own progress is worth seeing; in a log only its errors are.
    volume = [] if sys.stdout.isatty() else ["-qq", "--progress-bar", "off"]
    options = ["--disable-pip-version-check", "--no-input", *volume]
    must_run([script("python"), "-m", "pip", "install", *options, *arguments], failed)


def _compile_translations() -> None:
    for source, compiled in _stale_translations(ROOT / "resources" / "i18n"):
        say(f"Compiling {source.relative_to(ROOT).as_posix()}")
        must_run(
            [script("pybabel"), "--quiet", "compile", "-i", source, "-o", compiled],
            f"{source.name} could not be compiled",
        )


def _stale_translations(folder: Path) -> Iterator[tuple[Path, Path]]:
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            yield source, compiled


def _fingerprint(*files: Path) -> str:
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + _our_version().encode()).hexdigest()


def _read(stamp: Path) -> str | None:
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else None
