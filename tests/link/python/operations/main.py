from typing import TypeVar

from shapes import (
    Box, Counted, Feed, Kind, Only, Order, Path, Plugin, Point, Problem, Record, Sequence, Spot, Words, order
)


def loops(path: Path, words: Sequence):
    for point in path:
        print(point)
    names = [word for word in words]
    first, *rest = path
    return names, list(reversed(path)), [*path], "-".join(path)


def subscripts(path: Path):
    path[1] = path[2]
    del path[3]
    path[4] += 1
    return 5 in path and 6 not in path


def entered():
    with Path() as path, Path():
        return len(path)


async def awaited(feed: Feed):
    async with feed as entered:
        async for piece in entered:
            print(piece)


def arithmetic(a: Point, b: Point):
    c = a + b
    c += 1
    d = 2 * c
    e = 1 + a
    return -d, e < a, a == b, a != b, a == 1, a is b


def texts(a: Point, b: Spot, problem: Problem):
    print(a, b)
    return f"{a} {b!r}", "%s" % a, "{}".format(b), str(problem), hash(a), int(a)


def conditions(a: Point, path: Path):
    if a and not path:
        return a or None
    while (a):
        assert path, "none"
    return [1 for _ in range(3) if a]


def classes():
    for kind in Kind:
        print(kind)
    return len(Kind), len(Kind()), Box[int]


def kept_by_the_language(words: Words):
    """A list has __iter__ and __contains__ itself."""
    for word in words:
        print(word)
    return 1 in words, words[0]


def either(flag):
    chosen = Path() if flag else Words()
    return chosen[0]


T = TypeVar("T", bound=Path)


def bound(path: T):
    return len(path)


def plain(text: str, count):
    numbers = []
    numbers[0] = len(text)
    for letter in text:
        numbers[1] += 1
    if numbers:
        return text[0] + text[1]
    total = 1
    total += 1
    return total


def shadowed(path: Path):
    def len(what):
        return what

    return len(path)


def made():
    return Counted(1), Record(), Only()


class Own(Plugin):
    pass


def passed(values):
    values.sort(key=Order())
    print(sorted(values, key=order), max(values, key=len))
    return list(map(order, values)), filter(order, values), list(map(Point, values))
