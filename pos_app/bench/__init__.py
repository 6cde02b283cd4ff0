"""``pos-app bench``: the figures that the till must reach, as ratios measured in one run.

Each figure makes its own data in a temporary folder. Those that need a window are taken by a program
of the screens, ``python -m ui.bench``, because nothing here may know the screens.
"""

from collections.abc import Callable, Mapping, Sequence

from pos_app.bench.applying import bulk_apply
from pos_app.bench.books import client_balance, verify
from pos_app.bench.closing import close_ticket
from pos_app.bench.crash import crash
from pos_app.bench.invoices import aging
from pos_app.bench.printing import close_with_dead_printer, receipt_bytes, spool_soak
from pos_app.bench.races import race_fund, race_gift_card
from pos_app.bench.result import FULL, SMALL, Result, Sizes, Told
from pos_app.bench.searching import filter_owing, find_client
from pos_app.bench.windows import find_item, memory, open_balance_page, start
from pos_app.domain.words import _
from pos_app.errors import UserError

__all__ = ["FIGURES", "FULL", "SMALL", "Result", "Sizes", "Told", "run"]

Figure = Callable[[Sizes, Told], list[Result]]

FIGURES: Mapping[str, Figure] = {
    "close_ticket": close_ticket,
    "find_client": find_client,
    "find_item": find_item,
    "client_balance": client_balance,
    "filter_owing": filter_owing,
    "open_balance_page": open_balance_page,
    "aging": aging,
    "start": start,
    "bulk_apply": bulk_apply,
    "verify": verify,
    "memory": memory,
    "crash": crash,
    "race_fund": race_fund,
    "race_gift_card": race_gift_card,
    "receipt_bytes": receipt_bytes,
    "close_with_dead_printer": close_with_dead_printer,
    "spool_soak": spool_soak,
}


def run(names: Sequence[str] = (), told: Told | None = None, sizes: Sizes = FULL) -> list[Result]:
    """Take the figures of these names, or all of them. ``told`` gets the progress of each.

    Raises:
        UserError: there is no such figure.
    """
    for name in names:
        if name not in FIGURES:
            raise UserError(
                _("There is no figure “{name}”. There are: {names}.").format(
                    name=name, names=", ".join(FIGURES)
                )
            )
    made: list[Result] = []
    for name in names or FIGURES:
        made += FIGURES[name](sizes, _named(name, told))
    return made


def _named(name: str, told: Told | None) -> Told:
    def say(what: str, done: int, of: int) -> None:
        if told is not None:
            told(f"{name}: {what}", done, of)

    return say
