def good():
    return 1


def broken(:
    return 2


class Fine:
    def method(self):
        return good()


x = = 3
