class Point:
    """A place."""

    origin = None
    count: int = 0
    LIMIT = 10

    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.x = x + 1
        self.count = 2

    def move(self, dx):
        self.x += dx
        self.moved = True
        return self.length()

    def length(self):
        return self.x * self.y

    def __len__(self):
        return 2


p = Point(1, 2)
p.move(3)
Point.origin = p
