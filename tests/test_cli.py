"""The command line: plain sentences, exit codes that mean something, nothing half done."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos_app import cli
from pos_app.cli import terminal
from pos_app.persistence import catalog, people
from pos_app.security.pin import is_right
from pos_app.security.roles import MANAGERS_MAY, Permission, Rights, Role
from pos_app.services.desk import Desk
from tests.builders import a_client
from tests.ui.pins import DESK_PIN, MANAGER_PIN, give_pins

Captured = pytest.CaptureFixture[str]
Typed = Callable[[str], None]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may speak another language."""
    monkeypatch.setenv("LANGUAGE", "en")


def _run(data: Path, *arguments: str | Path) -> int:
    return cli.main([str(part) for part in (arguments[0], "--data", data, *arguments[1:])])


def _query(data: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(data / "shop.db")) as connection:
        return connection.execute(query).fetchall()


def _execute(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "shop.db")) as connection, connection:
        connection.execute(statement)


def test_whole_books_verify(data: Path, capsys: Captured) -> None:
    assert _run(data, "verify") == 0
    assert capsys.readouterr().out == "The books are whole: every record is as it was written.\n"


def test_a_wrong_record_is_named_and_found_by_the_exit_code(data: Path, capsys: Captured) -> None:
    _execute(data, "UPDATE series_heads SET number = 3 WHERE series_id = 1")
    assert _run(data, "verify") == 1
    assert "wrong" in capsys.readouterr().out
    assert _run(data, "verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["holds"] is False
    assert set(told["findings"][0]) == {"record", "problem"}


def test_the_journal_is_exported_with_its_figures(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    typed(MANAGER_PIN)
    file = tmp_path / "books.journal"
    assert _run(data, "export", "journal", "--format", "hledger", "--json", file) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(file), "entries": 0, "postings": 0}
    assert file.read_text().startswith("decimal-mark .\n")


@pytest.fixture
def typed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Maya and Leo have PINs; what is typed at each prompt."""
    give_pins(desk)
    desk.database.close()

    def at_each_prompt(pin: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{pin}\n" * 9))

    return at_each_prompt


@pytest.fixture
def clients_file(tmp_path: Path) -> Path:
    file = tmp_path / "clients.csv"
    file.write_text("name,email,balance,shoe\nAda,ada@example.com,45.00,38\nBob,,-80.00,\n")
    return file


def test_an_import_is_a_dry_run_until_it_is_applied(
    data: Path, clients_file: Path, typed: Typed, capsys: Captured
) -> None:
    how = ("--positive", "owes", "--spendable", "credit")
    assert _run(data, "import", "clients", clients_file, *how) == 0
    assert capsys.readouterr().out.splitlines() == [
        "line 2: add Ada, ada@example.com: Owes $45.00",
        "line 3: add Bob: Has $80.00",
        "Columns not used: shoe.",
        "In all: Owes $45.00 · Has $80.00.",
        "2 lines can be imported. Nothing is written without --apply.",
    ]
    assert _query(data, "SELECT count(*) FROM clients") == [(0,)]
    typed(MANAGER_PIN)
    assert _run(data, "import", "clients", clients_file, *how, "--apply") == 0
    assert capsys.readouterr().out.endswith("2 lines were imported.\n")
    assert _query(data, "SELECT name FROM clients ORDER BY id") == [("Ada",), ("Bob",)]
    assert _query(data, "SELECT act, staff, till FROM audit") == [
        ("sign_in", "S1", "Office"),
        ("clients.import", "S1", "Office"),
    ]
    assert _query(
        data, "SELECT writer FROM series JOIN series_heads ON id = series_id WHERE number = 2"
    ) == [("OFFICE",)]
    assert _run(data, "verify") == 0


def test_a_wrong_pin_imports_and_exports_nothing(
    data: Path, clients_file: Path, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    how = ("--positive", "owes", "--spendable", "credit", "--apply")
    typed("0000")
    assert _run(data, "import", "clients", clients_file, *how) == 2
    assert _run(data, "export", "audit", tmp_path / "audit.csv") == 2
    assert capsys.readouterr().err == "pos-app: Wrong PIN.\n" * 2
    assert _query(data, "SELECT count(*) FROM clients") == [(0,)]
    assert not (tmp_path / "audit.csv").exists()
    assert _query(data, "SELECT act, staff FROM audit") == [("sign_in.refused", "S1")] * 2


@pytest.mark.parametrize(
    ("command", "act"),
    [
        ("import clients", "Settings, staff and imports"),
        ("import catalog", "Settings, staff and imports"),
        ("export audit", "Reports and the audit log"),
        ("export audit --format pdf", "Reports and the audit log"),
        ("export journal --format csv", "Reports and the audit log"),
        ("export journal --format hledger", "Reports and the audit log"),
        ("export journal --format beancount", "Reports and the audit log"),
        ("export journal --format pdf", "Reports and the audit log"),
    ],
)
def test_nobody_from_the_front_desk_imports_or_exports(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured, command: str, act: str
) -> None:
    file = tmp_path / "file"
    how = ["--by", "S2"]
    if command.startswith("import"):
        file.write_text("name,price,kind\nGel,1.50,product\n", "utf-8")
        how.append("--apply")
    before = _query(data, "SELECT count(*) FROM audit")
    typed(DESK_PIN)
    assert _run(data, *command.split(), *how, file) == 2
    assert capsys.readouterr().err == (
        f"pos-app: Leo Park may not do this: {act}. These may: S1 (Maya Chen).\n"
    )
    assert file.exists() is command.startswith("import")
    assert _query(data, "SELECT count(*) FROM items UNION ALL SELECT count(*) FROM clients") == [
        (0,),
        (0,),
    ]
    assert _query(data, "SELECT count(*) FROM audit") == before


def test_a_right_withdrawn_holds_on_the_command_line_too(
    data: Path, desk: Desk, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    with desk.database.write() as connection:
        people.put_staff(connection, "S2", role=str(Role.OWNER))
        fewer = Rights(manager=MANAGERS_MAY - {Permission.REPORTS})
        catalog.save_settings(connection, replace(desk.settings, rights=fewer))
    typed(MANAGER_PIN)
    assert _run(data, "export", "audit", "--by", "S1", tmp_path / "audit.csv") == 2
    assert "Maya Chen may not do this" in capsys.readouterr().err
    assert not (tmp_path / "audit.csv").exists()


def test_the_audit_log_is_exported_by_who_may_see_reports(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    file = tmp_path / "audit.csv"
    typed(MANAGER_PIN)
    assert _run(data, "export", "audit", file) == 0
    assert capsys.readouterr().out == "1 act is in the file.\n"
    assert "Signed in" in file.read_text(encoding="utf-8-sig")
    assert _run(data, "export", "audit", "--format", "hledger", file) == 2
    assert _run(data, "export", "journal", file) == 2
    assert "hledger, beancount, csv or pdf" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["audit", "journal"])
def test_an_extract_is_written_on_paper(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured, what: str
) -> None:
    file = tmp_path / "extract.pdf"
    typed(MANAGER_PIN)
    assert _run(data, "export", what, "--format", "pdf", "--since", "2026-11-01", file) == 0
    assert capsys.readouterr().out == "Saved as extract.pdf.\n"
    assert file.read_bytes().startswith(b"%PDF")
    assert _run(data, "export", what, "--format", "pdf", "--until", "tomorrow", file) == 2
    assert "Write it as 2026-11-22" in capsys.readouterr().err


def test_what_a_terminal_would_obey_is_not_written_to_it(capsys: Captured) -> None:
    terminal.write(["Ann\x1b[2J\x9b1m \u202eeel\a", "Zoë\tŁ"])
    assert capsys.readouterr().out == "Ann[2J1m eel\nZoë\tŁ\n"


def test_an_import_with_problems_names_each_line_and_writes_nothing(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    typed(MANAGER_PIN)
    file = tmp_path / "clients.csv"
    file.write_text("name,email\nAda,ada@example.com\n,nobody@example.com\n")
    assert _run(data, "import", "clients", file, "--apply") == 1
    assert capsys.readouterr().out.splitlines() == [
        "line 2: add Ada, ada@example.com",
        "line 3: PROBLEM: Enter a name.",
        "Nothing was imported: 1 problem.",
    ]
    assert _query(data, "SELECT count(*) FROM clients") == [(0,)]


def test_an_import_as_json_says_the_same(data: Path, clients_file: Path, capsys: Captured) -> None:
    how = ("--positive", "has", "--spendable", "open_payment", "--json")
    assert _run(data, "import", "clients", clients_file, *how) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["count"], told["owed"], told["has"], told["written"]) == (2, 8000, 4500, False)


def test_a_catalog_is_imported(data: Path, tmp_path: Path, typed: Typed, capsys: Captured) -> None:
    typed(MANAGER_PIN)
    file = tmp_path / "catalog.csv"
    file.write_text("name,price\nCut,45.00\n")
    assert _run(data, "import", "catalog", file) == 1
    assert _run(data, "import", "catalog", file, "--kind", "service", "--apply") == 0
    assert _query(data, "SELECT name, kind, price FROM items") == [("Cut", "service", 4500)]


def test_who_imports_is_asked_where_there_are_several_managers(
    data: Path, clients_file: Path, typed: Typed, capsys: Captured
) -> None:
    typed(MANAGER_PIN)
    _execute(
        data,
        "INSERT INTO staff (code, name, role, pin_hash)"
        " SELECT 'S3', 'Zoe', 'manager', pin_hash FROM staff WHERE code = 'S1'",
    )
    how = ("--positive", "owes", "--spendable", "credit", "--apply")
    assert _run(data, "import", "clients", clients_file, *how) == 2
    assert "Say with --by who does this: S1 (Maya Chen), S3 (Zoe)." in capsys.readouterr().err
    assert _run(data, "import", "clients", clients_file, *how, "--by", "S3") == 0
    assert _query(data, "SELECT DISTINCT staff FROM audit") == [("S3",)]


def test_a_backup_is_made_and_restored(
    data: Path, desk: Desk, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "backup.db"
    assert _run(data, "backup", "--json", file) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == file.stat().st_size
    with desk.write("test") as connection:
        people.add_clients(connection, [a_client()], desk.at)
    desk.database.close()
    assert _run(data, "restore", file) == 0
    said = capsys.readouterr().out
    assert "What it replaced is kept in" in said
    assert "Its books are whole." in said
    assert _query(data, "SELECT count(*) FROM clients") == [(0,)]
    assert _run(data, "verify") == 0


def test_a_backup_whose_books_are_not_whole_is_kept_and_restored_but_told(
    data: Path, desk: Desk, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "backup.db"
    with desk.write("test") as connection:
        people.add_clients(connection, [a_client()], desk.at)
        connection.exec_driver_sql("UPDATE clients SET owed = owed + 1")
    desk.database.close()
    assert _run(data, "backup", "--json", file) == 1
    assert json.loads(capsys.readouterr().out)["wrong"] == 1
    assert _run(data, "restore", file) == 1
    assert "1 record in it is wrong: pos-app verify names it." in capsys.readouterr().out


def test_no_pin_at_all_stops_the_command_and_is_no_bug(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def end_of_input(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", end_of_input)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert _run(data, "export", "journal", "--format", "csv", tmp_path / "j.csv") == 130
    assert capsys.readouterr().err == "pos-app: Stopped.\n"
    assert not (tmp_path / "j.csv").exists()


def test_a_pin_is_reset(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("407318\n"))
    assert _run(data, "reset-pin", "S1") == 0
    ((stored,),) = _query(data, "SELECT pin_hash FROM staff WHERE code = 'S1'")
    assert is_right("407318", stored)


def test_a_pin_of_somebody_unknown_is_not_reset(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("407318\n"))
    assert _run(data, "reset-pin", "S9") == 2
    assert "nobody with the code S9" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("sing", "There is no command “sing”. There are: verify, export, import, backup, restore,"
         " demo, bench, reset-pin."),
        ("export", "“pos-app export” needs journal|audit, FILE too. See pos-app export --help."),
        ("import clients", "“pos-app import” needs FILE.csv too. See pos-app import --help."),
        ("backup", "“pos-app backup” needs FILE too. See pos-app backup --help."),
        ("reset-pin", "“pos-app reset-pin” needs STAFF too. See pos-app reset-pin --help."),
        ("export journal --format word books",
         "“word” does not fit here. Write one of: hledger, beancount, csv, pdf."),
        ("import cheese x.csv", "“cheese” does not fit here. Write one of: clients, catalog."),
        ("verify --loudly", "“--loudly” is not understood. See pos-app --help."),
        ("import clients x.csv --dry", "“--dry” is not understood. See pos-app --help."),
        ("restore one two", "“two” is not understood. See pos-app --help."),
        ("import clients x.csv --apply --dry-run", "Give --dry-run or --apply, not both."),
        ("demo x --clients many", "“many” is no whole number. Write --clients with one."),
        ("--till one", "“one” is no whole number. Write --till with one."),
        ("demo x --days", "--days needs a value after it. See pos-app demo --help."),
        ("verify --json=3", "“pos-app verify” is not used like this. See pos-app verify --help."),
    ],
)  # fmt: skip
def test_wrong_use_is_answered_with_one_plain_sentence_and_two(
    arguments: str, sentence: str, capsys: Captured
) -> None:
    assert cli.main(arguments.split()) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"pos-app: {sentence}\n")


def test_wrong_use_is_answered_in_the_language_of_who_types() -> None:
    command = [sys.executable, "-m", "pos_app", "sing"]
    spanish = {**os.environ, "LANGUAGE": "es"}
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=spanish)
    assert said.stderr.startswith("pos-app: No hay ninguna orden “sing”.")


def test_a_folder_without_a_shop_is_refused_and_stays_empty(
    tmp_path: Path, capsys: Captured
) -> None:
    for command in ("verify", "backup x", "reset-pin S1", "export journal --format csv x"):
        name, *rest = command.split()
        assert _run(tmp_path, name, *rest) == 2
        said = capsys.readouterr()
        assert said.err.startswith("pos-app: There is no shop in")
        assert said.out == ""
    assert list(tmp_path.iterdir()) == []


def test_faults_are_one_plain_sentence(data: Path, capsys: Captured) -> None:
    (data / "shop.db").write_bytes(b"not a database at all" * 100)
    assert _run(data, "verify") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "not a shop’s database" in said


def test_a_folder_is_no_file_to_write_to(
    data: Path, tmp_path: Path, typed: Typed, capsys: Captured
) -> None:
    typed(MANAGER_PIN)
    export = ("export", "journal", "--format", "csv")
    for command in (("backup",), export):
        assert _run(data, *command, tmp_path) == 2
        assert capsys.readouterr().err == (
            f"pos-app: “{tmp_path}” is a folder. Name a file in it.\n"
        )
        assert _run(data, *command, tmp_path / "missing" / "file") == 2
        assert "There is no folder" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_data_that_others_made_or_hold_is_refused_in_one_sentence(
    data: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.persistence.files.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(data / "shop.db", isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert _run(data, "backup", tmp_path / "backup.db") == 2
    assert capsys.readouterr().err.startswith("pos-app: Another program is using the shop’s data.")
    _execute(data, "UPDATE alembic_version SET version_num = '9999'")
    for command in ("verify", "backup x", "export journal --format csv x", "reset-pin S1"):
        name, *rest = command.split()
        assert _run(data, name, *rest) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert "made by a newer version of the till" in said.err


def test_a_folder_that_may_not_be_looked_into_is_a_refusal_and_no_bug(open_folder: Path) -> None:
    (open_folder / "shut").mkdir(mode=0)
    code = (
        "import sys; from pos_app import cli\n"
        "from tests.file_modes import mind_them\n"
        "mind_them()\n"
        "sys.exit(cli.main(['verify', '--data', sys.argv[1] + '/shop']))"
    )
    command = [sys.executable, "-c", code, str(open_folder / "shut")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr.count("\n") == 1
    assert "cannot be used: Permission denied" in said.stderr


@pytest.mark.parametrize("mode", [0o555, 0o755])
def test_books_that_may_only_be_read_are_verified(
    shop_template: Path, open_folder: Path, mode: int
) -> None:
    shop = Path(shutil.copy(shop_template, open_folder / "shop.db"))
    shop.chmod(0o444)
    open_folder.chmod(mode)
    code = (
        "import sys; from pos_app import cli\n"
        "from tests.file_modes import mind_them\n"
        "mind_them()\n"
        "sys.exit(cli.main(['verify', '--data', sys.argv[1]]))"
    )
    command = [sys.executable, "-c", code, str(open_folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    open_folder.chmod(0o755)
    assert (said.returncode, said.stderr) == (0, "")
    assert "The books are whole" in said.stdout


def test_a_setting_that_is_no_text_does_not_stop_verify(data: Path, capsys: Captured) -> None:
    _execute(data, "UPDATE settings SET value = CAST(x'ff41' AS TEXT) WHERE name = 'cash_step'")
    assert _run(data, "verify") == 1
    assert "setting cash_step" in capsys.readouterr().out


def test_a_bug_is_logged_and_told_without_a_traceback(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("pos_app.reports.verify.verify", lambda *_: 1 // 0)
    assert _run(data, "verify") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (data / "pos-app.log").read_text()


def test_the_folder_may_be_named_before_the_command_too(data: Path, capsys: Captured) -> None:
    assert cli.main(["--data", str(data), "verify"]) == 0


def test_without_a_command_the_window_is_run_with_what_was_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run: list[object] = []

    def remember(name: str, run_name: str, *, alter_sys: bool) -> None:
        run.extend([name, run_name, sys.argv[1:]])
        raise SystemExit(0)

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("runpy.run_module", remember)
    monkeypatch.setattr(sys, "argv", ["pos-app"])
    assert cli.main(["--data", "/shop", "--till", "2"]) == 0
    assert run == ["ui", "__main__", ["--data", "/shop", "--till", "2"]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="always has a screen")
def test_a_till_without_a_screen_says_so(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "pos-app: There is no screen here to open the till on.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("currency", "USD"),
        ("currency", "7"),
        ("cash_step", '"many"'),
        ("credit_use", '"perhaps"'),
        ("pay_later_limit", '"a lot"'),
        ("tax_included", "1"),
        ("rights", "[]"),
    ],
)
def test_a_damaged_setting_is_named(
    data: Path, tmp_path: Path, capsys: Captured, name: str, value: str
) -> None:
    with closing(sqlite3.connect(data / "shop.db")) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE name = ?", (value, name))
    assert _run(data, "export", "audit", tmp_path / "audit.csv") == 2
    assert capsys.readouterr().err.startswith(f"pos-app: The shop’s setting “{name}” is damaged.")
    assert _run(data, "verify", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [found["record"] for found in told["findings"]] == [f"setting {name}"]
    assert _run(data, "backup", tmp_path / "backup.db") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_output_onto_a_full_disk_is_one_plain_sentence(data: Path) -> None:
    command = [sys.executable, "-m", "pos_app", "verify", "--data", str(data)]
    with open("/dev/full", "w", encoding="utf-8") as full:
        said = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 2
    sentence = "“standard output” cannot be used: No space left on device."
    assert said.stderr == f"pos-app: {sentence}\n"


def test_help_imports_nothing_that_takes_time() -> None:
    code = (
        "import sys; from pos_app.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'alembic', 'babel', 'PySide6', 'tqdm', 'platformdirs', 'argon2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stderr.strip() == "[]"
    for command in (
        "verify",
        "export",
        "import",
        "backup",
        "restore",
        "demo",
        "bench",
        "reset-pin",
    ):
        assert command in said.stdout


def test_the_package_runs_as_the_command() -> None:
    command = [sys.executable, "-m", "pos_app", "verify", "--data", "/nowhere/at/all"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert (
        said.stderr
        == "pos-app: There is no shop in “/nowhere/at/all”. Name its folder with --data.\n"
    )


def test_output_that_nobody_reads_to_the_end_is_no_failure(data: Path) -> None:
    many = data.parent / "clients.csv"
    many.write_text("name\n" + "Ada\n" * 20_000)
    command = f'"{sys.executable}" -m pos_app import clients "{many}" --data "{data}" | head -1'
    said = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert (said.stdout, said.stderr) == ("line 2: add Ada\n", "")
