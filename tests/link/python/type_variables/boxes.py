from typing import Any, Generic, Protocol, TypeVar

from things import Thing

T = TypeVar("T")
K = TypeVar("K")
B = TypeVar("B", bound=Thing)


class Box(Generic[T]):
    content: T

    def __init__(self, content: T, more: Any = None) -> None:
        self.content = content

    def get(self) -> T:
        return self.content

    def all(self) -> list[T]:
        return [self.content]

    def same(self, other: "Box[T]") -> "Box[T]":
        return other


class Named(Box[Thing]): ...


class Keyed(Box[T], Generic[K, T]):
    def key(self) -> K: ...


class Gives(Protocol[K]):
    def give(self) -> K: ...


class Bound(Generic[B]):
    def __init__(self, value: B) -> None:
        value.act()

    def get(self) -> B: ...


def outside(value: T) -> T:
    return value
