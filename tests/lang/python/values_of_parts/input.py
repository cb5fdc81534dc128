class Part:
    def fit(self):
        return self


def parts():
    yield Part()


first, (second, *rest) = Part(), (Part(), Part())
first.fit()
second.fit()
for part in parts():
    part.fit()
held = [Part() for _ in range(3)]
held[0].fit()
named = {}
named["x"] = Part()
named["x"].fit()
choice = None or Part()
choice.fit()
other = Part() if held else first
other.fit()
kept = []
kept.append(Part())
kept[-1].fit()


def tested(value):
    if isinstance(value, Part):
        value.fit()
    return getattr(value, "fit")
