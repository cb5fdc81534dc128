from kinds import Base, Derived


def classes():
    Base.create().go()
    Derived.create().stop()
    Derived.registry.go()


# What a class has itself goes first, and instances have none of it.
def others():
    Base.shadowed(Base())
    Base().create()
