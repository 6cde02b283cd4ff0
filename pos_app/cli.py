"""The ``pos-app`` command: without a command it opens the till.

Exit codes: 0 all is well, 1 something was found, 2 used wrongly or not possible now. What went wrong
is one plain sentence on standard error; a bug is written to the log. Every command imports what it
needs itself, so that ``--help`` and the till's start carry nothing of the others.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pos_app import config
from pos_app.domain.words import _, plural
from pos_app.errors import EnvironmentFault, UserError

if TYPE_CHECKING:
    from pos_app.services.desk import Desk
    from pos_app.services.tabular import Plan

FINE, FOUND, WRONG, STOPPED = 0, 1, 2, 130

Progress = Callable[[int, int], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter shows a mark in its place; it is no reason to fail.
        with suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    asked = _parser().parse_args(given)
    if asked.command is None:
        return _till(given)
    asked.data = asked.data or config.data_folder()
    try:
        return cast(int, asked.run(asked))
    except (UserError, EnvironmentFault) as refusal:
        _complain(refusal.text)
        return WRONG
    except KeyboardInterrupt:
        _complain(_("Stopped."))
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not flush to it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        # Not one of our own files, which say more: a name that was given to us, or its folder.
        _complain(
            _("“{file}” cannot be used: {reason}.").format(
                file=error.filename or "", reason=error.strerror or error
            )
        )
        return WRONG
    except Exception as bug:  # noqa: BLE001 -- the last line of defence: a bug is logged, not shown
        return _report(bug, asked.data)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    # Suppressed in the commands, so that one before the command is not overwritten there.
    common.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the shop's folder (default: this user's own)",
    )
    figures = argparse.ArgumentParser(add_help=False)
    figures.add_argument("--json", action="store_true", help="print figures as JSON")
    parser = argparse.ArgumentParser(
        prog="pos-app", description="The till. Without a command its window is opened."
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the shop's folder")
    parser.add_argument("--till", type=int, metavar="N", help="which till this is (window only)")
    parser.add_argument("--demo", action="store_true", help="open the demo shop (window only)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, run: Callable[[Any], int], said: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, parents=[common, figures], help=said, description=said[0].upper() + said[1:]
        )
        made.set_defaults(run=run)
        return made

    command("verify", _verify, "check every record of the books; exit 1 where one is wrong")
    _add_export(command("export", _export, "write the journal for other bookkeepers"))
    _add_import(command("import", _import, "bring clients or a catalog over from other software"))
    backup = command("backup", _backup, "write a checked copy of the shop; the till may go on")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = command("restore", _restore, "put a backup in the place of the shop")
    restore.add_argument("file", type=Path, metavar="FILE")
    _add_demo(command("demo", _demo, "make a demo shop"))
    bench = command("bench", _bench, "measure the till; exit 1 where a limit does not hold")
    bench.add_argument("names", nargs="*", metavar="NAME", help="which figures (default: all)")
    reset = command("reset-pin", _reset_pin, "give a staff member a new PIN")
    reset.add_argument("staff", metavar="STAFF", help="the staff member's code, for example S1")
    return parser


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["journal"])
    parser.add_argument("--format", required=True, choices=["hledger", "beancount", "csv"])
    parser.add_argument("file", type=Path, metavar="FILE")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Read a table of clients or items that other software exported (CSV), and say per line what "
        "would happen. Nothing is written without --apply; with it all is written, or nothing."
    )
    parser.add_argument("what", choices=["clients", "catalog"])
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument(
        "--positive", choices=["owes", "has"], help="what a client with a balance above zero does"
    )
    parser.add_argument(
        "--spendable",
        choices=["credit", "open_payment"],
        help="what a balance to spend is: granted credit, or money that was received",
    )
    parser.add_argument(
        "--kind",
        choices=["service", "product", "fee", "package", "plan"],
        help="what items without a kind are",
    )
    parser.add_argument(
        "--decimal", choices=[".", ","], default="", help="the file's decimal sign, if unclear"
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--apply", action="store_true", help="carry it out")
    mode.add_argument("--dry-run", action="store_true", help="only say what would happen (default)")
    parser.add_argument("--by", metavar="STAFF", help="the code of the manager who imports")


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR")
    for name, default in (("clients", 200), ("days", 30), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")


def _till(arguments: list[str]) -> int:
    """Hand over to the window. It is run, not imported: nothing here knows the screens."""
    import gc
    import runpy

    # What is made while starting stays; looking through it for garbage takes a tenth of the start.
    # The window collects on its own thread only, from then on (see ui.garbage).
    gc.disable()
    sys.argv = [sys.argv[0], *arguments]
    try:
        runpy.run_module("ui", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE
    return FINE


@contextmanager
def _shop(data: Path) -> Iterator["Desk"]:
    """The shop that must be there already, at the office's desk."""
    from dataclasses import replace

    from pos_app import bootstrap
    from pos_app.services.desk import OFFICE

    if not config.shop_file(data).exists():
        raise UserError(
            _("There is no shop in “{folder}”. Name its folder with --data.").format(folder=data)
        )
    desk = bootstrap.open_shop(data)
    try:
        yield replace(desk, till=OFFICE)
    finally:
        bootstrap.close_shop(desk)


@contextmanager
def _bar(what: str) -> Iterator[Progress]:
    """A progress bar on a terminal, shown only once the work has lasted a moment."""
    from tqdm import tqdm

    with tqdm(desc=what, file=sys.stderr, disable=None, delay=0.5, leave=False, unit="") as bar:

        def told(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield told


def _verify(asked: Any) -> int:
    from pos_app.reports.verify import verify

    with _shop(asked.data) as desk, _bar(_("Verifying")) as told:
        findings = verify(desk.database, told)
    if asked.json:
        found = [{"record": f.record, "problem": f.problem} for f in findings]
        _print_json({"holds": not findings, "findings": found})
    elif findings:
        _print(f"{finding.record}: {finding.problem}" for finding in findings)
        _print([plural("{count} record is wrong.", "{count} records are wrong.", len(findings))])
    else:
        _print([_("The books are whole: every record is as it was written.")])
    return FOUND if findings else FINE


def _export(asked: Any) -> int:
    from pos_app.reports.export import JournalFormat, export_journal

    with _shop(asked.data) as desk, _bar(_("Exporting")) as told:
        done = export_journal(desk, JournalFormat(asked.format), asked.file, told)
    figures = {"file": str(asked.file), "entries": done.entries, "postings": done.postings}
    said = _("{entries} entries with {postings} postings are in {file}.").format(**figures)
    _say(asked, figures, said)
    return FINE


def _import(asked: Any) -> int:
    with _shop(asked.data) as desk:
        desk = desk.as_staff(_manager(desk, asked.by))
        return (
            _import_clients(desk, asked) if asked.what == "clients" else _import_items(desk, asked)
        )


def _import_clients(desk: "Desk", asked: Any) -> int:
    from pos_app.domain.client_account import FundKind
    from pos_app.services import imports

    positive = imports.Positive(asked.positive) if asked.positive else None
    spendable = FundKind(asked.spendable) if asked.spendable else None
    plan = imports.plan_clients(desk, asked.file, positive, asked.decimal)
    imports.check_spendable(plan.lines, spendable)
    if asked.apply and not plan.problems:
        with _bar(_("Importing")) as told:
            imports.import_clients(desk, plan, spendable, told)
    totals = {
        "owed": sum(new.owed for new in plan.lines),
        "has": sum(new.has for new in plan.lines),
    }
    return _tell_plan(asked, plan, totals)


def _import_items(desk: "Desk", asked: Any) -> int:
    from pos_app.domain.ticket import LineKind
    from pos_app.services import import_catalog

    kind = LineKind(asked.kind) if asked.kind else None
    plan = import_catalog.plan_catalog(desk, asked.file, kind, asked.decimal)
    if asked.apply and not plan.problems:
        with _bar(_("Importing")) as told:
            import_catalog.import_catalog(desk, plan, told)
    return _tell_plan(asked, plan, {})


def _tell_plan(asked: Any, plan: "Plan[Any]", totals: Mapping[str, int]) -> int:
    """Say what each line does, what is wrong with it, and what came of it all."""
    written = asked.apply and not plan.problems
    if asked.json:
        _print_json(
            {
                "lines": [{"line": new.line, "does": str(new)} for new in plan.lines],
                "problems": [{"line": p.line, "problem": p.text} for p in plan.problems],
                "unused_columns": list(plan.unused),
                "count": len(plan.lines),
                **totals,
                "written": written,
            }
        )
        return FOUND if plan.problems else FINE
    told = [(new.line, str(new)) for new in plan.lines]
    told += [(p.line, _("PROBLEM: {text}").format(text=p.text)) for p in plan.problems]
    _print(_("line {line}: {text}").format(line=n, text=text) for n, text in sorted(told))
    if plan.unused:
        _print([_("Columns not used: {names}.").format(names=", ".join(plan.unused))])
    _print(_outcome(len(plan.lines), len(plan.problems), totals, written=written))
    return FOUND if plan.problems else FINE


def _outcome(
    count: int, problems: int, totals: Mapping[str, int], *, written: bool
) -> Iterator[str]:
    from pos_app.domain.client_account import in_words

    if any(totals.values()):
        yield _("In all: {balance}.").format(balance=in_words(totals["owed"], totals["has"]))
    if problems:
        yield plural(
            "Nothing was imported: {count} problem.",
            "Nothing was imported: {count} problems.",
            problems,
        )
    elif written:
        yield plural("{count} line was imported.", "{count} lines were imported.", count)
    else:
        yield plural(
            "{count} line can be imported. Nothing is written without --apply.",
            "{count} lines can be imported. Nothing is written without --apply.",
            count,
        )


def _manager(desk: "Desk", code: str | None) -> Any:
    """The manager whose act this is: the one named, or the only one there is."""
    from pos_app.domain.shop import Role
    from pos_app.services import staff

    managers = [m for m in staff.members(desk) if m.active and m.role is Role.MANAGER]
    chosen = [m for m in managers if code in (None, m.code)]
    if len(chosen) != 1:
        names = ", ".join(f"{m.code} {m.name}" for m in managers)
        raise UserError(_("Say with --by which manager imports: {names}.").format(names=names))
    return chosen[0]


def _backup(asked: Any) -> int:
    from pos_app.persistence.backup import backup

    with _shop(asked.data) as desk, _bar(_("Backing up")) as told:
        backup(desk.database.path, asked.file, told)
    figures = {"file": str(asked.file), "bytes": asked.file.stat().st_size}
    _say(asked, figures, _("A checked copy of the shop is in {file}.").format(**figures))
    return FINE


def _restore(asked: Any) -> int:
    from pos_app import bootstrap

    with _bar(_("Restoring")) as told:
        kept = bootstrap.restore(asked.data, asked.file, told)
    figures = {"file": str(asked.file), "kept": str(kept) if kept else None}
    said = _("{file} is the shop now.").format(**figures)
    if kept:
        said += " " + _("What it replaced is kept in {kept}.").format(**figures)
    _say(asked, figures, said)
    return FINE


def _demo(asked: Any) -> int:
    from pos_app import demo

    with _bar(_("Making the demo shop")) as told:
        demo.make(
            asked.folder, clients=asked.clients, days=asked.days, seed=asked.seed, progress=told
        )
    figures = {"folder": str(asked.folder), "clients": asked.clients, "days": asked.days}
    said = _("The demo shop is ready. Open it with: pos-app --data {folder}").format(**figures)
    _say(asked, figures, said)
    return FINE


def _bench(asked: Any) -> int:
    from tqdm import tqdm

    from pos_app import bench

    with tqdm(file=sys.stderr, disable=None, leave=False, unit="") as bar:

        def told(what: str, done: int, of: int) -> None:
            bar.set_description(what, refresh=False)
            bar.total = of
            bar.n = done
            bar.refresh()

        results = bench.run(asked.names, told)
    if asked.json:
        _print_json([result.as_json() for result in results])
    else:
        _print(result.as_text() for result in results)
    return FINE if all(result.holds for result in results) else FOUND


def _reset_pin(asked: Any) -> int:
    from pos_app.services import staff

    with _shop(asked.data) as desk:
        staff.reset_pin(desk, asked.staff, _new_pin())
    _print([_("{staff} signs in with the new PIN now.").format(staff=asked.staff)])
    return FINE


def _new_pin() -> str:
    """A PIN typed twice without being shown, or, from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    from getpass import getpass

    pin = getpass(_("New PIN: "))
    if getpass(_("Again: ")) != pin:
        raise UserError(_("The two PINs differ."))
    return pin


def _say(asked: Any, figures: Mapping[str, Any], said: str) -> None:
    if asked.json:
        _print_json(figures)
    else:
        _print([said])


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(line + "\n" for line in lines)
    sys.stdout.flush()


def _print_json(value: object) -> None:
    _print([json.dumps(value, ensure_ascii=False, indent=2)])


def _complain(sentence: str) -> None:
    sys.stderr.write(f"pos-app: {sentence}\n")


def _report(bug: Exception, data: Path) -> int:
    import logging

    where = _("It could not be logged.")
    with suppress(OSError):
        file = config.log_to(data)
        logging.getLogger(__name__).error("a bug in a command", exc_info=bug)
        where = _("It is in {file}.").format(file=file)
    _complain(_("Something went wrong inside the program; nothing was half done. ") + where)
    return WRONG
