class Square:
    def name(self):
        return 1


class Circle:
    def name(self):
        return 1


class lazy:
    def __init__(self, func):
        self.func = func

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return self.func(instance)


class bound:
    def __init__(self, func):
        self.func = func

    def __get__(self, instance, owner=None):
        return Bound(self.func, instance)


class Bound:
    def __init__(self, func, instance):
        self.func = func
        self.instance = instance

    def __call__(self, *args):
        return self.func(self.instance, *args)

    def later(self):
        return 1


class plain:
    def __init__(self, func):
        self.func = func

    def clear(self):
        return 1
