import typing as t
from collections.abc import Callable as Called
from typing import Any, Callable, Optional, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Node:
    def go(self): ...


class Other:
    def go(self): ...


def wrapped(fn: Callable) -> Callable:
    def wrapper(*args):
        return fn(*args)

    return wrapper


def wrapped_same(fn: F) -> F:
    def wrapper(*args):
        return fn(*args)

    return wrapper


def apply(f: Callable[[int], int]):
    return f(1)


def apply_maybe(f: Optional[t.Callable[[int], int]] = None):
    return f(1)


def apply_quoted(f: "Called[[int], int] | None" = None):
    return f(1)


def shown(n): ...


class Button:
    other: Callable[[int], None]

    def __init__(self, action: Callable[[int], None] = shown, other=None):
        self.action = action
        self.other = other

    def press(self):
        self.action(1)
        self.other(2)


def walk(f: Callable[[Node], None]):
    f(Node())


class Tree:
    def each(self, n: int, f: "Callable[[Node, Other], Any]") -> None: ...
