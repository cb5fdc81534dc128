def marked(function):
    return function


def limit():
    return 1


class Store:
    def flush(self):
        pass


class Shop:
    Store = Store
    limit = limit()

    @marked
    def marked(self, count=limit):
        return marked(count)

    @marked
    def again(self):
        return self.Store().flush()

    class Inner:
        top = limit


class State:
    code: int | None = None

    @property
    def status(self):
        return self.code

    @status.setter
    def status(self, value):
        self.code = value


class Done(State):
    def __init__(self):
        self.status = 1
        self.code = 2

    def read(self):
        return self.status, self.code


class Fixed(State):
    status = 3

    def read(self):
        return self.status


class Table:
    def __init__(self, other):
        self.rows = {**self.rows, **other.rows}

    def merge(self):
        table = Table(self)
        table.rows = {**self.rows, **table.rows}
        return self.rows["key"][0].flush()
