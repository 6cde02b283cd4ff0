"""The screens: PySide6 widgets over the services, with no SQL and no money rule of their own.

``theme`` holds the look (palette tokens and the one stylesheet), ``icons`` the tinted line icons,
``tasks`` the one background writer, ``widgets`` the parts that pages are built from, ``main_window``
the shell. Each page is a folder of its own.
"""

# PySide6 reads the source of each module that is imported after it, in search of a feature switch;
# what the first screen needs of the till comes before it, which starts a tenth sooner.
from pos_app.services import payments, selling, shop  # noqa: F401
