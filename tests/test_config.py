"""Which folder the till opens when nobody says."""

from pathlib import Path

import pytest

from pos_app import config


@pytest.fixture(autouse=True)
def folder_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a choice is kept, apart from that of whoever runs the tests."""
    file = tmp_path / "config" / "folder.txt"
    monkeypatch.setattr(config, "_folder_file", lambda: file)
    return file


def test_the_folder_that_was_chosen_last_is_opened(tmp_path: Path) -> None:
    usual = config.data_folder()
    for name in ("old shop", "tienda ñ"):
        config.choose_folder(tmp_path / name)
    assert config.data_folder() == tmp_path / "tienda ñ" != usual


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00"])
def test_a_choice_that_cannot_be_read_is_none(folder_file: Path, content: bytes) -> None:
    usual = config.data_folder()
    folder_file.parent.mkdir()
    folder_file.write_bytes(content)
    assert config.data_folder() == usual
