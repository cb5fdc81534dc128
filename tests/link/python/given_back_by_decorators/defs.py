from tools import App, Mark, maybe, named, paths, register, swap


@register
def a1():
    pass


@register
def a2():
    pass


@named(1)
def b1():
    pass


@named(2)
def b2():
    pass


app = App()


@app.route("/1")
def c1():
    pass


@app.route("/2")
def c2():
    pass


@app.plain
def d1():
    pass


@app.plain
def d2():
    pass


@Mark(1)
def e1():
    pass


@Mark(2)
def e2():
    pass


class Both:
    @register
    def m1(self):
        self.m2()

    @named(3)
    @register
    def m2(self):
        self.m1()

    @app.route("/3")
    def m3(self):
        self.m2()


@maybe
def f1():
    pass


@maybe
def f2():
    pass


@paths
def g1():
    pass


@paths
def g2():
    pass


@register
@swap
def h1():
    pass


@register
@swap
def h2():
    pass
