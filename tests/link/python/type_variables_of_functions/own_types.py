from typing import TypeVar

KT = TypeVar("KT")
VT = TypeVar("VT")
