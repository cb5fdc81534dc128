from book import Book, Books


class Index(Book):
    def __init__(self):
        self._dict = {}
        self._list = []

    def keys(self):
        return self._dict.read()

    def update(self, *args):
        self._dict.update(Index(*args))

    def extend(self, other: "Index"):
        self._list.extend(other)
        self._list.sort()

    def sort(self):
        return self


class Shelf:
    def __init__(self):
        self.all = []
        self.by_name = {}

    def load(self, books: Books, named: dict[str, Book]):
        self.all.extend(books)
        self.by_name.update(named)

    def each(self):
        for book in self.all:
            book.read()
        for book in self.by_name.values():
            book.read()
