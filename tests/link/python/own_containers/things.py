from typing import Dict, List, NamedTuple


class Thing:
    def act(self): ...


class Other:
    def act(self): ...


class Pair(tuple[Thing, Other]): ...


class Things(List[Thing]): ...


class More(Things): ...


class Table(Dict[str, Thing]): ...


class Listed(Things):
    def __iter__(self):
        return iter([Other()])


class Named(NamedTuple):
    count: int
    thing: Thing
    other: Other

    def both(self):
        _, thing, other = self
        thing.act()
        return other
