from typing import Protocol


class Base:
    def go(self): ...

    @classmethod
    def make(cls): ...


class Mid(Base):
    def go(self): ...

    @classmethod
    def make(cls): ...


class Goes(Protocol):
    def go(self): ...
