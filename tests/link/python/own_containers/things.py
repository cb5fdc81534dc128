from typing import Dict, List


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
