class Box:
    @property
    def size(self):
        """How big."""
        return self._size

    @size.setter
    def size(self, value):
        self._size = value

    @size.deleter
    def size(self):
        del self._size

    @functools.cached_property
    def area(self):
        return self.size * 2


def grow(box: Box):
    box.size = box.area
