"""What an act on a client's balance does, fund by fund and charge by charge, as a value.

A plan says nothing of who does it or why. The preview shows it, and the books are written from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pos_app.domain.client_account import Charge, Fund, FundKind, Share, Standing

NEW = 0
"""The id, in a plan, of the fund or charge that the act itself makes."""


@dataclass(frozen=True, slots=True)
class ClientAccount:
    """All that a client owes and can spend on a day; what expired before it is left out."""

    funds: tuple[Fund, ...] = ()
    charges: tuple[Charge, ...] = ()
    today: str = ""

    @property
    def standing(self) -> Standing:
        """The sums, and what open tickets hold of them."""
        return Standing(
            owed=sum(c.left for c in self.charges),
            open_payments=sum(f.left for f in self.funds if f.kind is FundKind.OPEN_PAYMENT),
            credits=sum(f.left for f in self.funds if f.kind is FundKind.CREDIT),
            held_owed=sum(c.held for c in self.charges),
            held_funds=sum(f.held for f in self.funds),
        )


@dataclass(frozen=True, slots=True)
class NewFund:
    """Value that an act gives, in minor units; with what it settles still in it."""

    kind: FundKind
    amount: int
    expires_on: str = ""


@dataclass(frozen=True, slots=True)
class Put:
    """Part of a fund (perhaps the new one) put against a charge, in minor units."""

    fund_id: int
    charge_id: int
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """What an act does to one fund or charge: what is left of it before and after, in minor units.

    ``item`` is ``None`` for the fund or charge that the act makes.
    """

    item: Fund | Charge | None
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an act does to a client's balance, in minor units.

    ``charge`` is a new amount owed; ``removed`` are parts of funds that are gone; ``written_off`` are
    parts of charges that nobody pays.
    """

    account: ClientAccount
    fund: NewFund | None = None
    charge: int = 0
    puts: tuple[Put, ...] = ()
    removed: tuple[Share, ...] = ()
    written_off: tuple[Share, ...] = ()

    @property
    def settled(self) -> int:
        """What is paid of charges."""
        return sum(put.amount for put in self.puts)

    @property
    def own_money(self) -> int:
        """What is removed of open payments: the client's own money (R10)."""
        paid = {f.id for f in self.account.funds if f.kind is FundKind.OPEN_PAYMENT}
        return sum(share.amount for share in self.removed if share.id in paid)

    @property
    def before(self) -> Standing:
        """What the client owes and has now."""
        return self.account.standing

    @property
    def after(self) -> Standing:
        """What the client owes and has once the act is done."""
        now, given = self.before, dict.fromkeys(FundKind, 0)
        for part in self.fund_parts:
            kind = part.item.kind if isinstance(part.item, Fund) else self._new_kind
            given[kind] += part.after - part.before
        return Standing(
            owed=now.owed + sum(part.after - part.before for part in self.charge_parts),
            open_payments=now.open_payments + given[FundKind.OPEN_PAYMENT],
            credits=now.credits + given[FundKind.CREDIT],
            held_owed=now.held_owed,
            held_funds=now.held_funds,
        )

    @property
    def _new_kind(self) -> FundKind:
        return self.fund.kind if self.fund else FundKind.CREDIT

    @property
    def fund_parts(self) -> tuple[Part, ...]:
        """Each fund that the act makes or takes from, the new one first."""
        used = _sums([*self.removed, *(Share(put.fund_id, put.amount) for put in self.puts)])
        made = self.fund.amount - used.get(NEW, 0) if self.fund else None
        return _parts(self.account.funds, used, made)

    @property
    def charge_parts(self) -> tuple[Part, ...]:
        """Each charge that the act makes or settles, the new one first."""
        gone = _sums([*self.written_off, *(Share(put.charge_id, put.amount) for put in self.puts)])
        return _parts(self.account.charges, gone, self.charge or None)


def _sums(shares: Iterable[Share]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for share in shares:
        sums[share.id] = sums.get(share.id, 0) + share.amount
    return sums


def _parts(
    items: Sequence[Fund | Charge], used: dict[int, int], made: int | None
) -> tuple[Part, ...]:
    new = () if made is None else (Part(None, 0, made),)
    return (
        *new,
        *(Part(i, i.left, i.left - used[i.id]) for i in items if i.id in used),
    )
