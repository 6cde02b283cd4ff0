"""Every table of the shop's database, a module a subject.

Amounts are whole minor units; times ISO 8601 in UTC, as text.

STRICT on SQLite, so that a wrong type is refused there too. What may never change once written is
guarded by triggers (see ``guards``); a ``seal`` is a digest over a record's values, by which
``verify`` names a record that was changed behind the till's back.

A table takes a millisecond to build, so nothing is imported here: a start loads those of its first screen.
Who needs them all imports ``schema``.
"""
