from typing import Callable, Dict, Iterable, List, Optional, Tuple, Type, Union

from model import Item, Other, Owner

Handler = Callable[[int], Item]
Maybe = Optional[Item]


def optional(a: Optional[Item], b: Item | None, c: "Item", d: Maybe):
    a.show()
    b.show()
    c.owner.name()
    d.owner.name()


def several(x: Union[Item, Other]):
    x.show()


def inside(xs: List[Item], d: Dict[str, Owner], it: "Iterable[Owner]", t: Tuple[Item, Owner]):
    xs[0].show()
    d["a"].name()
    for o in it:
        o.name()
    first, second = t
    first.show()
    second.name()
    for key, value in d.items():
        value.name()


def classes(c: Type[Item], h: Handler):
    c().show()
    h(1).owner.name()


def tested(x, y: Other):
    if isinstance(x, Owner):
        x.name()
    assert isinstance(y, (Owner, int))
    y.name()
    y.show()


import typing


def cast_to(value):
    typing.cast("Item", value).show()
    typing.cast("Item | None", value).show()
    typing.cast(Item, value).show()
