from engine import Engine


# What the proxy lacks is looked for in what it holds.
class Proxy:
    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)

    def stop(self):
        return 3


def run():
    proxy = Proxy(Engine())
    proxy.start()
    proxy.stop()
