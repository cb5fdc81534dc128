import nowhere.at_all
from nowhere import thing, Base
from . import sibling
from broken import works, Half


class Mine(Base):
    def run(self):
        return self.inherited()


thing().unique()
nowhere.at_all.f()
sibling.f()
works()
Half().method()
"text".unique()
x = thing()
x.unique()
