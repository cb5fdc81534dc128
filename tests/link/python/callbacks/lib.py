from functools import partial


class Button:
    def __init__(self, action, label=None):
        self.action = action

    def press(self):
        return self.action()


def apply(f, *args):
    return f(*args)


def identity(value):
    return value


def maker(flag):
    def inner():
        return flag

    return inner


def bound(f):
    return partial(f, 1)
