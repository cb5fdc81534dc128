import functools

from shapes import Circle, Square, draw

keeper = Square()


@draw.register(Square)
def draw_square(shape, width=1):
    return shape.side()


@draw.register(Square)
@draw.register(Circle)
def draw_any(shape, width=1):
    return shape.radius()


@draw.register
def _(shape: Circle, width=1):
    return shape.radius()


@keeper.register(Circle)
def not_dispatched(shape):
    return shape.side()


class Painter:
    @functools.singledispatchmethod
    def paint(self, shape):
        return shape

    @paint.register(Square)
    def _paint_square(self, shape):
        return shape.side()
