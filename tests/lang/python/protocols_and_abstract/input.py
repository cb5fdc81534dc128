from abc import ABC, ABCMeta, abstractmethod
from typing import Protocol


class Closeable(Protocol):
    def close(self) -> None: ...


class Shape(ABC):
    @property
    @abstractmethod
    def area(self) -> float: ...

    @abstractmethod
    def draw(self):
        """Draws it."""
        ...


class Legacy(metaclass=ABCMeta):
    pass


def shut(it: Closeable, shape: Shape):
    it.close()
    shape.draw()
