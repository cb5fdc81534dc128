from mixins import named, timed


class Base:
    def base(self): pass


class Clock(named(timed(Base))):
    def go(self):
        self.name()
        self.stamp()
        self.base()
