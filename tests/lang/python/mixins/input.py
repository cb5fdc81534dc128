class Base:
    def base(self): pass


def timed(parent):
    class Timed(parent):
        def stamp(self): pass

    return Timed


class Clock(timed(Base)):
    def go(self):
        self.stamp()
        self.base()


class Outside(outside(Base)):
    pass
