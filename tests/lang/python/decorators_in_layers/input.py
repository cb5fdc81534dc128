def outer(f):
    def outside():
        return f()
    return outside


def inner(f):
    def inside():
        return f()
    return inside


class Counted:
    def __init__(self, f):
        self.f = f

    def __call__(self):
        return self.f()


@inner
def single():
    pass


@outer
@inner
def double():
    pass


@Counted
def counted():
    pass


single()
double()
counted()
