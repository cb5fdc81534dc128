import enum
from enum import Enum, IntFlag, auto


class Color(Enum):
    RED = 1
    GREEN = auto()
    _ignore_ = ["x"]
    note: str = "no member"

    def label(self):
        return self.name + Color.RED.value

    @classmethod
    def first(cls):
        return cls.RED


class Mode(IntFlag):
    R, W = 4, 2
    RW = R | W


class Old(enum.IntEnum):
    A = 1


class Level(str, Enum):
    LOW = "low"


Color.GREEN.label()
Mode.RW
