class Part:
    def run(self):
        pass


class Base:
    part: Part
    name: str
    count = 0


class Machine(Base):
    def __init__(self, part, size):
        self.part = part
        self.size = size
        self.count = 1

    def go(self):
        self.part.run()
        return self.size

    size: int
    done = False


class Special(Machine):
    def go(self):
        self.part = None
        self.part.run()
        self.done = True
        return self.size
