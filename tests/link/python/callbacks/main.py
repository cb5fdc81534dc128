import lib
from lib import Button, apply, identity, maker, bound


class Job:
    def start(self):
        return lib.apply(self.work)

    def work(self):
        return 1


def clicked():
    return 1


def called(n=None):
    return 2


Button(clicked, label="x").press()
apply(f=called)
identity(clicked)()
identity(Job()).start()
maker(True)()
bound(called)()
