"""Commands on the books: verify them, and hand them to other bookkeepers."""

from datetime import date
from pathlib import Path
from typing import Any

from pos_app.cli.parser import Commands
from pos_app.cli.people import signed_in
from pos_app.cli.terminal import (
    FINE,
    FOUND,
    open_books,
    open_shop,
    progress_bar,
    say,
    write,
    write_json,
)
from pos_app.domain.words import _, plural
from pos_app.errors import UserError
from pos_app.security.roles import Permission


def add(commands: Commands) -> None:
    """The commands of this module."""
    commands.add("verify", verify, "check every record of the books; exit 1 where one is wrong")
    export = commands.add("export", write_out, "write the journal or the audit log to a file")
    export.add_argument("what", metavar="journal|audit", choices=["journal", "audit"])
    formats = ["hledger", "beancount", "csv", "pdf"]
    export.add_argument(
        "--format", choices=formats, help="the journal: any of these; the audit log: csv or pdf"
    )
    for name in ("--since", "--until"):
        export.add_argument(name, metavar="DAY", help="of what is on paper (pdf): 2026-11-22")
    export.add_argument("--by", metavar="STAFF", help="the code of who reads; their PIN is asked")
    export.add_argument("file", type=Path, metavar="FILE")


def verify(asked: Any) -> int:
    """Check every record; exit code 1 where one is wrong."""
    from pos_app.reports.verify import verify as check

    with open_books(asked.data) as database, progress_bar(_("Verifying")) as told:
        findings = check(database, told)
    if asked.json:
        found = [{"record": f.record, "problem": f.problem} for f in findings]
        write_json({"holds": not findings, "findings": found})
    elif findings:
        write(f"{finding.record}: {finding.problem}" for finding in findings)
        write([plural("{count} record is wrong.", "{count} records are wrong.", len(findings))])
    else:
        write([_("The books are whole: every record is as it was written.")])
    return FOUND if findings else FINE


def write_out(asked: Any) -> int:
    """Write the journal or the audit log to a file, for somebody who may see reports."""
    from pos_app.persistence import files

    # What can be known before a PIN is asked for is said before.
    files.check_target(asked.file)
    if asked.format != "pdf" and (asked.since or asked.until):
        raise UserError(_("--since and --until are for --format pdf: the others hold everything."))
    if asked.format == "pdf":
        return _on_paper(asked)
    return _audit(asked) if asked.what == "audit" else _journal(asked)


def _on_paper(asked: Any) -> int:
    from pos_app.persistence import files
    from pos_app.reports import extracts
    from pos_app.reports.audit_log import Wanted

    since, until = _day(asked.since), _day(asked.until)
    with open_shop(asked.data) as desk:
        desk = signed_in(desk, asked.by, Permission.REPORTS)
        today = desk.clock.now().date()
        since, until = since or today.replace(day=1), until or today
        if asked.what == "audit":
            made = extracts.audit(desk, Wanted(since=since, until=until))
        else:
            made = extracts.journal(desk, since, until)
        sheets = extracts.pdf(desk, made)
    with files.disk():
        asked.file.write_bytes(sheets)
    say(asked, {"file": str(asked.file)}, _("Saved as {file}.").format(file=asked.file.name))
    return FINE


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise UserError(_("“{day}” is no day. Write it as 2026-11-22.").format(day=said)) from None


def _audit(asked: Any) -> int:
    from pos_app.reports.audit_log import Wanted, export_csv

    if asked.format not in (None, "csv"):
        raise UserError(_("The audit log is written as csv or pdf."))
    with open_shop(asked.data) as desk:
        count = export_csv(signed_in(desk, asked.by, Permission.REPORTS), Wanted(), asked.file)
    said = plural("{count} act is in the file.", "{count} acts are in the file.", count)
    say(asked, {"file": str(asked.file), "acts": count}, said)
    return FINE


def _journal(asked: Any) -> int:
    from pos_app.reports import export

    if asked.format is None:
        raise UserError(_("Write --format with hledger, beancount, csv or pdf."))
    with open_shop(asked.data) as desk:
        desk = signed_in(desk, asked.by, Permission.REPORTS)
        with progress_bar(_("Exporting")) as told:
            form = export.JournalFormat(asked.format)
            done = export.export_journal(desk, form, asked.file, told)
    figures = {"file": str(asked.file), "entries": done.entries, "postings": done.postings}
    said = _("{entries} entries with {postings} postings are in {file}.").format(**figures)
    say(asked, figures, said)
    return FINE
