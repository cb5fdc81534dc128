class Ring:
    def __init__(self):
        self.items = []

    def __len__(self):
        return len(self.items)

    def __getitem__(self, at):
        return self.items[at % len(self)]

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, item):
        return any(item == other for other in self)

    def __repr__(self):
        return f"Ring of {len(self)}"

    def __str__(self):
        return repr(self)

    def first(self):
        return self[0] if self else None

    @classmethod
    def of(cls, *items):
        cls[0]
        ring = cls()
        ring.items += items
        return ring


class Pair(Ring):
    __hash__ = Ring.__repr__

    def show(self):
        for item in self:
            print(item, self, sep=self)
        return {self: 1 in self, "of": hash(self)}


def unknown(thing, name):
    for part in thing:
        thing[part] = name
    return thing + name, -thing, len(name)


def known():
    pair = Pair()
    number, text, table = 1, "", {}
    number += 2
    table[text] = number
    if pair and text and table:
        return text + text, table[text], number < 3
    return pair[1:2], pair[0][1]
