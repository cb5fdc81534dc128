from typing import TypeVar

from typing_extensions import Self

T = TypeVar("T", bound="Base")


class Base:
    def where(self):
        return self

    def limit(self: T, n) -> T:
        return self

    def order(self) -> Self:
        return self

    @classmethod
    def new(cls):
        return cls()
