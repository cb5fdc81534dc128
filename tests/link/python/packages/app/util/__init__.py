from .text import *


def helper():
    return Text()
