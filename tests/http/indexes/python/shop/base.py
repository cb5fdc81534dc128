from typing import Iterator, List


class Item:
    def __init__(self, price: int, name: str = "é😀"):
        self.price = price
        self.name = name

    @property
    def label(self) -> str:
        return self.name

    @label.setter
    def label(self, value: str):
        self.name = value

    def total(self) -> int:
        return self.price


class Box:
    def __init__(self):
        self.items: List[Item] = []

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def total(self) -> int:
        return sum(one.total() for one in self)
