from kinds import Base, Derived


def copies():
    Base().copy().use()
    Derived().other().use()
    Derived().copy().use()


def classes(base: Base):
    base.__class__.create().use()
    Derived.create().use()
    Derived().by_class().use()
    base.__class__().use()
