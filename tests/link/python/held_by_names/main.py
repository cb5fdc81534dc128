import importlib
from collections import defaultdict

from tools import Reader, Writer, add, drop, keep, log

ACTIONS = {"add": add, "drop": drop, "keep": keep}


def one_after_the_other():
    for action in (add, drop, keep):
        action()
    for opened in (Reader(), Writer()):
        opened.close()


def by_any_key(name):
    ACTIONS[name]()
    ACTIONS.get(name, log)()


def run(action):
    action()


def runs():
    run(add)
    run(drop)
    run(keep)


def either(here):
    return add if here else drop


def copied():
    for action in list(ACTIONS.values()):
        action()


class Hooks:
    def __init__(self):
        self.by_name = {}
        self.by_kind = defaultdict(list)
        self.made = defaultdict(Reader)

    def on(self, name, kind):
        self.by_name.setdefault(name, []).append(add)
        self.by_kind[kind].append(drop)

    def fire(self, name, kind):
        for hook in self.by_name[name]:
            hook()
        for hook in self.by_kind[kind]:
            hook()
        self.made[name].close()


def named(**options):
    options["then"]()


def by_name(thing):
    named(then=add)
    dict(then=keep)["then"]()
    getattr(thing, "maybe" + thing.name, log)()
    importlib.import_module("tools").add()
