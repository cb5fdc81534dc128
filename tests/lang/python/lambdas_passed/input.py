from functools import reduce


class Page:
    def number(self):
        return 1

    def text(self):
        return ""

    def turn(self):
        return self

    def tear(self):
        pass


def each(action, page=Page()):
    action(page, 1)


def use():
    pages = [Page()]
    sorted(pages, key=lambda page: page.number())
    pages.sort(key=lambda page: page.turn())
    list(map(lambda page: page.text(), pages))
    reduce(lambda sum, page: page.turn(), pages)


def hand_on():
    each(lambda page, count: page.tear())


def reader(page):
    page.text()


class Shelf:
    def sort(self, page, count):
        page.turn()

    def all(self):
        list(map(reader, [Page()]))
        each(action=self.sort)
