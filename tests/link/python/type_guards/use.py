import guards
from guards import Dog, is_cat


def cat(value):
    if is_cat(value):
        value.speak()


def other(value: Dog):
    if guards.is_cat(value):
        value.speak()
    else:
        value.speak()
