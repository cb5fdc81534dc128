def add():
    pass


def drop():
    pass


def keep():
    pass


def log():
    pass


class Reader:
    def close(self):
        pass


class Writer:
    def close(self):
        pass
