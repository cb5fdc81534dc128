def factory(kind):
    class Product:
        kind = "p"

        def make(self):
            def helper():
                return self.kind

            return helper()

    class Special(Product):
        def make(self):
            return super().make()

    if kind:
        def build():
            return Special()
    return Product().make()


class Outer:
    class Inner:
        class Deep:
            def go(self):
                return Outer.Inner()

    inner = Inner()


Outer.Inner.Deep().go()
