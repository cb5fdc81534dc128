def first():
    pass


def second():
    pass


def third():
    pass
