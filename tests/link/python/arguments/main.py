from lib import rest, named, forwards
from parts import first, second, third

rest(1, first, second)
named(third, on=second)
forwards(first, third)

PAIR = (second, third)


def spreads():
    unknown(*PAIR)


def unknown(a, b):
    b()


def keys():
    numbered = {2: first, "2": second}
    numbered[2]()


def merged():
    both = {**{"a": first, "b": third}, "b": second}
    both["a"]()
    both["b"]()


def added():
    found = []
    found.append(third)
    found[0]()
