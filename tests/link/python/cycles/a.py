import b
from b import *


class A(b.B):
    def one(self):
        return self.two()


def back():
    return b.forth()
