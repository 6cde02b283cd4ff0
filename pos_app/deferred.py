"""Modules that are imported for us but not used: loaded when somebody does use them.

SQLAlchemy imports ``asyncio`` for its asynchronous half and ``importlib.metadata`` for its plug-ins; a till
uses neither, and the two take a twentieth of its start.
"""

import importlib
import sys
from types import ModuleType
from typing import Any


class _Deferred(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = importlib.import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


def defer(name: str, **known: object) -> None:
    """Load a module only once it is used; one that is loaded already stays.

    Args:
        known: what others take from it while they are imported, and what may stand for that.
    """
    if name not in sys.modules:
        made = _Deferred(name)
        made.__dict__.update(known)
        sys.modules[name] = made
        package, _dot, last = name.rpartition(".")
        if package:
            setattr(importlib.import_module(package), last, made)
