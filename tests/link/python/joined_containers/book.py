class Book:
    def read(self):
        return self


class Books(list[Book]):
    pass
