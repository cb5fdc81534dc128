import a
from a import *


class B(a.A):
    def two(self):
        return self.one()


def forth():
    return back()
