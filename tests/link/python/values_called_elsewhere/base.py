class Undefined:
    def __init__(self, hint=None):
        self.hint = hint


class Config:
    def __call__(self, key):
        return key


class Plugin:
    def __call__(self, app):
        return app


class Environment:
    context_class: type[Undefined] = Undefined
    maker = Undefined

    def __init__(self, undefined: type[Undefined] = Undefined, plugin: Plugin = None):
        self.undefined = undefined
        self.plugin = plugin
        self.conf = Config()

    def inner(self):
        self.undefined("x")
        self.maker("x")
        self.context_class("x")
        self.plugin(1)
        self.conf("x")


class Sandboxed(Environment):
    def get(self):
        self.undefined("x")
        self.maker("x")
        self.context_class("x")
        self.plugin(1)
        self.conf("x")


def use(environment: Environment):
    environment.undefined("x")
    environment.maker("x")
    environment.context_class("x")
    environment.plugin(1)
    environment.conf("x")


config = Config()


def use_config():
    return config("x")


def make(key):
    return key


alias = make
hook = None


def wrapped(function):
    return function


made = wrapped(make)
changed = make
changed = wrapped
twice = again = Undefined
