from holders import Derived, Holder, Other, helper
from items import A, B, C


def instances():
    holder = Holder()
    holder.make = helper
    holder.make()
    holder.client = A()
    holder.client.go()


def by_name():
    holder = Holder()
    setattr(holder, "part", B())
    holder.part.stop()


# What classes are given, those that derive from them and instances have too.
Holder.shared = B()


def classes():
    Holder.shared.go()
    Derived().shared.stop()


def functions():
    helper.client = C()
    helper.client.go()


# Others have nothing of that name, nor is reading it a use of what was put there.
def others(other: Other, holder: Holder):
    other.make()
    other.client.stop()
    return holder.make
