from app.util.text import join, Text
from . import util


class Engine:
    def __init__(self, text: Text):
        self.text = text

    def run(self):
        join("a", "b")
        util.helper()
        return self.text.upper()


class Turbo(Engine):
    def run(self):
        super().run()
        return make().lower()


def make():
    return Text()
