# What the standard library gives of what it is passed, as its types say.
import contextlib
import email
import functools
import itertools
import operator
import statistics
import types
import weakref
from collections import ChainMap, Counter

import shapes


def one_of_two(square: shapes.Square, circle: shapes.Circle):
    max(square, circle).area()


def one_of_many(squares: list[shapes.Square]):
    max(squares, key=lambda s: s.side()).side()
    min(*squares[:2], squares[2], key=lambda s: s.side()).side()


def heaps(squares: list[shapes.Square]):
    statistics.mode(squares).side()
    for square in itertools.accumulate(squares):
        square.side()
    first, second = itertools.tee(squares)
    for square in second:
        square.side()
    for square in weakref.WeakSet(squares):
        square.side()


def calls():
    operator.call(shapes.make).radius()
    for circle in itertools.starmap(shapes.make, []):
        circle.radius()
    functools.reduce(larger, [1]).radius()


def larger(a, b) -> shapes.Circle:
    return a


def maps(by_name: dict[str, shapes.Square]):
    types.MappingProxyType(by_name)["a"].side()
    ChainMap(by_name)["a"].side()
    for square in Counter([shapes.Square()]):
        square.side()


def entered(square: shapes.Square):
    with contextlib.aclosing(square) as same:
        same.side()


@functools.singledispatch
def shown(shape):
    return shapes.Square()


def decorated():
    shown(1).side()
    functools.update_wrapper(shapes.make, shown)().radius()
    email.message_from_string("", shapes.Circle).radius()
