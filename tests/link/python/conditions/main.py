import sys

import compat
from compat import Clock, kinds, late, origin, shape

origin(1)
compat.origin(2)
shape()
compat.wait()
late()
print(kinds)

clock = Clock()
clock.now()
clock.poller.poll()

if sys.platform == "win32":
    origin(3)


def first():
    if sys.version_info < (3, 8):
        return origin(4)
    return None
