class Base:
    def copy(self):
        return self.__class__()

    def other(self):
        return type(self)()

    @classmethod
    def create(cls):
        return cls()

    def by_class(self):
        return self.__class__.create()

    def use(self): ...


class Derived(Base):
    def use(self): ...
