counter = 0


def bump():
    global counter, created
    counter += 1
    created = counter


def outer():
    state = Maker()

    def inner():
        nonlocal state
        state = Maker()
        return state.make()

    def shadow():
        state = 1
        return state

    return inner() + shadow()


class Maker:
    def make(self):
        return counter
