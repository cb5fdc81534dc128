def target(a, b=None):
    pass


class Runner:
    def __call__(self):
        pass

    def run(self, *args):
        target(*args)
        target(1, b=2)
        target(x for x in args)
        target(**{"a": 1})
        self.helpers[0](target)
        getattr(self, "run")(1)
        return Runner()()


print(target, sep=target(1))
