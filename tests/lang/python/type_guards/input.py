from typing import TypeGuard
import typing


class A:
    def f(self): pass


class B:
    def f(self): pass


def is_a(value) -> TypeGuard[A]:
    return isinstance(value, A)


def _is_b(value) -> "typing.TypeIs[B]":
    return isinstance(value, B)


def is_ready(value):
    return value is not None


def branches(value):
    if is_a(value):
        value.f()
    elif _is_b(value) and value.f():
        value.f()
    return value.f() if _is_b(value) else None


def behind(value):
    if not is_a(value):
        return
    value.f()


def says_nothing(value: B):
    if is_ready(value):
        value.f()
    chosen = getattr(value, "f")
    chosen()
