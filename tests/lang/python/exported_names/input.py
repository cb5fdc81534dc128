"""What __all__ lists are uses of names."""

__all__ = ["shown", "Shown"]
__all__ += ["LATER", "missing"]


def shown():
    return 1


class Shown:
    pass


LATER = 1
