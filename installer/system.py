"""System libraries and programs that no Python package brings along."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.console import SetupProblem, run, say


@dataclass(frozen=True)
class Need:
    """One thing a Linux machine may lack, and the Debian package that brings it."""

    package: str
    purpose: str
    library: str = ""
    program: str = ""
    module: str = ""
    font: str = ""
    required: bool = False

    def is_met(self) -> bool:
        """Look for the thing itself: package names differ from one system to the next."""
        if self.library:
            return _loads(self.library)
        if self.program:
            return shutil.which(self.program) is not None
        if self.module:
            importlib.invalidate_caches()
            return importlib.util.find_spec(self.module) is not None
        folders = (Path(start).expanduser() for start in _FONT_FOLDERS)
        return any(True for folder in folders for _file in folder.rglob(f"{self.font}*"))

    @property
    def thing(self) -> str:
        """Return what to look for where packages go by other names."""
        return self.library or self.program or self.module or self.font


_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts")

WINDOWS = "windows and drawing"
QT = (
    Need("libgl1", WINDOWS, library="libGL.so.1", required=True),
    Need("libegl1", WINDOWS, library="libEGL.so.1", required=True),
    Need("libglib2.0-0", WINDOWS, library="libglib-2.0.so.0", required=True),
    Need("libfontconfig1", WINDOWS, library="libfontconfig.so.1", required=True),
    Need("libdbus-1-3", WINDOWS, library="libdbus-1.so.3", required=True),
    Need("libxkbcommon0", WINDOWS, library="libxkbcommon.so.0", required=True),
)
SCREEN = (
    Need("libxkbcommon-x11-0", "windows on a screen", library="libxkbcommon-x11.so.0"),
    Need("libxcb-cursor0", "windows on a screen", library="libxcb-cursor.so.0"),
    Need("libxcb-icccm4", "windows on a screen", library="libxcb-icccm.so.4"),
    Need("libxcb-keysyms1", "windows on a screen", library="libxcb-keysyms.so.1"),
    Need("libxcb-shape0", "windows on a screen", library="libxcb-shape.so.0"),
    Need("libxcb-xkb1", "windows on a screen", library="libxcb-xkb.so.1"),
)
LOOK = (
    Need("fonts-inter", "the typeface of the screens", font="Inter-Regular"),
    Need("fonts-dejavu-core", "the typeface of PDF receipts", font="DejaVuSansMono"),
    Need(
        "fonts-noto-cjk", "Chinese, Japanese and Korean names on paper", font="NotoSansCJK-Regular"
    ),
    Need("fonts-noto-core", "Thai, Indic and other names on paper", font="NotoSansThai-Regular"),
    Need("fonts-symbola", "emoji on paper", font="Symbola"),
    Need("libfribidi0", "Arabic and Hebrew names on paper", library="libfribidi.so.0"),
)
READERS = (
    Need("hledger", "a second opinion on exported books", program="hledger"),
    Need("poppler-utils", "a second reader of PDF papers", program="pdftotext"),
)

TO_RUN = QT + SCREEN + LOOK
TO_TEST = TO_RUN + READERS


def missing(needs: Sequence[Need]) -> list[Need]:
    """Return the needs this machine does not meet; Windows and macOS have none of them."""
    if not sys.platform.startswith("linux"):
        return []
    return [need for need in needs if not need.is_met()]


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a window could be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def install_command(needs: Sequence[Need]) -> list[str]:
    """Return the one command that installs all of `needs` on a Debian-like system."""
    packages = sorted({need.package for need in needs})
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing where we may; otherwise say how, and stop only if we must."""
    lacking = missing(needs)
    if not lacking:
        return
    if shutil.which("apt-get") is None:
        _explain(lacking, "Install these with your system's package manager:")
        for need in lacking:
            say(f"  {need.thing}  (for {need.purpose})")
    elif is_root():
        lacking = _install(lacking)
    else:
        _explain(lacking, "Install them with this one command:")
        say("  sudo " + " ".join(install_command(lacking)))
    if any(need.required for need in lacking):
        raise SetupProblem("Cannot go on without: " + _names(lacking, required_only=True))


def is_root() -> bool:
    """Tell whether this process may install system packages by itself."""
    return sys.platform != "win32" and os.geteuid() == 0


def _install(lacking: Sequence[Need]) -> list[Need]:
    say("Installing system packages: " + _names(lacking))
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Another apt at work is common just after a machine starts: wait for it.
    options = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    run(["apt-get", "update", *options], quiet)
    run([*install_command(lacking), *options], quiet)
    still = missing(lacking)
    if still:
        say("Could not install: " + _names(still))
    return still


def _explain(lacking: Sequence[Need], how: str) -> None:
    purposes = dict.fromkeys(need.purpose for need in lacking)
    say("This machine lacks system packages for " + ", ".join(purposes) + ".")
    say(how)


def _names(needs: Sequence[Need], *, required_only: bool = False) -> str:
    chosen = [need for need in needs if need.required or not required_only]
    return ", ".join(need.package for need in chosen)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
