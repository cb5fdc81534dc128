class Base:
    shared = 1

    def __init__(self, name):
        self.name = name

    def run(self):
        return self.step()

    def step(self):
        raise NotImplementedError


class Child(Base):
    def __init__(self):
        super().__init__("child")
        self.extra = 1

    def step(self):
        return super().run() + Base.run(self) + self.shared

    def describe(self):
        return self.name


class Other(mixins.Loud, Base, metaclass=Meta):
    pass


class Dynamic(make_base("x"), *EXTRA):
    pass


class Diamond(Child, Other):
    def go(self):
        return self.describe() + self.step()
