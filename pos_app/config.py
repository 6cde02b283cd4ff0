"""Where things are on this machine. What the shop has chosen is in its database, not here."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

SHOP_FILE = "shop.db"
FOLDER_FILE = "folder.txt"
LOG_FILE = "pos-app.log"
BACKUP_FOLDER = "backups"

TRANSLATIONS = Path(__file__).parent.parent / "resources" / "i18n"
"""Compiled gettext catalogs, ``<language>/LC_MESSAGES/pos.mo``."""

DEMO_PINS = {"S1": "2580", "S2": "1357", "S3": "2468", "S4": "1470", "S5": "3690", "S6": "8520"}
"""The PINs of a demo shop's staff, which its sign-in page shows; here, so that it loads no demo."""

_LOG_BYTES = 1_000_000
_OLD_LOGS = 3


def data_folder() -> Path:
    """The folder this user chose last, else the usual one of a shop, when nobody says otherwise."""
    from platformdirs import user_data_path

    try:
        chosen = _folder_file().read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        chosen = ""
    return Path(chosen) if chosen else user_data_path("pos-app", appauthor=False)


def choose_folder(data: Path) -> None:
    """Open the shop in this folder from the next start on.

    Raises:
        OSError: that cannot be written down.
    """
    file = _folder_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{data.absolute()}\n", encoding="utf-8")


def _folder_file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("pos-app", appauthor=False) / FOLDER_FILE


def shop_file(data: Path) -> Path:
    """The shop's database in a data folder."""
    return data / SHOP_FILE


def demo_folder(data: Path) -> Path:
    """Where, in a shop's folder, its demo shop is."""
    return data / "demo"


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
