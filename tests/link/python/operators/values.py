from items import A, B, C


class Value:
    def __add__(self, other):
        return A()

    def __radd__(self, other):
        return B()

    def __matmul__(self, other) -> B:
        ...

    def __or__(self, other):
        return self

    def __neg__(self):
        return C()

    def __invert__(self):
        return A()

    def __getitem__(self, key):
        return C()

    def __iter__(self):
        yield A()

    def use(self): ...


class Derived(Value):
    def __add__(self, other):
        return C()


class Plain:
    pass
