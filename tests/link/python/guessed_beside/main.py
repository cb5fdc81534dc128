"""A guess adds no site to what is known."""
from reader import Reader


def known_first():
    r = Reader()
    r.read()
    with open("x") as f:
        f.read()


def guessed_first(value):
    value.read()
    Reader().read()


def guessed(value):
    value.read()
