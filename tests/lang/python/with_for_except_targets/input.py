class Lock:
    def __enter__(self):
        return self

    def hold(self):
        return 1


class Problem(Exception):
    def explain(self):
        return ""


def run(items):
    with Lock() as lock, open("x") as (reader, writer):
        lock.hold()
    for i, (key, *values) in enumerate(items):
        print(i, key, values)
    else:
        i
    try:
        lock.hold()
    except Problem as problem:
        problem.explain()
    except (OSError, Problem) as other:
        other.explain()
    with Lock() as self.lock:
        pass
    del i, key.x, items[0]
