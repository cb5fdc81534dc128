from things import Base, Proxy


def in_branch(value, plain):
    if isinstance(value, Proxy):
        value.read()
        value = value.unwrap()
        value.read()
    value.items()


def in_else(values=None):
    if isinstance(values, Base):
        values = {k: v for k, v in dict.items(values)}
    else:
        values = {k: v for k, v in values.items()}
    return values


def in_loop(stream=None):
    while isinstance(stream, Proxy):
        stream.unwrap()
        stream = stream.original
    stream.read()


def behind_assert(value, other):
    assert isinstance(value, Base)
    value.act()
    if other:
        value = other
        value.items()
    value.act()


def both(first, second):
    if isinstance(first, Base) and isinstance(second, Proxy):
        first = first.inner
        second.read()
        first.act()
