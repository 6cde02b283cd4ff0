"""Commands on the books: verify them, and hand them to other bookkeepers."""

from pathlib import Path
from typing import Any

from pos_app.cli.parser import Commands
from pos_app.cli.terminal import FINE, FOUND, open_shop, progress_bar, say, write, write_json
from pos_app.domain.words import _, plural


def add(commands: Commands) -> None:
    """The commands of this module."""
    commands.add("verify", verify, "check every record of the books; exit 1 where one is wrong")
    export = commands.add("export", export_journal, "write the journal for other bookkeepers")
    export.add_argument("what", metavar="journal", choices=["journal"])
    export.add_argument("--format", required=True, choices=["hledger", "beancount", "csv"])
    export.add_argument("file", type=Path, metavar="FILE")


def verify(asked: Any) -> int:
    """Check every record; exit code 1 where one is wrong."""
    from pos_app.reports.verify import verify as check

    with open_shop(asked.data) as desk, progress_bar(_("Verifying")) as told:
        findings = check(desk.database, told)
    if asked.json:
        found = [{"record": f.record, "problem": f.problem} for f in findings]
        write_json({"holds": not findings, "findings": found})
    elif findings:
        write(f"{finding.record}: {finding.problem}" for finding in findings)
        write([plural("{count} record is wrong.", "{count} records are wrong.", len(findings))])
    else:
        write([_("The books are whole: every record is as it was written.")])
    return FOUND if findings else FINE


def export_journal(asked: Any) -> int:
    """Write the journal to a file."""
    from pos_app.reports import export

    with open_shop(asked.data) as desk, progress_bar(_("Exporting")) as told:
        done = export.export_journal(desk, export.JournalFormat(asked.format), asked.file, told)
    figures = {"file": str(asked.file), "entries": done.entries, "postings": done.postings}
    said = _("{entries} entries with {postings} postings are in {file}.").format(**figures)
    say(asked, figures, said)
    return FINE
