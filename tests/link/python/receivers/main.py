from typing import Type, TypeVar, Union

from base import Base, Goes, Mid


class Low(Mid):
    def go(self):
        super(Mid, self).go()
        super(Low, self).go()
        super().go()

    @classmethod
    def make(cls):
        super(Mid, cls).make()


S = TypeVar("S", bound="Mixin")


class Mixin:
    def enter(self: Goes):
        self.go()

        def later():
            self.go()

    def again(self: "Mixin"):
        self.own()

    def more(self: S) -> S:
        self.own()
        return self

    def own(self): ...


def either(kind: type[Base | Goes], other: Type[Union[Base, Mid]]):
    kind().go()
    other.make()
