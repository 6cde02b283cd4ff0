"""Where and by whom the books are written: what every service gets first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from pos_app.clock import Clock, SetClock, stamp
from pos_app.domain.facts import facts, span
from pos_app.domain.journal import Entry, EntryKind, Posting
from pos_app.domain.shop import Settings, StaffMember, Till
from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.persistence import audit, catalog, people
from pos_app.persistence.database import Database
from pos_app.security.roles import NotAllowed, Permission, Role

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
    authoriser: StaffMember | None = None

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

    def entry(
        self,
        kind: EntryKind,
        postings: tuple[Posting, ...],
        *,
        reason: str = "",
        reason_kind: str | None = None,
        ticket_number: int | None = None,
        content_seal: str = "",
    ) -> Entry:
        """An entry of the journal, by the person signed in, now.

        Raises:
            UserError: nobody is signed in.
        """
        return Entry(
            kind=kind,
            at=self.at,
            business_date=self.today,
            staff=self.who,
            postings=postings,
            reason=reason,
            reason_kind=reason_kind,
            ticket_number=ticket_number,
            content_seal=content_seal,
        )

    def as_staff(self, member: StaffMember | None) -> "Desk":
        """The same desk with somebody else, or nobody, signed in."""
        return replace(self, staff=member, authoriser=None)

    def authorised_by(self, member: StaffMember) -> "Desk":
        """The same desk for one act that ``member``, who gave their PIN, allows (see ``staff.authorise``)."""
        return replace(self, authoriser=member)

    def at_once(self) -> "Desk":
        """The same desk for one act: all of its records bear the time at which it began."""
        return replace(self, clock=SetClock(self.clock.now()))

    def may(self, permission: Permission) -> bool:
        """Whether the person signed in may do it, as far as this desk knows: for what screens show."""
        return self.staff is not None and self.settings.rights.may(self.staff.role, permission)

    def require(self, connection: Connection, permission: Permission) -> None:
        """Make sure that who is signed in, or who authorises their act, may do it, as stored now.

        For use within :meth:`write`, which writes a refusal down.

        Raises:
            NotAllowed: otherwise.
            UserError: nobody is signed in.
        """
        rights = catalog.load_settings(connection).rights
        codes = [self.who] + ([self.authoriser.code] if self.authoriser else [])
        rows = [people.staff_row(connection, code) for code in codes]
        if not any(row and row.active and rights.may(Role(row.role), permission) for row in rows):
            raise NotAllowed(permission)

    def check_works_here(self, connection: Connection) -> None:
        """Make sure that who is signed in was not switched off meanwhile, at whatever till.

        Raises:
            UserError: they were.
        """
        if name := people.name_of_one_who_left(connection, self.who):
            raise UserError(
                _(
                    "{name} no longer works here. Lock the till, and sign in as somebody else."
                ).format(name=name)
            )

    def check_reading(self, permission: Permission) -> None:
        """Make sure that who is signed in may read what is not for everybody.

        Raises:
            NotAllowed: otherwise; the refusal is in the audit log.
        """
        with self.read() as connection:
            self.check_works_here(connection)
            try:
                self.require(connection, permission)
                return
            except NotAllowed as error:
                refusal = error
        self._write_refusal(refusal, "read")
        raise refusal

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A steady view of the books."""
        with self.database.read() as connection:
            yield connection

    @contextmanager
    def write(
        self,
        act: str,
        subject: str | Callable[[], str] = "",
        detail: str | Callable[[], str] = "",
        needs: Permission | None = None,
    ) -> Iterator[Connection]:
        """One transaction by the person signed in, written to the audit log under ``act``.

        ``subject`` is the record that the act is about, by its permanent code or id; where the act
        makes that record, a function that names it once it is made. ``detail`` holds facts
        (``domain.facts``), or a function that tells them once they are known.
        ``needs`` is the permission for it; a refusal is in the audit log too, in a transaction of its own.
        Where somebody authorised the act, the log says which entries of the journal it posted.

        Raises:
            NotAllowed: the person, and who authorises the act, may not.
            UserError: the person no longer works here.
        """
        who = self.who
        try:
            with self.database.write() as connection:
                self.check_works_here(connection)
                if needs is not None:
                    self.require(connection, needs)
                first = self._next_entry(connection)
                yield connection
                posted = span(first, self._next_entry(connection))
                told = (detail() if callable(detail) else detail, facts(posted=posted))
                audit.record(
                    connection,
                    self.writer,
                    at=self.at,
                    staff=who,
                    till=self.till.name,
                    act=act,
                    subject=subject() if callable(subject) else subject,
                    detail="\n".join(filter(None, told)),
                    authorised_by=self.authoriser.code if self.authoriser else None,
                )
        except NotAllowed as refusal:
            known = ["" if callable(said) else said for said in (subject, detail)]
            self._write_refusal(refusal, act, *known)
            raise

    def _next_entry(self, connection: Connection) -> int:
        """The number of the writer's next entry; not asked for where nobody authorises the act."""
        if self.authoriser is None:
            return 0
        # Seldom wanted: the first page of a till stands without it.
        from pos_app.persistence import books
        from pos_app.persistence.tables.series import SERIES_SPAN

        return books.next_entry_id(connection, self.writer) % SERIES_SPAN

    def _write_refusal(
        self, refusal: NotAllowed, act: str, subject: str = "", detail: str = ""
    ) -> None:
        with self.database.write() as connection:
            audit.record(
                connection,
                self.writer,
                at=self.at,
                staff=self.who,
                till=self.till.name,
                act=f"{act}.refused",
                subject=subject,
                detail="\n".join(filter(None, (detail, facts(needs=refusal.permission)))),
                authorised_by=self.authoriser.code if self.authoriser else None,
            )
