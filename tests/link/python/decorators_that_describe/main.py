from shapes import Circle, Square, bound, lazy, plain


class Page:
    @lazy
    def square(self):
        return Square()

    @lazy
    def circle(self) -> Circle:
        return Circle()

    @plain
    def held(self):
        return Square()

    @bound
    def render(self, what):
        return what

    def own(self):
        return self.square.name()


def read(page: Page):
    shape = page.square
    shape.name()


def read_circle(page: Page):
    page.circle.name()


def not_described(page: Page):
    page.held.clear()


def call(page: Page):
    page.render("x")
    page.render.later()
