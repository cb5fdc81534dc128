double = lambda x: x * 2
fallback = (lambda: double(1))
handlers = {"a": lambda e: double(e)}


class Widget:
    on_click = lambda self, event: self.fire(event)
    size = property(lambda self: self._size)

    def __init__(self):
        self.callback = lambda v, *rest, k=1: self.fire(v)

    def fire(self, event):
        key = lambda item: item.name
        return sorted(event, key=key)


double = lambda x: x
double(3)
Widget().on_click(1)
