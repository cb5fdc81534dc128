from typing import TypeGuard


class Cat:
    def speak(self): pass


class Dog:
    def speak(self): pass


def is_cat(value) -> TypeGuard[Cat]:
    return isinstance(value, Cat)
