"""Putting a till together from its data folder. Only entry points import this."""

import gettext
import logging
from contextlib import suppress
from pathlib import Path
from threading import Thread

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DatabaseError

from pos_app import config, locales
from pos_app.clock import Clock, SystemClock
from pos_app.domain import money, words
from pos_app.domain.shop import Settings, Till
from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault, UserError
from pos_app.persistence import catalog, files, migrate
from pos_app.persistence.database import Database
from pos_app.persistence.files import Progress
from pos_app.persistence.tables.shop import settings as settings_table
from pos_app.services.desk import OFFICE, Desk

_FORMATS = "formats"


def open_shop(data: Path, clock: Clock | None = None, till_id: int | None = None) -> Desk:
    """Open the shop in ``data``, making its database where there is none. Nobody is signed in.

    Words, money and dates are those of the shop from here on. Without ``till_id`` the first till is
    meant; a shop that is not set up yet has none, and its desk is the office.

    Raises:
        EnvironmentFault: the database cannot be used (see ``migrate.prepare``).
        UserError: there is no such till.
    """
    migrate.prepare(config.shop_file(data), config.backup_folder(data))
    database = Database(config.shop_file(data))
    try:
        with database.read() as connection:
            settings = catalog.load_settings(connection)
            tills = catalog.all_tills(connection)
            kept = _kept_formats(connection, settings)
        apply_settings(database, settings, kept)
        return Desk(database, clock or SystemClock(), settings, _pick(tills, till_id))
    except BaseException:
        database.close()
        raise


def open_books(data: Path) -> Database:
    """The books of the shop in ``data`` alone, to look at, even where it cannot be opened for work.

    Its settings may be damaged, and its files such as may only be read.

    Raises:
        EnvironmentFault: the database cannot be read (see ``migrate.prepare``).
    """
    path = config.shop_file(data)
    if files.may_write(path):
        migrate.prepare(path, config.backup_folder(data))
        database = Database(path)
    else:
        migrate.check_current(path)
        database = Database.only_read(path)
    with suppress(EnvironmentFault, DatabaseError), database.read() as connection:
        speak(catalog.load_settings(connection).language)
    return database


def close_shop(desk: Desk) -> None:
    """Let go of the shop's files."""
    desk.database.close()


def restore(data: Path, file: Path, progress: Progress | None = None) -> Path | None:
    """Put a backup in the place of the shop in ``data``; returns where the replaced one is kept.

    Raises:
        UserError, EnvironmentFault: see ``backup.restore``; nothing was changed.
    """
    from pos_app.persistence import backup

    return backup.restore(file, config.shop_file(data), SystemClock().now(), progress)


def start_backup(desk: Desk) -> Thread:
    """Back the shop up on a thread of its own, if anything was written since the last backup.

    A failure is logged and stops nothing: the till is for the people who wait in front of it.
    """
    shop = desk.database.path

    def work() -> None:
        from pos_app.persistence import backup

        try:
            backup.keep_automatic(shop, config.backup_folder(shop.parent), desk.clock.now())
        except EnvironmentFault as fault:
            logging.getLogger(__name__).warning("no automatic backup: %s", fault.text)

    thread = Thread(target=work, name="backup", daemon=True)
    thread.start()
    return thread


def apply_settings(
    database: Database, settings: Settings, formats: locales.Formats | None = None
) -> None:
    """Speak the shop's language and write its money and dates, at start and when settings changed."""
    speak(settings.language)
    if formats is None:
        formats = locales.formats(settings.currency, settings.locale)
        if formats != locales.Formats():
            # Without this row the next start is slower, nothing else.
            with suppress(EnvironmentFault), database.write() as connection:
                _keep_formats(connection, formats)
    money.use_format(formats.money)
    locales.use_formats(formats)


def speak(language: str) -> None:
    """Use the catalog of a language; where there is none, the words of the source, English."""
    words.use(gettext.translation("pos", config.TRANSLATIONS, [language], fallback=True))


def _pick(tills: list[Till], till_id: int | None) -> Till:
    if till_id is None:
        return tills[0] if tills else OFFICE
    for till in tills:
        if till.id == till_id:
            return till
    raise UserError(_("There is no till number {number} in this shop.").format(number=till_id))


def _kept_formats(connection: Connection, settings: Settings) -> locales.Formats | None:
    """The formats that an earlier start worked out, where they are still the shop's."""
    text = connection.scalar(
        select(settings_table.c.value).where(settings_table.c.name == _FORMATS)
    )
    if (settings.currency, settings.locale) == ("USD", "en_US"):
        return locales.Formats()
    with suppress(ValueError, TypeError, KeyError):
        kept = locales.from_json(text or "")
        if (kept.money.currency.code, kept.locale) == (settings.currency, settings.locale):
            return kept
    return None


def _keep_formats(connection: Connection, formats: locales.Formats) -> None:
    connection.execute(delete(settings_table).where(settings_table.c.name == _FORMATS))
    connection.execute(insert(settings_table).values(name=_FORMATS, value=locales.to_json(formats)))
