"""Enumerations go through their members, other classes through what their metaclass gives."""
from money import Counted, Currency, Level, Plain


def through():
    for one in Currency:
        one.matches()


def listed():
    for one in list(Currency):
        one.matches()


def by_method():
    return [one.matches() for one in Currency.every()]


def by_name():
    Currency["EUR"].matches()
    Currency.__members__["USD"].matches()


def by_names():
    for name, one in Level.__members__.items():
        one.matches()


def by_values():
    for one in Level.__members__.values():
        one.matches()


def by_metaclass():
    for one in Counted:
        one.matches()


def not_at_all():
    for one in Plain:
        one.matches()
