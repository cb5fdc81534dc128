import abc
import enum


class Cursor:
    def __next__(self):
        return Point(1)


class Path:
    """What a loop, a subscript and the like ask for."""

    def __iter__(self):
        return Cursor()

    def __reversed__(self):
        return self

    def __getitem__(self, key):
        return Point(key)

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __contains__(self, key):
        return True

    def __len__(self):
        return 1

    def __enter__(self):
        return self

    def __exit__(self, *why):
        return False


class Point:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Point(1)

    __radd__ = __add__

    def __iadd__(self, other):
        return self

    def __rmul__(self, other):
        return self

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    def __neg__(self):
        return self

    def __repr__(self):
        return "point"

    def __hash__(self):
        return hash(self.x)

    def __bool__(self):
        return True

    def __format__(self, spec):
        return "point"

    def __int__(self):
        return 1


class Spot(Point):
    def __str__(self):
        return repr(self)


class Sequence(abc.ABC):
    def __getitem__(self, at):
        return at


class Words(list):
    def __getitem__(self, at):
        return at


class Registry(type):
    def __iter__(cls):
        return iter([])

    def __len__(cls):
        return 0


class Kind(metaclass=Registry):
    def __len__(self):
        return 1

    @classmethod
    def count(cls):
        return len(cls)

    def own(self):
        return len(self)


class Box:
    def __class_getitem__(cls, item):
        return cls


class Problem(Exception):
    def __repr__(self):
        return "problem"


class Feed:
    def __aiter__(self):
        return self

    async def __anext__(self):
        return 1

    async def __aenter__(self):
        return self

    async def __aexit__(self, *why):
        pass


class Counted:
    def __new__(cls, *args):
        return object.__new__(cls)


class Record:
    def __post_init__(self):
        pass


class Single(type):
    def __call__(cls):
        return super().__call__()


class Only(metaclass=Single):
    pass


class Plugin:
    def __init_subclass__(cls):
        pass


def order(value):
    return value


class Order:
    def __call__(self, value):
        return value
