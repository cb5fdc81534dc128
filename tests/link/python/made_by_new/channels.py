from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Sender(Generic[T]):
    def send(self): ...


class Receiver(Generic[T]):
    def receive(self): ...


class channel(tuple["Sender[T]", "Receiver[T]"]):
    def __new__(cls, size: int) -> tuple[Sender[T], Receiver[T]]:
        return Sender(), Receiver()


class Factory:
    def __new__(cls) -> "Sender[int]":
        return Sender()


class Single:
    def __new__(cls) -> Single:
        return object.__new__(cls)

    def own(self): ...


class Special(Single):
    def special(self): ...


class Registry(type):
    def __getitem__(cls, name) -> Sender: ...


class Senders(metaclass=Registry):
    def own(self): ...
