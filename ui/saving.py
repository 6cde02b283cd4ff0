"""Saving a paper as a file that a person chose: made and written on a worker, then told."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from pos_app.domain.words import _
from pos_app.errors import EnvironmentFault
from pos_app.services.desk import Desk
from ui.session import Session


def ask_pdf(parent: QWidget, title: str, name: str) -> Path | None:
    """Where to save a PDF, as a person says; ``None`` where they do not."""
    return ask_file(parent, title, f"{name}.pdf", _("PDF (*.pdf)"))


def ask_file(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Where to save a file of that kind, as a person says; ``None`` where they do not."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, name, kind)
    return Path(chosen) if chosen else None


def save_file(
    session: Session,
    file: Path,
    make: Callable[[Desk], bytes],
    *,
    saved: Callable[[str], None],
    failed: Callable[[Exception], None],
    owner: QWidget,
) -> None:
    """Write what ``make`` gives, on the desk as it is allowed, to a file; ``saved`` gets what to say of it.

    ``failed`` gets the fault where it cannot be made or written.
    """

    def work(desk: Desk) -> None:
        made = make(desk)
        try:
            file.write_bytes(made)
        except OSError as error:
            raise EnvironmentFault(
                _("“{file}” cannot be written: {reason}.").format(
                    file=file, reason=error.strerror or error
                )
            ) from error

    said = _("Saved as {file}.").format(file=file.name)
    session.read(work, then=lambda _nothing: saved(said), failed=failed, owner=owner)
