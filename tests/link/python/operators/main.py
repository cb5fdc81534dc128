from items import A, B
from values import Derived, Plain, Value


def binary(a: Value, b: Value):
    (a + b).go()
    (a @ b).go()
    (a | b | a).use()
    total = a + b
    total.stop()
    (Derived() + a).stop()


def unary(a: Value):
    (-a).go()
    (~a).stop()
    a["key"].stop()


# Looking up is another thing than going through.
def places(a: Value):
    a[0].stop()
    first, *_ = a
    first.stop()


# Of a number on the left, the right operand is asked.
def reflected(a: Value):
    (1 + a).go()


# Operators that nobody defines give nothing that is known.
def undefined(a: Value, plain: Plain):
    (a - a).go()
    (plain + a).go()
    (a == a).go()


# Lists give lists.
def containers():
    both = [A()] + [A()]
    both[0].go()
    for each in both * 2:
        each.stop()


def made(a: Value, b: Value):
    return a + b


def use():
    made(Value(), Value()).go()
