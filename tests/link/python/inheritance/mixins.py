class Greets:
    def greet(self):
        return self.greeting()
