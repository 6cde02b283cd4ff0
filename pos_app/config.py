"""Where things are on this machine. What the shop has chosen is in its database, not here."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

SHOP_FILE = "shop.db"
LOG_FILE = "pos-app.log"
BACKUP_FOLDER = "backups"

TRANSLATIONS = Path(__file__).parent.parent / "resources" / "i18n"
"""Compiled gettext catalogs, ``<language>/LC_MESSAGES/pos.mo``."""

DEMO_PINS = {"S1": "2580", "S2": "1357", "S3": "2468", "S4": "1470", "S5": "3690", "S6": "8520"}
"""The PINs of a demo shop's staff, which its sign-in page shows; here, so that it loads no demo."""

_LOG_BYTES = 1_000_000
_OLD_LOGS = 3


def data_folder() -> Path:
    """Where this user's shop is kept when nobody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("pos-app", appauthor=False)


def shop_file(data: Path) -> Path:
    """The shop's database in a data folder."""
    return data / SHOP_FILE


def backup_folder(data: Path) -> Path:
    """Where automatic backups, and copies from before a migration, are kept."""
    return data / BACKUP_FOLDER


def log_to(data: Path) -> Path:
    """Write warnings and bugs to the log file of a data folder from now on; returns the file."""
    file = data / LOG_FILE
    data.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        file, maxBytes=_LOG_BYTES, backupCount=_OLD_LOGS, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    return file
