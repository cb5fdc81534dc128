"""What a decorator gives back of what it is given is that function, not another one that it was given elsewhere."""
from defs import *


def use():
    a1()
    a2()
    b1()
    b2()
    c1()
    c2()
    d1()
    d2()
    e1()
    e2()
    f1()
    f2()
    Both().m1()
    g1()
    g2()
    h1()
    h2()
