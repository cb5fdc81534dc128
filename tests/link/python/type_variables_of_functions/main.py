from things import Sub
from tools import Registry, build, call, first, itself, values


def make() -> Sub:
    return Sub()


def use(subs: list[Sub], by_name: dict[str, Sub], registry: Registry[str, Sub]):
    build(Sub).start()
    first(subs).start()
    call(make).start()
    call(Sub).start()
    for sub in values(by_name):
        sub.start()
    registry.find("x").start()
    registry.make(Sub, None).start()
    itself(Sub()).start()
