class Ring:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def both(self):
        for item in self:  # adds no site to the one that is written
            pass
        reader = self.__iter__
        for item in self:
            pass
        return reader

    def looped(self):
        for item in self:
            pass
        for item in self:
            pass
