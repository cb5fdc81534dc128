class Step:
    def run(self): ...

    def joined(self, other):
        return self
