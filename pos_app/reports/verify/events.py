"""Checks on clients' events: gapless, what the journal says, and adding up to the running balance."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pos_app.reports.verify.findings import Check

Figures = tuple[int, int, int]
"""What a client owes, and has in open payments and in credits: the change of it, or what is after it."""

_POSTED = """
    SELECT client_id, entry_id, account, sum(amount) FROM postings
    WHERE client_id IS NOT NULL
    AND account IN ('accounts_receivable', 'open_payments', 'client_credits')
    GROUP BY client_id, entry_id, account"""
_EVENTS = """
    SELECT client_id, number, entry_id, owed_change, open_payments_change, credits_change,
        owed, open_payments, credits
    FROM client_events ORDER BY client_id, number"""
_UNKNOWN = """
    SELECT client_id FROM (SELECT DISTINCT client_id FROM client_events)
    WHERE client_id NOT IN (SELECT id FROM clients)"""
_SIGNS = {
    "accounts_receivable": (1, 0, 0),
    "open_payments": (0, -1, 0),
    "client_credits": (0, 0, -1),
}


class _Event(NamedTuple):
    client: int
    number: int
    entry: int
    change: Figures
    after: Figures

    @property
    def name(self) -> str:
        return f"event {self.number} of client C{self.client:06d}"


@dataclass(slots=True)
class _Events:
    """What is known of all clients' events, while they are gone through client by client."""

    check: Check
    posted: dict[int, dict[int, Figures]]
    unknown: set[int]
    strays: list[_Event] = field(default_factory=list)
    missing: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def of_client(self, client: int, events: list[_Event]) -> None:
        """Check one client's events; those that are no event of theirs become strays."""
        mine = self.posted.get(client, {})
        events = self._theirs(events, mine)
        if events and client in self.unknown:
            self.check.name(f"client C{client:06d}", "it is missing")
        running, expected = (0, 0, 0), 1
        for event in self._in_place(events):
            self.missing[client] += range(expected, event.number)
            wrong_entry = event.entry in self.check.entries
            true = event.change if wrong_entry else self._true(event)
            running = event.after if event.number != expected else _sum(running, true)
            if event.change != true or event.after != running:
                self._name(event, "it is not what the journal says")
            expected = event.number + 1

    def _theirs(self, events: list[_Event], mine: dict[int, Figures]) -> list[_Event]:
        """The events that concern this client, those with a changed entry under their true one."""
        by_entry: dict[int, _Event] = {}
        others: list[_Event] = []
        for event in events:
            if event.entry not in mine:
                others.append(event)
                continue
            rival = by_entry.setdefault(event.entry, event)
            if rival is not event:
                right = event.change == mine[event.entry] != rival.change
                by_entry[event.entry] = event if right else rival
                others.append(rival if right else event)
        kept = list(by_entry.values())
        for event in others:
            left = (e for e in mine if e not in by_entry and mine[e] == event.change)
            entry = next(left, None)
            if event.entry in self.check.entries:
                kept.append(event)
            elif entry is None:
                self.strays.append(event)
            else:
                self._name(event, "its entry was changed")
                by_entry[entry] = event._replace(entry=entry)
                kept.append(by_entry[entry])
        return sorted(kept, key=lambda event: event.number)

    def _in_place(self, events: list[_Event]) -> list[_Event]:
        """A client's events in order; where none is lost, those with a changed number in their place."""
        if not events or (events[0].number == 1 and events[-1].number == len(events)):
            return events
        count = len(self.posted.get(events[0].client, {}))
        places = sorted(set(range(1, count + 1)) - {event.number for event in events})
        moved = [event for event in events if not 1 <= event.number <= count]
        if len(events) != count or len(places) != len(moved):
            return events
        for place, event in zip(places, moved, strict=True):
            events[events.index(event)] = event._replace(number=place)
            self._name(event._replace(number=place), "its number was changed")
        return sorted(events, key=lambda event: event.number)

    def _true(self, event: _Event) -> Figures:
        """What the journal says of an event, which is then accounted for."""
        return self.posted[event.client].pop(event.entry)

    def _name(self, event: _Event, problem: str) -> None:
        self.check.clients.add(event.client)
        self.check.name(event.name, problem)

    def rest(self) -> None:
        """Name the strays, and what is missing but is none of them."""
        check = self.check
        lost = {
            (client, entry): change
            for client, of_client in self.posted.items()
            for entry, change in of_client.items()
            if any(change) and entry not in check.entries
        }
        for event in self.strays:
            homes = (
                c for (c, e), change in lost.items() if (e, change) == (event.entry, event.change)
            )
            home = next(homes, None)
            if home is None:
                self._name(event, "its entry does not concern this client")
                continue
            del lost[home, event.entry]
            del self.missing[home][:1]
            check.clients.add(home)
            self._name(event, f"it is an event of client C{home:06d}")
        for client, numbers in self.missing.items():
            for number in numbers:
                check.clients.add(client)
                check.name(f"event {number} of client C{client:06d}", "it is missing")
        known = frozenset(check.clients)
        for client, entry in lost:
            if client not in known:
                check.clients.add(client)
                check.name(f"event of client C{client:06d} for entry {entry}", "it is missing")


def check_events(check: Check) -> None:
    """Every client's events against the postings, and the clients whom wrong entries concern."""
    unknown = {row[0] for row in check.rows(_UNKNOWN)}
    found = _Events(check, _posted(check), unknown)
    for client, rows in groupby(check.rows(_EVENTS), key=itemgetter(0)):
        found.of_client(
            client, [_Event(row[0], row[1], row[2], row[3:6], row[6:9]) for row in rows]
        )
    found.rest()
    check.clients.update(
        row[0]
        for entry_id in check.entries
        for table in ("postings", "client_events")
        for row in check.connection.execute(
            f"SELECT client_id FROM {table} WHERE entry_id = ? AND client_id IS NOT NULL",
            (entry_id,),
        )
    )


def _posted(check: Check) -> dict[int, dict[int, Figures]]:
    """What each entry changed of each client's balances, by client and entry."""
    posted: dict[int, dict[int, Figures]] = defaultdict(dict)
    for client, entry, account, amount in check.rows(_POSTED):
        part = tuple(sign * amount for sign in _SIGNS[account])
        posted[client][entry] = _sum(posted[client].get(entry, (0, 0, 0)), part)
    return posted


def _sum(a: Figures, b: Figures) -> Figures:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]
