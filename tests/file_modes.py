"""For tests of what may not be read or written: root, whom no file mode stops, minds them."""

import ctypes
import os
import sys

_VERSION_3, _LOW_EFFECTIVE = 0x20080522, 0
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1 << 1, 1 << 2


def mind_them() -> None:
    """Give up the right to pass over file modes, for good: for a process of its own.

    Another user would not do: the program itself may lie where only root may look.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    held = (ctypes.c_uint32 * 6)()
    if libc.capget(header, held) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    held[_LOW_EFFECTIVE] &= ~(_DAC_OVERRIDE | _DAC_READ_SEARCH)
    if libc.capset(header, held) != 0:
        raise OSError(ctypes.get_errno(), "capset")
