import threading
from dataclasses import InitVar
from typing import ClassVar, Final


class Runner:
    def run(self): ...


class Context(threading.local):
    runner: Runner


CONTEXT: Final = Context()
DECLARED: Final[Runner] = make()


class Holder:
    shared: ClassVar = Runner()
