import os
import sys

if sys.version_info < (3, 8):
    kinds = "old"
    def origin(t): return t
elif sys.version_info[:2] == (3, 8):
    def origin(t): return kinds
else:
    kinds = "new"
    def origin(t): return kinds

if sys.version_info >= (3, 11):
    def between(): return origin(1)
else:
    def between(): return origin(2)

if not (sys.platform == "linux" and os.name == "posix"):
    import far as away
    if sys.version_info >= (3,):
        class Inner: pass
elif sys.platform.startswith("win") or 0:
    import farther as away
elif unknown():
    import near as away
else:
    import nearer as away

if sys.version_info[0] >= 3 or unknown():
    def last(): return between()
else:
    def last(): return None

if sys.version_info.major == 2 and unknown():
    last()

def use():
    if sys.version_info < (3,):
        return last(), kinds
    return origin(kinds), away, last()
