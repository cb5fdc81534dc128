class Part:
    def fit(self):
        return self


def first():
    return Part()


def second():
    return Part()


TABLE = {"first": first, "second": second}
LIST = [first, second]
PAIR = (Part(), first)
REGISTRY = []
