"""Checks on the series of the writers and their heads."""

from collections import defaultdict

from pos_app.persistence.tables.series import SERIES_SPAN
from pos_app.reports.verify.findings import Check


def check_series(check: Check) -> set[int]:
    """Name the series that are wrong; what their rows say of them is no longer known."""
    wrong: set[int] = set()
    of_writer: dict[str, list[tuple[int, int]]] = defaultdict(list)
    codes: dict[int, str] = {}
    for series_id, code, writer, current in check.rows(
        "SELECT id, code, writer, current FROM series ORDER BY id"
    ):
        codes[series_id] = code
        of_writer[writer].append((series_id, current))
        if code != writer and not code.startswith(f"{writer}."):
            wrong.add(series_id)
            check.name(f"series {series_id}", "its code or writer was changed")
    _check_heads(check, codes, wrong)
    for rows in of_writer.values():
        if sum(current == 1 for _id, current in rows) != 1 and not wrong & {row[0] for row in rows}:
            problem = "its writer has no current series, or several"
            check.name(f"series {rows[-1][0]}", problem)
    return wrong


def _check_heads(check: Check, codes: dict[int, str], wrong: set[int]) -> None:
    """Every series has a head and every head a series; where either was moved, it alone is named."""
    heads = {row[0] for row in check.rows("SELECT series_id FROM series_heads")}
    headless = [series_id for series_id in codes if series_id not in heads]
    for lost in sorted(heads - codes.keys()):
        if not headless:
            wrong.add(lost)
            check.name(f"series {lost}", "it is missing")
            continue
        here = headless.pop(0)
        wrong.add(lost)
        if _has_rows(check, here):
            check.name(f"head of series {codes[here]}", "it was moved to another series")
        else:
            wrong.add(here)
            check.name(f"series {lost}", "its id was changed")
    for series_id in headless:
        if series_id in wrong:
            continue
        check.name(f"head of series {codes[series_id]}", "it is missing")


def _has_rows(check: Check, series_id: int) -> bool:
    query = "SELECT 1 FROM {} WHERE id BETWEEN ? AND ? LIMIT 1"
    span = (series_id * SERIES_SPAN, (series_id + 1) * SERIES_SPAN)
    return any(
        check.connection.execute(query.format(table), span).fetchone()
        for table in ("entries", "audit")
    )
