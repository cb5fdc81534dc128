class A:
    def f(self): pass


class B:
    def f(self): pass

    def only(self): pass


def branches(x):
    if isinstance(x, A):
        x.f()
    elif isinstance(x, B) and x.f():
        x.f()
    return x.f() if isinstance(x, B) else None


def behind(x):
    if not isinstance(x, A):
        return
    x.f()

    def inner():
        x.f()


def asserted(x):
    assert isinstance(x, B)
    x.f()


def matched(x):
    match x:
        case A():
            x.f()
        case B() if x:
            x.f()


def one_of(x):
    if isinstance(x, (A, B)):
        x.f()


def declared(x: B):
    if isinstance(x, A):
        x.f()
        x.only()
    x.f()


def given_again(x):
    if isinstance(x, B):
        x = A()
        x.f()


def names_outlive(x):
    if isinstance(x, A):
        made = B()

        def helper(): pass
    made.f()
    helper()
