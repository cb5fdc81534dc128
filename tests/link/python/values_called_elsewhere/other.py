from base import Environment, alias, changed, config, hook, made
import base


class Outer(Environment):
    def get(self):
        self.undefined("x")
        self.context_class("x")
        self.conf("x")
        self.maker("x")


def use(environment: Environment):
    environment.undefined("x")
    environment.maker("x")
    environment.context_class("x")
    environment.plugin(1)
    environment.conf("x")
    config("x")
    base.config("x")
    alias("x")
    hook("x")
    made("x")
    changed("x")
    base.again("x")
