from typing import NamedTuple, TypedDict


class Point:
    def move(self):
        pass


class Row(NamedTuple):
    start: Point
    count: int

    def show(self):
        pass


class Options(TypedDict, total=False):
    origin: Point
    rows: list[Row]


class More(Options):
    extra: Row


async def fetch(name) -> Point:
    return Point()


async def read(name) -> Row:
    return Row(Point(), 1)
