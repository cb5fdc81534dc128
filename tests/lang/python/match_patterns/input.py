class Point:
    def norm(self):
        return 0


LIMIT = 3


def describe(value):
    match value:
        case Point(x=0, y=yy) if yy > 1:
            return yy
        case Point() as p:
            return p.norm()
        case [first, *others] | (first, others):
            return first, others
        case {"kind": kind, **rest}:
            return kind, rest
        case consts.MAX:
            return LIMIT
        case "text" | None | -1:
            return value
        case _:
            return describe(value)
