from mixins import Greets


class Guest(Greets):
    def greeting(self):
        return "hello"
