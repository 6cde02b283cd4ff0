"""Reading tables that other software exported: any usual encoding, separator and way to write amounts.

Whatever could be read in two ways is refused with its line, never guessed.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pos_app.domain.money import MAX_AMOUNT, MoneyFormat, shop_format, symbols_of
from pos_app.domain.words import _, searched
from pos_app.errors import EnvironmentFault, UserError

AT_ONCE = 2_000
"""So many records are written before the progress is told again."""

_SEPARATORS = ",;\t|"
_LONGEST_CELL = 5_000
_LONGEST_AMOUNT = 40
_SPACES = "\u00a0\u202f\u2009 "


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line of the file; the header is line 1."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, and its cells by the name the till has for the column."""

    line: int
    cells: Mapping[str, str]

    def cell(self, name: str) -> str:
        """The text of a cell, trimmed; empty where the file has no such column."""
        return self.cells.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: which columns were understood, which were not, and the records."""

    columns: tuple[str, ...]
    unused: tuple[str, ...]
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)


def read_table(file: Path, names: Mapping[str, str]) -> Table:
    """Read a file with a header.

    ``names``: for each column the till knows, the headings it goes by, parted by ``|``.

    Raises:
        UserError: it is no text, or no column of it is known.
        EnvironmentFault: it cannot be read.
    """
    lines = _text_of(file)
    known = {
        searched(heading): name for name, all_of in names.items() for heading in all_of.split("|")
    }
    separator = _separator(lines, known)
    records = _records(lines, separator)
    header = next(records).cells
    columns = [known.get(searched(heading), "") for heading in header]
    doubled = {name for name in columns if name and columns.count(name) > 1}
    if doubled:
        raise UserError(_("Line 1 names the column “{name}” twice.").format(name=min(doubled)))
    table = Table(
        tuple(name for name in columns if name),
        tuple(h.strip() for h, name in zip(header, columns, strict=True) if h.strip() and not name),
        [],
    )
    for record in records:
        _take(table, columns, record)
    return table


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]
    fault: str = ""


def _take(table: Table, columns: list[str], record: _Record) -> None:
    if not any(cell.strip() for cell in record.cells) and not record.fault:
        return
    fault = record.fault
    if not fault and len(record.cells) != len(columns):
        fault = _("This line has {found}, the first line {wanted} cells.").format(
            found=len(record.cells), wanted=len(columns)
        )
    if not fault and any(len(cell) > _LONGEST_CELL for cell in record.cells):
        fault = _too_long()
    if not fault and any(not _is_clean(cell) for cell in record.cells):
        fault = _("This line holds characters that are no text.")
    if fault:
        table.problems.append(Problem(record.line, fault))
        return
    cells = {name: cell for name, cell in zip(columns, record.cells, strict=True) if name}
    table.rows.append(Row(record.line, cells))


def _is_clean(cell: str) -> bool:
    return all(c.isprintable() or c in "\t\r\n\u00a0\u202f\u2009\u3000" for c in cell)


def _too_long() -> str:
    return _("A cell of this line has more than {most} characters.").format(most=_LONGEST_CELL)


def _records(lines: str, separator: str) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = _("A quotation mark is not closed, or stands where none may.")
            # Python's reader has a limit of its own, far above ours, and says so only in words.
            yield _Record(line, [], _too_long() if "field limit" in str(error) else fault)
        else:
            yield _Record(line, cells)
        line = reader.line_num + 1


def _text_of(file: Path) -> str:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise UserError(_("There is no file “{file}”.").format(file=file)) from None
    except OSError as error:
        raise EnvironmentFault(
            _("“{file}” cannot be read: {reason}.").format(file=file, reason=error.strerror)
        ) from error
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Latin-1 as Windows writes it; it has no unused bytes but five, so nearly anything fits: last.
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in decoded and decoded.strip():
            return decoded
    raise UserError(_("“{file}” is not a table of text (CSV).").format(file=file.name))


def _separator(lines: str, known: Mapping[str, str]) -> str:
    """The separator by which most headings of the first line are understood."""

    def understood(separator: str) -> int:
        first = next(_records(lines, separator)).cells
        return sum(searched(heading) in known for heading in first)

    best = max(_SEPARATORS, key=understood)
    if not understood(best):
        raise UserError(
            _("Line 1 names no column that the till knows. It knows: {names}.").format(
                names=", ".join(dict.fromkeys(known.values()))
            )
        )
    return best


# A whole number, plain or in groups by one mark; {mark} may be the other locale's decimal sign.
_AMOUNT = (
    r"(?P<whole>[1-9]\d{{0,2}}(?:(?P<group>[{mark}'’ ])(?:\d{{2,3}}(?P=group))*\d{{3}})|\d*)"
    r"(?:[{point}](?P<part>\d{{0,{digits}}}))?"
)


class AmountReader:
    """Amounts of one file, whose way of writing them (1,234.50 or 1.234,50) is one for all."""

    def __init__(self, fmt: MoneyFormat, decimal: str = "") -> None:
        """``decimal`` is the file's decimal sign, where the person said it."""
        self._exponent = fmt.currency.exponent
        self._symbols = sorted(symbols_of(fmt), key=len, reverse=True)
        self._decimals = (decimal,) if decimal else (".", ",")
        self._patterns = {
            point: re.compile(
                _AMOUNT.format(
                    point=point, mark="," if point == "." else ".", digits=self._exponent
                ),
                re.ASCII,
            )
            for point in self._decimals
        }

    def read(self, texts: Iterable[tuple[int, str]]) -> tuple[dict[int, int], list[Problem]]:
        """Amounts in minor units by line, signed, and what could not be read.

        One amount that can only be meant in one way settles it for the file. Without any, a mark before
        just three digits may be either, so those lines are refused.
        """
        shown = dict(texts)
        ways, problems = self._ways(shown)
        unclear = [line for line in ways if self._is_unclear(shown[line])]
        settled = {
            point: line
            for line, found in reversed(ways.items())
            for point in found
            if len(found) == 1 and line not in unclear and len(self._decimals) > 1
        }
        if unclear and not settled:
            problems += [self._unsettled(line, shown[line]) for line in unclear]
        first = min(settled.values(), default=0)
        decimal = next((p for p, line in settled.items() if line == first), self._decimals[0])
        amounts = {}
        for line, found in ways.items():
            if decimal in found and (settled or line not in unclear):
                amounts[line] = found[decimal]
            elif settled:
                said = _("“{text}” and, on line {line}, “{other}” write amounts in two ways.")
                said = said.format(text=shown[line], line=first, other=shown[first])
                problems.append(Problem(line, said))
        return amounts, problems

    def _ways(self, shown: Mapping[int, str]) -> tuple[dict[int, dict[str, int]], list[Problem]]:
        """What each line's text says by either decimal sign, and the lines that say nothing."""
        ways: dict[int, dict[str, int]] = {}
        problems: list[Problem] = []
        for line, text in shown.items():
            found = {p: v for p in self._decimals if (v := self._value(text, p)) is not None}
            if not found:
                said = _("“{text}” is not an amount.").format(text=text[:40])
                problems.append(Problem(line, said))
            elif max(map(abs, found.values())) > MAX_AMOUNT:
                problems.append(Problem(line, _("“{text}” is too large.").format(text=text[:40])))
            else:
                ways[line] = found
        return ways, problems

    def _is_unclear(self, text: str) -> bool:
        """Whether a mark stands before just three digits: is 1.005 a thousand and five, or 1 and a bit?"""
        number, _sign = self._bare(text)
        several = len(self._decimals) > 1 and self._exponent > 0
        return several and bool(re.fullmatch(r"\d{1,3}[.,]\d{3}", number, re.ASCII))

    def _unsettled(self, line: int, text: str) -> Problem:
        plain = re.sub(r"\D", "", self._bare(text)[0]) + "." + "0" * self._exponent
        said = _(
            "“{text}” can be read in two ways. Write {plain} if that is meant, or say with --decimal"
            " which sign parts the decimals."
        )
        return Problem(line, said.format(text=text, plain=plain))

    def _value(self, text: str, point: str) -> int | None:
        """The amount with ``point`` as decimal sign; ``None`` where it cannot be one."""
        number, sign = self._bare(text)
        found = self._patterns[point].fullmatch(number) if len(number) <= _LONGEST_AMOUNT else None
        if not found or not (found["whole"] or found["part"]):
            return None
        whole = re.sub(r"\D", "", found["whole"]) or "0"
        part = (found["part"] or "").ljust(self._exponent, "0")
        return sign * int(whole + part)

    def _bare(self, text: str) -> tuple[str, int]:
        """The digits with their marks, without symbol and sign."""
        number = text.strip()
        for space in _SPACES:
            number = number.replace(space, " ")
        sign = 1
        if number.startswith("(") and number.endswith(")"):
            number, sign = number[1:-1], -1
        # The sign may stand before or after the symbol, or at the end: -$5, $-5, 5.00-.
        for _turn in range(2):
            for symbol in self._symbols:
                number = number.removeprefix(symbol).removesuffix(symbol).strip()
            if sign > 0 and number[:1] in ("-", "\u2212"):
                number, sign = number[1:].strip(), -1
            elif sign > 0 and number[-1:] in ("-", "\u2212"):
                number, sign = number[:-1].strip(), -1
        return number, sign


Progress = Callable[[int, int], None]
New = TypeVar("New")


@dataclass(frozen=True, slots=True)
class Plan(Generic[New]):
    """What an import would do, line by line, and what stands in its way."""

    source: str
    lines: tuple[New, ...]
    problems: tuple[Problem, ...]
    unused: tuple[str, ...]

    @classmethod
    def of(
        cls, file: Path, table: Table, made: Iterable[New], problems: Iterable[Problem]
    ) -> "Plan[New]":
        """The plan for a file that was read."""
        in_order = sorted(problems, key=lambda problem: problem.line)
        return cls(file.name, tuple(made), tuple(in_order), table.unused)


def refuse_problems(plan: Plan[New]) -> None:
    """Let no plan through that has a problem.

    Raises:
        UserError: it has; the first is told.
    """
    if plan.problems:
        first = plan.problems[0]
        raise UserError(
            _("Nothing was imported. Line {line}: {problem}").format(
                line=first.line, problem=first.text
            )
        )


def all_of(kind: str, keys: Sequence[object]) -> str:
    """Many records made in a row, for the audit log."""
    return f"{kind} {keys[0]} to {keys[-1]}" if keys else kind


def require(table: Table, *names: str) -> None:
    """Let no table through that lacks all of these columns.

    Raises:
        UserError: it does.
    """
    if not set(names) & set(table.columns):
        raise UserError(_("Line 1 names no column “{name}”.").format(name=names[0]))


def make_each(
    table: Table,
    column: str,
    decimal: str,
    faults: Callable[[Row, int | None], Iterable[UserError]],
    make: Callable[[Row, int | None], New],
) -> tuple[list[New], list[Problem]]:
    """What ``make`` makes of each record and its amount in ``column``, and all ``faults`` of the others.

    ``decimal``: the sign that parts the decimals, where the person said it.
    """
    texts = ((row.line, row.cell(column)) for row in table.rows if row.cell(column))
    amounts, problems = AmountReader(shop_format(), decimal).read(texts)
    unreadable = {problem.line for problem in problems}
    problems += table.problems
    made: list[New] = []
    for row in table.rows:
        # What an amount that cannot be read should be, nobody knows; the rest of its line is looked at.
        amount = 0 if row.line in unreadable else amounts.get(row.line)
        found = [Problem(row.line, fault.text) for fault in faults(row, amount)]
        problems += found
        if not found and row.line not in unreadable:
            made.append(make(row, amount))
    return made, problems


def write_all(
    many: Sequence[New], write: Callable[[Sequence[New]], list[int]], progress: Progress | None
) -> list[int]:
    """Write many records, some at a time, telling how far it is; their ids in order."""
    ids: list[int] = []
    for start in range(0, len(many), AT_ONCE):
        ids += write(many[start : start + AT_ONCE])
        if progress:
            progress(len(ids), len(many))
    return ids
