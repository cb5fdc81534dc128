_private = 1
__hidden = 2
__version__ = "1"
_ = 3


def _helper():
    pass


class _Internal:
    _protected = 1
    __mangled = 2

    def __private(self):
        pass

    def _shared(self):
        return self.__private()

    def __str__(self):
        return ""
