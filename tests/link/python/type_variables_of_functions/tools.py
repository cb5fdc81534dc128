from typing import Any, Callable, Iterable, Mapping, Optional, Type, TypeVar

from things import Base
from own_types import KT, VT

T = TypeVar("T", bound=Base)
R = TypeVar("R")


def build(cls: Type[T]) -> T:
    made = cls()
    made.start()
    return made


def first(values: Iterable[R], default: Optional[R] = None) -> Optional[R]:
    for value in values:
        return value
    return default


def call(function: Callable[..., R], *args: Any) -> R:
    return function(*args)


def values(mapping: Mapping[KT, VT]) -> list[VT]:
    return list(mapping.values())


class Registry(dict[KT, VT]):
    def find(self, key: KT) -> VT:
        return self[key]

    def make(self: R, cls: type[T], other: VT) -> T:
        return cls()


def itself(value: Base) -> Base:
    return value
