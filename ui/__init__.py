"""The screens: PySide6 widgets over the services, with no SQL and no money rule of their own.

``theme`` holds the look (palette tokens and the one stylesheet), ``icons`` the tinted line icons,
``tasks`` the one background writer, ``widgets`` the parts that pages are built from, ``main_window``
the shell. Each page is a folder of its own.
"""
