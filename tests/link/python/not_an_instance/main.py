from collections.abc import Mapping

from pets import Cat, Dog


class Owner:
    def __init__(self, pet: Dog | Cat):
        self.pet = pet

    def member(self):
        if isinstance(self.pet, Dog):
            return self.pet.bark()
        return self.pet.name()


def otherwise(pet: Dog | Cat | None):
    if isinstance(pet, Dog):
        pass
    elif isinstance(pet, Mapping):
        pet.bark()
    else:
        pet.name()
    return pet.bark()


def behind(pet: Dog | Cat):
    if isinstance(pet, Dog):
        return None  # nothing else
    return pet.name()


def in_expressions(pet: Dog | Cat):
    first = pet.bark() if isinstance(pet, Dog) else pet.name()
    return isinstance(pet, Dog) or pet.name() or first


def neither(pet: Dog | Cat | Owner):
    if isinstance(pet, (Dog, Cat)):
        return None
    return pet.member() or pet.name()


def passed(pet):
    if isinstance(pet, Dog):
        return None
    return pet.name()


passed(Dog())
passed(Cat())
