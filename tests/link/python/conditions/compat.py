import os
import sys

if sys.version_info < (3, 8):
    def origin(t):
        return t
    from old import shape
else:
    from new import shape

    def origin(t):
        return type(t)

if sys.version_info[0] == 2:
    kinds = (str,)
elif sys.version_info >= (3, 8):
    kinds = (bytes,)

if sys.platform == "win32":
    from old import *
elif sys.platform == "linux" or hasattr(os, "epoll"):
    from new import *
else:
    from old import *


class Clock:
    if os.name == "nt":
        def now(self):
            return 1
    else:
        def now(self):
            return 2

    def __init__(self):
        if sys.platform.startswith("win"):
            self.poller = old_poller()
        else:
            self.poller = Poller()


def old_poller():
    return None


def newer():
    if sys.version_info >= (3, 12):
        return shape()
    return old_poller()


if not sys.version_info < (3, 12):
    def late():
        return newer()
else:
    def late():
        return old_poller()
