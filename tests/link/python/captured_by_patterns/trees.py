from dataclasses import dataclass
from typing import NamedTuple


class Leaf:
    def go(self): ...

    def stay(self): ...


@dataclass
class Node:
    left: Leaf
    right: Leaf
    name: str


class Pair(NamedTuple):
    first: Leaf
    second: Leaf
