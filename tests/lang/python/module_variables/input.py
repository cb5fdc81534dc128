MAX_SIZE = 10
_CACHE = {}
name = "x"
a, (b, *rest) = 1, (2, 3)
first = second = MAX_SIZE
total: int
total += 1
declared: float = 0.5
__all__ = ["name", "MAX_SIZE"]
__all__ += ["total"]
(grouped) = 1
[listed, other] = 1, 2
obj.attr = name
_CACHE[name] = total
if (seen := compute()) > 1:
    pass
name = "again"
TABLE = {
    "one": 1,
    "two": 2,
}
with open(name) as handle:
    pass
for item in listed:
    print(item)
try:
    pass
except (ValueError, KeyError) as error:
    print(error)
