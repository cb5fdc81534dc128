from contextlib import contextmanager
from functools import cached_property


class Row:
    def cell(self):
        return 1


class Table:
    def __getitem__(self, index):
        return Row()

    def __iter__(self):
        return Cursor()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def __call__(self, n):
        return Row()

    @cached_property
    def head(self):
        return Row()


class Cursor:
    def __next__(self):
        return Row()


def rows():
    yield Row()


@contextmanager
def opened():
    yield Table()


async def fetch():
    return Row()
