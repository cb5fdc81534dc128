from .more import *

__all__ = ["listed"]
__all__ += ["passed_on"]


def listed():
    return 1


def unlisted():
    return 2


def _hidden():
    return 3
