"""A till is put together from its folder, in the shop's own words and money."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app import bootstrap, locales
from pos_app.clock import SetClock
from pos_app.domain.money import money
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import catalog
from pos_app.services.desk import OFFICE, Desk


def test_a_folder_without_a_shop_gets_an_empty_one_that_stands_in_the_office(
    tmp_path: Path,
) -> None:
    desk = bootstrap.open_shop(tmp_path / "new")
    assert desk.till == OFFICE
    assert desk.staff is None
    assert desk.settings.shop_name == ""
    bootstrap.close_shop(desk)


def test_a_shop_opens_on_its_first_till_with_nobody_signed_in(data: Path, clock: SetClock) -> None:
    desk = bootstrap.open_shop(data, clock)
    assert (desk.till.name, desk.staff, desk.settings.shop_name) == ("Till 1", None, "Luma Studio")
    bootstrap.close_shop(desk)


def test_a_till_that_does_not_exist_is_refused(data: Path) -> None:
    with pytest.raises(UserError, match="no till number 7"):
        bootstrap.open_shop(data, till_id=7)


def test_a_damaged_shop_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("nothing of ours " * 500)
    with pytest.raises(EnvironmentFault, match="not a shop’s database"):
        bootstrap.open_shop(tmp_path)


def _move_to_spain(desk: Desk) -> None:
    with desk.database.write() as connection:
        catalog.save_settings(connection, replace(desk.settings, currency="EUR", locale="es_ES"))


def test_the_shops_formats_are_worked_out_once_and_then_kept(
    data: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _move_to_spain(desk)
    bootstrap.close_shop(bootstrap.open_shop(data))
    assert money(123450) == "1.234,50\u00a0€"
    monkeypatch.setattr(locales, "formats", lambda *_: pytest.fail("worked out again"))
    bootstrap.close_shop(bootstrap.open_shop(data))
    assert money(123450) == "1.234,50\u00a0€"


def test_kept_formats_of_another_version_are_worked_out_anew(data: Path, desk: Desk) -> None:
    _move_to_spain(desk)
    with closing(sqlite3.connect(data / "shop.db")) as connection, connection:
        connection.execute("INSERT INTO settings VALUES ('formats', '{\"old\": 1}')")
    bootstrap.close_shop(bootstrap.open_shop(data))
    assert money(5) == "0,05\u00a0€"


def test_a_language_without_a_catalog_falls_back_to_english(desk: Desk) -> None:
    bootstrap.speak("tlh")
    with pytest.raises(UserError, match="Sign in first"):
        _ = desk.as_staff(None).who


def test_opening_a_current_shop_imports_nothing_heavy(data: Path) -> None:
    heavy = "{'alembic', 'babel', 'sqlalchemy.orm', 'platformdirs', 'tqdm', 'escpos', 'reportlab'}"
    code = (
        "import sys; from pathlib import Path; from pos_app import bootstrap\n"
        "bootstrap.close_shop(bootstrap.open_shop(Path(sys.argv[1])))\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(data)], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_a_start_backs_the_shop_up_beside_it(data: Path, desk: Desk) -> None:
    bootstrap.start_backup(desk).join()
    (kept,) = (data / "backups").iterdir()
    assert kept.name == "auto-20261122T120000Z.db"


def test_a_backup_that_fails_is_logged_and_stops_nothing(
    data: Path, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "backups").write_text("in the way")
    bootstrap.start_backup(desk).join()
    assert "no automatic backup" in caplog.text
