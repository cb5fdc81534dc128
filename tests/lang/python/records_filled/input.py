import dataclasses
import typing


def start():
    pass


def stop():
    pass


class Pen:
    def write(self):
        pass


@dataclasses.dataclass
class Job:
    name: str
    run: typing.Callable
    tool: typing.Any = None

    def go(self):
        self.run()
        self.tool.write()


class Pair(typing.NamedTuple):
    first: typing.Callable
    second: typing.Any


class Made:
    run: typing.Callable

    def __init__(self, name, run):
        self.run = run


def use():
    Job("a", start, tool=Pen()).go()
    pair = Pair(start, stop)
    pair.second()
    Made(stop, start).run()
