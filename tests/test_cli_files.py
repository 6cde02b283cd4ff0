"""The files that commands write: refused before any work, and before anybody is asked for a PIN."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app import cli

Captured = pytest.CaptureFixture[str]
_JOURNAL = ("export", "journal", "--format")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may speak another language."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(autouse=True)
def _nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: str) -> str:
        raise AssertionError("a PIN was asked for")

    monkeypatch.setattr("pos_app.cli.people._pin", refuse)


def _refused(data: Path, capsys: Captured, *arguments: str | Path) -> str:
    """What a command that is used wrongly says."""
    name, *rest = map(str, arguments)
    assert cli.main([name, "--data", str(data), *rest]) == 2
    return capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("command", [("backup",), (*_JOURNAL, "csv"), (*_JOURNAL, "pdf")])
def test_a_device_is_no_file_to_write_to(
    data: Path, tmp_path: Path, capsys: Captured, command: tuple[str, ...]
) -> None:
    device = tmp_path / "device"
    os.mkfifo(device)
    said = _refused(data, capsys, *command, device)
    assert said == f"pos-app: “{device}” is no ordinary file. Choose another name.\n"
    assert device.is_fifo()


@pytest.mark.parametrize("command", [(*_JOURNAL, "csv"), (*_JOURNAL, "pdf"), ("export", "audit")])
def test_a_missing_folder_is_named_before_a_pin_is_asked_for(
    data: Path, tmp_path: Path, capsys: Captured, command: tuple[str, ...]
) -> None:
    said = _refused(data, capsys, *command, tmp_path / "missing" / "file")
    assert said == f"pos-app: There is no folder “{tmp_path / 'missing'}”.\n"


def test_days_that_a_format_has_no_use_for_are_refused(
    data: Path, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "journal"
    said = _refused(data, capsys, *_JOURNAL, "csv", "--since", "2026-11-01", file)
    assert (
        said == "pos-app: --since and --until are for --format pdf: the others hold everything.\n"
    )
    assert not file.exists()


def test_a_day_that_is_none_is_refused_before_a_pin_is_asked_for(
    data: Path, tmp_path: Path, capsys: Captured
) -> None:
    said = _refused(data, capsys, *_JOURNAL, "pdf", "--since", "2026-13-45", tmp_path / "x")
    assert said == "pos-app: “2026-13-45” is no day. Write it as 2026-11-22.\n"


def test_a_backup_into_a_folder_that_may_not_be_written_blames_that_folder(
    shop_template: Path, open_folder: Path
) -> None:
    shop, shut = open_folder / "shop", open_folder / "shut"
    shop.mkdir()
    shutil.copy(shop_template, shop / "shop.db")
    for path in (shop, shop / "shop.db"):
        path.chmod(0o777)
    shut.mkdir(mode=0o555)
    code = (
        "import sys; from pos_app import cli\n"
        "from tests.file_modes import mind_them\n"
        "mind_them()\n"
        "sys.exit(cli.main(['backup', '--data', sys.argv[1], sys.argv[2] + '/x.db']))"
    )
    command = [sys.executable, "-c", code, str(shop), str(shut)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr == f"pos-app: “{shut}” cannot be written: Permission denied.\n"
    assert list(shut.iterdir()) == []


def test_a_shop_that_may_only_be_read_is_backed_up(shop_template: Path, open_folder: Path) -> None:
    shop, copies = open_folder / "shop", open_folder / "copies"
    shop.mkdir()
    shutil.copy(shop_template, shop / "shop.db")
    (shop / "shop.db").chmod(0o444)
    shop.chmod(0o555)
    copies.mkdir(mode=0o777)
    code = (
        "import sys; from pos_app import cli\n"
        "from tests.file_modes import mind_them\n"
        "mind_them()\n"
        "sys.exit(cli.main(['backup', '--data', sys.argv[1], sys.argv[2]]))"
    )
    command = [sys.executable, "-c", code, str(shop), str(copies / "x.db")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    shop.chmod(0o755)
    assert (said.returncode, said.stderr) == (0, "")
    assert (copies / "x.db").exists()
