"""Where and by whom the books are written: what every service gets first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_app.clock import Clock, stamp
from pos_app.domain.shop import Settings, StaffMember, Till
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import audit
from pos_app.persistence.database import Database

OFFICE = Till(0, "Office")
"""Where the command line and the back office write from; their series is ``OFFICE``."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One place of work: the database, the clock, the settings, the till and who is signed in."""

    database: Database
    clock: Clock
    settings: Settings
    till: Till = OFFICE
    staff: StaffMember | None = None

    @property
    def writer(self) -> str:
        """Whose series in the journal this desk writes."""
        return self.till.writer if self.till.id else "OFFICE"

    @property
    def at(self) -> str:
        """The time now, as the books write it."""
        return stamp(self.clock.now())

    @property
    def today(self) -> str:
        """The business date now: the local date of the shop, ISO text."""
        return self.clock.now().date().isoformat()

    @property
    def who(self) -> str:
        """The code of the person who is signed in.

        Raises:
            UserError: nobody is.
        """
        if self.staff is None:
            raise UserError(_("Sign in first."))
        return self.staff.code

    def as_staff(self, member: StaffMember | None) -> "Desk":
        """The same desk with somebody else, or nobody, signed in."""
        return replace(self, staff=member)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A steady view of the books."""
        with self.database.read() as connection:
            yield connection

    @contextmanager
    def write(
        self, act: str, subject: str | Callable[[], str] = "", detail: str = ""
    ) -> Iterator[Connection]:
        """One transaction by the person signed in, written to the audit log under ``act``.

        ``subject`` is the record that the act is about, by its permanent code or id; where the act
        makes that record, a function that names it once it is made. ``detail`` holds no personal names.
        """
        who = self.who
        with self.database.write() as connection:
            yield connection
            audit.record(
                connection,
                self.writer,
                at=self.at,
                staff=who,
                till=self.till.name,
                act=act,
                subject=subject() if callable(subject) else subject,
                detail=detail,
            )
