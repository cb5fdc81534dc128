class Failure(Exception):
    inner = None

    def code(self):
        return 1


def boom(): ...
