def works():
    return 1


class Half:
    def method(self):
        return (


def unclosed(
