from functools import reduce

from steps import Step


def third(steps: tuple[Step, ...], named: "tuple[Step, ...]", pair: tuple[int, Step]):
    steps[2].run()
    first, second, *rest = named
    second.run()
    named[3].run()
    pair[1].run()


def joined(steps: list[Step], start: Step):
    reduce(lambda whole, step: whole.joined(step), steps).run()
    reduce(lambda whole, step: whole.joined(step), [], start).run()
