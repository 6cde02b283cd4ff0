"""The pictures on papers: the shop's logo, whatever a camera or a designer gave, and codes to scan."""

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.domain.words import _
from pos_app.errors import UserError
from pos_app.services import shop
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_FILE_BYTES = 60_000_000


def on_paper(desk: Desk, columns: int) -> tuple[bytes, float]:
    """The logo in the dots of a printer of ``columns`` columns, as a PNG, and which part of the paper's
    width it takes; empty where there is none, or it cannot be read. Not for the GUI thread."""
    png = shop.logo(desk)
    return _as_printed(png, columns) if png else (b"", 0.0)


def _as_printed(png: bytes, columns: int) -> tuple[bytes, float]:
    from pos_app.printing.raster import logo_dots

    across = _dots(columns)
    try:
        return _drawn(logo_dots(png, across), across)
    except UserError:
        return b"", 0.0


def code_on_paper(content: str, columns: int) -> tuple[bytes, float]:
    """A QR code in the dots of a printer of ``columns`` columns, as a PNG, and which part of the paper's
    width it takes. Not for the GUI thread."""
    from pos_app.printing.raster import QR_MODULE_DOTS, qr_dots

    return _drawn(qr_dots(content, QR_MODULE_DOTS), _dots(columns))


def _dots(columns: int) -> int:
    from pos_app.printing.profiles import PROFILES

    return next(profile.dots for profile in PROFILES if profile.columns == columns)


def _drawn(picture: "Image", across: int) -> tuple[bytes, float]:
    from io import BytesIO

    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue(), picture.width / across


def take(desk: Desk, file: Path) -> Changes:
    """Store the picture in ``file`` as the logo, no larger than papers need it. Not for the GUI thread.

    Raises:
        UserError: it cannot be read, is no picture, or one of more than 50 million pixels.
    """
    from pos_app.printing.raster import kept_logo

    try:
        with file.open("rb") as picture:
            read = picture.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UserError(
            _("“{file}” cannot be read: {reason}.").format(
                file=file.name, reason=error.strerror or error
            )
        ) from error
    if len(read) > MAX_FILE_BYTES:
        raise UserError(_("The logo is larger than 60 MB. Choose a smaller picture."))
    return shop.put_logo(desk, kept_logo(read))
