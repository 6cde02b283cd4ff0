"""The developer's command says what it needs, does it once, and reports honestly."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from installer import checks, dev, environment, system
from installer.console import SetupProblem

QT_LIBRARY = system.Need("libqt-example", "windows", library="libabsent.so.1", required=True)
TYPEFACE = system.Need("fonts-example", "the look", font="AbsentTypeface")
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux packages")


@pytest.fixture
def commands_run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what system set-up would run, and run none of it."""
    recorded: list[list[str]] = []

    def record(command: Sequence[str | Path], *_: object) -> int:
        recorded.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(system, "run", record)
    monkeypatch.setattr(shutil, "which", lambda program: f"/usr/bin/{program}")
    return recorded


@pytest.fixture
def ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "is_root", lambda: False)


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "is_root", lambda: True)


def test_all_missing_packages_take_exactly_one_command() -> None:
    command = system.install_command([TYPEFACE, QT_LIBRARY, QT_LIBRARY])
    assert command == [
        *["apt-get", "install", "-y", "--no-install-recommends"],
        *["fonts-example", "libqt-example"],
    ]


@linux_only
@pytest.mark.usefixtures("ordinary_user")
def test_without_rights_the_one_command_is_printed_and_a_missing_library_stops_the_set_up(
    commands_run: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetupProblem, match=r": libqt-example$"):
        system.provide([TYPEFACE, QT_LIBRARY])
    printed = capsys.readouterr().out
    wanted = "sudo apt-get install -y --no-install-recommends fonts-example libqt-example"
    assert printed.count("sudo") == 1
    assert wanted in printed
    assert commands_run == []


@linux_only
@pytest.mark.usefixtures("ordinary_user", "commands_run")
def test_without_rights_a_missing_typeface_is_mentioned_and_the_set_up_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    system.provide([TYPEFACE])
    assert "fonts-example" in capsys.readouterr().out


@linux_only
@pytest.mark.usefixtures("root")
def test_as_root_missing_packages_are_installed_without_asking(
    commands_run: list[list[str]],
) -> None:
    system.provide([TYPEFACE])
    assert [command[:2] for command in commands_run] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]
    assert "fonts-example" in commands_run[1]


@linux_only
@pytest.mark.usefixtures("root", "commands_run")
def test_as_root_a_library_that_could_not_be_installed_stops_the_set_up() -> None:
    with pytest.raises(SetupProblem, match="libqt-example"):
        system.provide([QT_LIBRARY])


@linux_only
def test_a_machine_without_a_display_is_told_from_one_with_a_screen() -> None:
    assert not system.has_screen({})
    assert not system.has_screen({"DISPLAY": ""})
    assert system.has_screen({"DISPLAY": ":0"})
    assert system.has_screen({"WAYLAND_DISPLAY": "wayland-0"})


@pytest.fixture
def steps_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Point set-up at an empty folder and record its steps instead of taking them."""
    steps: list[list[str]] = []
    folder = tmp_path / ".venv"
    lock, project = tmp_path / "requirements.lock", tmp_path / "pyproject.toml"
    lock.write_text("example==1 \\\n", encoding="utf-8")
    project.write_text("[project]\n", encoding="utf-8")

    def record(command: Sequence[str | Path], *_: object) -> None:
        steps.append([str(part) for part in command])
        if "venv" in steps[-1]:
            _pretend_environment(folder)

    monkeypatch.setattr(environment, "must_run", record)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "_SCRIPTS", folder)
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "PROJECT", project)
    monkeypatch.setattr(environment, "PACKAGES_STAMP", folder / "packages.stamp")
    monkeypatch.setattr(environment, "PROJECT_STAMP", folder / "project.stamp")
    return steps


def _pretend_environment(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    environment.script("python").touch()
    settings = f"version = {platform.python_version()}\ncommand = python -m venv {folder}\n"
    (folder / "pyvenv.cfg").write_text(settings, encoding="utf-8")


def test_the_first_set_up_makes_the_environment_and_fills_it_from_the_lock_alone(
    steps_taken: list[list[str]],
) -> None:
    environment.prepare([])
    made, packages, project = steps_taken
    assert made[1:4] == ["-m", "venv", "--clear"]
    assert "--require-hashes" in packages
    assert {"--no-index", "--no-build-isolation", "-e"} <= set(project)


def test_a_second_set_up_does_nothing(steps_taken: list[list[str]]) -> None:
    environment.prepare([])
    steps_taken.clear()
    environment.prepare([])
    assert steps_taken == []


@pytest.mark.parametrize(
    "settings",
    [
        "version = 3.1.0\n",
        f"version = {platform.python_version()}\ncommand = python -m venv /where/it/was/.venv\n",
    ],
    ids=["python", "place"],
)
def test_an_environment_of_another_python_or_place_is_made_anew(
    steps_taken: list[list[str]], settings: str
) -> None:
    environment.prepare([])
    steps_taken.clear()
    (environment.VENV / "pyvenv.cfg").write_text(settings, encoding="utf-8")
    environment.prepare([])
    assert "--clear" in steps_taken[0]


def test_a_changed_lock_is_installed_again(steps_taken: list[list[str]]) -> None:
    environment.prepare([])
    steps_taken.clear()
    environment.LOCK.write_text("example==2 \\\n", encoding="utf-8")
    environment.prepare([])
    assert any("--require-hashes" in step for step in steps_taken)


def test_a_changed_project_file_downloads_no_packages(steps_taken: list[list[str]]) -> None:
    environment.prepare([])
    steps_taken.clear()
    environment.PROJECT.write_text("[project]\nname = 'other'\n", encoding="utf-8")
    environment.prepare([])
    assert len(steps_taken) == 1
    assert "--no-index" in steps_taken[0]


def test_only_translations_older_than_their_source_are_compiled(
    steps_taken: list[list[str]],
) -> None:
    environment.prepare([])
    steps_taken.clear()
    folder = environment.PROJECT.parent / "resources" / "i18n"
    stale = _translation(folder / "de", source_saved=200, compiled=100)
    _translation(folder / "fr", source_saved=200, compiled=300)
    environment.prepare([])
    assert [step[step.index("-i") + 1] for step in steps_taken] == [str(stale)]


def _translation(language: Path, *, source_saved: int, compiled: int) -> Path:
    source = language / "LC_MESSAGES" / "pos_app.po"
    source.parent.mkdir(parents=True)
    for file, time in ((source, source_saved), (source.with_suffix(".mo"), compiled)):
        file.touch()
        os.utime(file, (time, time))
    return source


@pytest.fixture
def exit_codes(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make each check end with the exit code given for its program."""

    def end_with(**codes: int) -> None:
        def run(command: Sequence[str | Path], *_: object) -> int:
            return codes.get(Path(command[0]).stem, 0)

        monkeypatch.setattr(checks, "run", run)

    return end_with


def test_one_failed_check_fails_the_whole_run_and_is_named(
    exit_codes: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    exit_codes(mypy=1)
    assert checks.perform([*checks.LINTERS, checks.tests([])]) == 1
    assert "Types (mypy)" in capsys.readouterr().out.splitlines()[-1]


def test_a_run_in_which_every_check_passes_succeeds(exit_codes: Callable[..., None]) -> None:
    exit_codes()
    assert checks.perform([*checks.LINTERS, checks.tests([])]) == 0


def test_a_test_run_that_found_no_test_fails(exit_codes: Callable[..., None]) -> None:
    exit_codes(pytest=5)
    assert checks.perform([checks.tests([])]) == 1


def test_arguments_after_test_reach_pytest_untouched() -> None:
    assert list(checks.tests(["-k", "money", "--pdb"]).command)[-3:] == ["-k", "money", "--pdb"]


def test_an_unknown_command_prints_every_command_and_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert dev.main(["nonsense"]) == 2
    printed = capsys.readouterr().out
    assert all(name in printed for name in dev.COMMANDS)


def test_other_fonts_of_a_family_are_not_the_one_that_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "_FONT_FOLDERS", (str(tmp_path), str(tmp_path / "absent")))
    thai = system.Need("fonts-noto-core", "Thai names", font="NotoSansThai-Regular")
    family = tmp_path / "truetype" / "noto"
    family.mkdir(parents=True)
    (family / "NotoMono-Regular.ttf").touch()
    assert not thai.is_met()
    (family / "NotoSansThai-Regular.ttf").touch()
    assert thai.is_met()
