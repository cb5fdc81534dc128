from typing import Any

from things import Other, Thing


class Holder:
    def __init__(self, *things: Thing) -> None:
        self.things = things

    def all(self):
        return any(thing.act() for thing in self.things)


def named(**others: Other):
    others["a"].act()
    for other in others.values():
        other.act()


def anything(*values: Any):
    values[0].act()


def numbered(things: dict[int, Thing], more: list[Other]):
    things[2].act()
    more[2].act()


anything(Thing())
