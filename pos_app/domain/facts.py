"""What the audit log keeps of an act besides its subject: facts, one ``name=value`` to a line.

They are stored as values (amounts in minor units, permanent codes), so that they can be read in any
language later, and found by what they are called there. No personal names are among them.
"""

import re

_FACT = re.compile(r"([a-z_]+)=(.*)", re.DOTALL)

Fact = tuple[str, str]


def facts(**values: object) -> str:
    """These facts as the log stores them; what is ``None`` or empty is none."""
    return together(*values.items())


def together(*values: tuple[str, object]) -> str:
    """As :func:`facts`, for a name that comes more than once."""
    lines = (f"{name}={' '.join(str(value).split())}" for name, value in values if _is_known(value))
    return "\n".join(lines)


def _is_known(value: object) -> bool:
    return value is not None and value != ""


def span(first: int, after: int) -> str:
    """The numbers from ``first`` up to, but without, ``after`` as a fact: ``7`` or ``7-9``, or none."""
    last = after - 1
    return "" if last < first else str(first) if last == first else f"{first}-{last}"


def within(number: int, said: str) -> bool:
    """Whether a number is of a span."""
    first, _dash, last = said.partition("-")
    return int(first) <= number <= int(last or first)


def read(detail: str) -> list[Fact]:
    """The facts in a stored detail; a line that is none comes without a name."""
    found = ((_FACT.fullmatch(line), line) for line in detail.splitlines() if line)
    return [(match[1], match[2]) if match else ("", line) for match, line in found]
