import json
import os.path

from shop import base
from shop.base import Box, Item as Thing

LIMIT = 10


class Till(Box):
    def pay(self, extra: Thing) -> str:
        """Says what is to be paid."""
        self.items.append(extra)
        for thing in self:
            thing.label = "é😀" + thing.label
        return json.dumps(self.total() + LIMIT)


def main():
    till = Till()
    made = [base.Item(n) for n in range(LIMIT)]
    first = max(made, key=lambda one: one.total())
    return till.pay(first), os.path.join("a", "b")
