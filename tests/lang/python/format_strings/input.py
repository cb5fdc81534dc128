width = 3


def label(n):
    return str(n)


text = f"{label(1):>{width}} {{literal}} {width!r}" "plain {label}"
nested = f"{f'{label(2)}'}"
path = rf"\{width}"
data = b"{width}"
