x = [1, 2]
squares = [x * x for x in x]
pairs = {k: v for k in squares for v in pairs_of(k) if k}
found = any((hit := n) for n in squares)


class Grid:
    rows = 3
    cells = [r for r in range(rows)]
    bad = [rows for r in cells]


def collect(items):
    lengths = {len(items) for items in items}
    first = next(i for i in items if (last := i))
    return lengths, first, last
