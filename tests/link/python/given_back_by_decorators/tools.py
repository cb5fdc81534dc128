REG = {}


def register(fn):
    REG[fn.__name__] = fn
    return fn


def named(n):
    def deco(fn):
        fn.n = n
        return fn
    return deco


class App:
    def route(self, path):
        def deco(fn):
            return fn
        return deco

    def plain(self, fn):
        return fn


class Mark:
    def __init__(self, n):
        self.n = n

    def __call__(self, fn):
        return fn


def maybe(fn=None, *, label=""):
    if fn is None:
        return lambda f: maybe(f, label=label)
    def wrapper(*args):
        return fn(*args)
    return wrapper if label else fn


def paths(fn):
    if fn.x:
        return fn
    def wrapper():
        return fn()
    return wrapper


def swap(f):
    def swapped():
        return f()
    return swapped
