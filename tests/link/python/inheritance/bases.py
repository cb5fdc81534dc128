class Root:
    def __init__(self):
        self.name = ""

    def run(self):
        return self.step()

    def close(self):
        return 0

    @classmethod
    def make(cls):
        return cls()


class Left(Root):
    def close(self):
        return 1


class Right(Root):
    def close(self):
        return 2

    def only_right(self):
        return 3
