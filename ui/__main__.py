"""The till's window: ``python -m ui [--data DIR] [--till N] [--demo]``.

Usually started by ``pos-app``. Only what the first screen needs is imported here.
"""

import argparse
import logging
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from pos_app import bootstrap, config
from pos_app.domain.shop import Settings
from pos_app.services.desk import Desk
from ui import qt, theme
from ui.app import App
from ui.entry import Entry, Progress


def main(arguments: list[str] | None = None) -> int:
    """Run the till until its window is closed; returns the exit code."""
    asked = _parser().parse_args(arguments)
    data: Path = asked.data or config.data_folder()
    _log_to(data)
    qt.log_messages()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("pos-app")
    theme.apply(application, theme.tokens())
    parts = entry()
    if asked.data:
        # Whatever started the till names the folder, and will do so again.
        parts = replace(parts, choose_folder=None)
    till = App(application, parts, data, asked.till)
    _catch_bugs(till)
    if asked.demo:
        till.start_demo()
    else:
        till.start()
    # A till has the screen to itself; on the smallest one a title bar would push its foot out.
    till.window.showMaximized()
    return application.exec()


def entry() -> Entry:
    """What the screens may ask of this entry point."""
    return Entry(
        open_shop=lambda data, till_id: bootstrap.open_shop(data, till_id=till_id),
        close_shop=bootstrap.close_shop,
        start_backup=bootstrap.start_backup,
        apply_settings=_apply_settings,
        speak=bootstrap.speak,
        restore=bootstrap.restore,
        make_demo=_make_demo,
        demo_pins=_demo_pins,
        choose_folder=config.choose_folder,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pos-app", description="The till.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the shop's folder")
    parser.add_argument("--till", type=int, metavar="N", help="which till this is")
    parser.add_argument("--demo", action="store_true", help="open the demo shop")
    return parser


def _log_to(data: Path) -> None:
    try:
        config.log_to(data)
    except OSError:
        # The folder cannot be written, which the window is about to say.
        logging.basicConfig()


def _apply_settings(desk: Desk, settings: Settings) -> None:
    bootstrap.apply_settings(desk.database, settings)


def _make_demo(data: Path, progress: Progress) -> None:
    from pos_app import demo

    demo.make(data, progress=progress)


def _demo_pins() -> Mapping[str, str]:
    return config.DEMO_PINS


def _catch_bugs(till: App) -> None:
    """A bug in a slot or a thread is logged and told; it never ends the till."""

    def in_a_slot(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            till.bugs.report(error.with_traceback(trace))

    def in_a_thread(caught: threading.ExceptHookArgs) -> None:
        logging.getLogger(__name__).error("a bug in a thread", exc_info=caught.exc_value)

    sys.excepthook = in_a_slot
    threading.excepthook = in_a_thread


if __name__ == "__main__":
    sys.exit(main())
