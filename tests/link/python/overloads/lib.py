import sys
from typing import overload


@overload
def parse(value: str) -> "Text": ...
@overload
def parse(value: int, base: int) -> "Number": ...
def parse(value, base=10):
    return Text()


class Text:
    def upper_case(self):
        return self


class Number:
    def half(self):
        return self


if sys.platform == "win32":
    def system():
        return 1
else:
    def system():
        return 2
