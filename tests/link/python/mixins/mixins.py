def timed(parent):
    class Timed(parent):
        def stamp(self): pass

    return Timed


def named(parent):
    class Named(parent):
        def name(self): pass

    return Named
