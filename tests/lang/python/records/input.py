from dataclasses import dataclass, field
from typing import ClassVar, Final, NamedTuple, TypedDict


@dataclass(order=True)
class Item:
    name: str
    tags: list[str] = field(default_factory=list)
    registry: ClassVar[dict] = {}
    KIND: Final = "item"


class Pair(NamedTuple):
    left: Item
    right: "Item" = None


class Movie(TypedDict, total=False):
    title: str


def use(pair: Pair) -> str:
    return pair.left.name + pair.right.name
