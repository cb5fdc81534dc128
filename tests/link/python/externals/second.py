from os.path import join
from main import path


def again():
    return join("a", path.dirname("b"))
