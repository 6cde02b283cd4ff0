"""The command that brings clients or a catalog over from other software."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.cli.parser import Commands
from pos_app.cli.people import signed_in
from pos_app.cli.terminal import FINE, FOUND, open_shop, progress_bar, write, write_json
from pos_app.domain.words import _, plural
from pos_app.security.roles import Permission

if TYPE_CHECKING:
    from pos_app.services.desk import Desk
    from pos_app.services.tabular import Plan


def add(commands: Commands) -> None:
    """The command of this module."""
    parser = commands.add("import", bring, "bring clients or a catalog over from other software")
    parser.description = (
        "Read a table of clients or items that other software exported (CSV), and say per line what "
        "would happen. Nothing is written without --apply; with it all is written, or nothing."
    )
    parser.add_argument("what", metavar="clients|catalog", choices=["clients", "catalog"])
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
    parser.add_argument("--by", metavar="STAFF", help="the code of who imports; their PIN is asked")


def bring(asked: Any) -> int:
    """Say what importing a file would do, and with ``--apply`` do it."""
    with open_shop(asked.data) as desk:
        if asked.apply:
            desk = signed_in(desk, asked.by, Permission.SETTINGS)
        return _clients(desk, asked) if asked.what == "clients" else _items(desk, asked)


def _clients(desk: "Desk", asked: Any) -> int:
    from pos_app.domain.client_account import FundKind
    from pos_app.services import imports

    positive = imports.Positive(asked.positive) if asked.positive else None
    spendable = FundKind(asked.spendable) if asked.spendable else None
    plan = imports.plan_clients(desk, asked.file, positive, asked.decimal)
    imports.check_spendable(plan.lines, spendable)
    if asked.apply and not plan.problems:
        with progress_bar(_("Importing")) as told:
            imports.import_clients(desk, plan, spendable, told)
    totals = {
        "owed": sum(new.owed for new in plan.lines),
        "has": sum(new.has for new in plan.lines),
    }
    return _tell_plan(asked, plan, totals)


def _items(desk: "Desk", asked: Any) -> int:
    from pos_app.domain.ticket import LineKind
    from pos_app.services import import_catalog

    kind = LineKind(asked.kind) if asked.kind else None
    plan = import_catalog.plan_catalog(desk, asked.file, kind, asked.decimal)
    if asked.apply and not plan.problems:
        with progress_bar(_("Importing")) as told:
            import_catalog.import_catalog(desk, plan, told)
    return _tell_plan(asked, plan, {})


def _tell_plan(asked: Any, plan: "Plan[Any]", totals: Mapping[str, int]) -> int:
    """Say what each line does, what is wrong with it, and what came of it all."""
    written = asked.apply and not plan.problems
    if asked.json:
        write_json(
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
    write(_("line {line}: {text}").format(line=n, text=text) for n, text in sorted(told))
    if plan.unused:
        write([_("Columns not used: {names}.").format(names=", ".join(plan.unused))])
    write(_outcome(len(plan.lines), len(plan.problems), totals, written=written))
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
