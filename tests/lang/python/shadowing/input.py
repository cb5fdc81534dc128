def run():
    return 1


def value():
    return 2


def user(run):
    value = 3
    value()
    return run()


def loop():
    for value in range(3):
        value()
    import run
    run()


def parameter(self):
    return self.run()
