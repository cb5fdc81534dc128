class Base:
    inner = None

    def act(self): ...

    def items(self): ...


class Proxy:
    original = None

    def unwrap(self): ...

    def read(self): ...
