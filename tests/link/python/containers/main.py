from parts import LIST, PAIR, REGISTRY, TABLE, Part, first, second

TABLE["first"]()
LIST[1]()
part, make = PAIR
part.fit()
make().fit()
a = b = first
b()
c, (d, e) = first, (second, Part)
d()
e().fit()
for f in LIST[:1]:
    f()


def loops(parts):
    found = [p.fit() for p in [Part()]]
    found[0].fit()
    for i, p in enumerate(sorted(found)):
        p.fit()
    names = {}
    names["x"] = Part()
    names["x"].fit()
    names.get("y").fit()
    for v in names.values():
        v.fit()
    stack = []
    stack.append(second)
    stack.pop()()
