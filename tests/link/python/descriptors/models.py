from functools import partialmethod

from fields import Field, Plain, Text, Typed


class Model:
    title = Field()
    name = Typed()
    plain = Plain()

    def __init__(self):
        self.own = Field()

    def send(self, verb, path):
        return Text()

    get = partialmethod(send, "GET")

    def use(self):
        self.title.upper()
        self.name.upper()
        self.plain.upper()
        self.own.upper()
        self.get("/").upper()


class Derived(Model):
    def more(self):
        return self.title.upper()
