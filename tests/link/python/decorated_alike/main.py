"""What one decorator made of many functions is none of the others', and does not use up the work that is left for the file."""
from boxes import Box


def explained(by):
    def explain(function):
        function.__doc__ = by.__doc__
        return function

    return explain


def plain():
    pass


@explained(plain)
def first():
    pass


@explained(plain)
def second():
    pass


@explained(plain)
def third():
    pass


@explained(plain)
def fourth():
    pass


@explained(plain)
def fifth():
    pass


def use(box):
    box.open().close()


use(Box())
