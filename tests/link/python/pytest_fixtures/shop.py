class Client:
    def get(self): ...


class Other:
    def get(self): ...


class Third:
    def get(self): ...
