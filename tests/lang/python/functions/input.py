def plain(a, b=1, *args, c, d=2, **kwargs):
    return a


def positional_only(a, /, b, *, c):
    pass


# Adds two numbers.
def commented(x: int, y: int = 0) -> int:
    def nested(z):
        return plain(z)

    return nested(x) + y


def wide(
    first,
    # a remark inside the head
    second=None,
):
    return commented(first, y=second)
