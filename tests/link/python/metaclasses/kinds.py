from items import A, B


class Kind(type):
    def create(cls):
        return A()

    @property
    def registry(cls):
        return B()

    def shadowed(cls): ...


class Base(metaclass=Kind):
    def shadowed(self): ...


class Derived(Base):
    pass
