def rest(head, *args):
    args[0]()


def named(head=None, **options):
    options["on"]()
    for option in options.values():
        option()


def takes(a, b):
    a()
    b()


def forwards(*args):
    takes(*args)
