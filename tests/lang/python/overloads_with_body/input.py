from typing import overload


class Rows:
    def first(self):
        return 1


@overload
def load(path: str) -> Rows: ...
@overload
def load(path: bytes) -> None: ...
def load(path):
    return Rows()
