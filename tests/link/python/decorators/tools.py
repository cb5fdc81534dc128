import functools


def logged(f):
    @functools.wraps(f)
    def wrapper(*args):
        return f(*args)

    return wrapper


def route(path):
    def register(handler):
        handler()
        return handler

    return register


class Command:
    def __init__(self, f):
        self.f = f

    def invoke(self):
        return self.f()


def command(f) -> Command:
    return Command(f)


def swap(f):
    def swapped():
        return f()

    return swapped
