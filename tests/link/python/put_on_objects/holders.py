class Holder:
    pass


class Derived(Holder):
    pass


class Other:
    pass


def helper(): ...
