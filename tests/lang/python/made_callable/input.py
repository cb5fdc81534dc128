class Counted:
    def __init__(self, limit):
        self.limit = limit

    def __call__(self, function):
        def counted():
            return function()

        return counted


def traced(name):
    def decorate(function):
        return function

    return decorate


@traced("slow")
@Counted(3)
def play():
    pass


def helper():
    pass


def make(owner):
    return Part()


class Part:
    def go(self):
        pass


class Base:
    part: Part


class Derived(Base):
    run = staticmethod(helper)
    size = property(make)

    def __init__(self, part):
        self.part = part

    def go(self):
        self.part.go()
        self.run()
        self.size.go()


def given_back(value):
    return value


def passes_something_unknown(unknown):
    given_back(unknown).go()


given_back(Part())


class Options:
    handler = None


def chosen(first):
    return helper if first else Options.handler


chosen(True)()
