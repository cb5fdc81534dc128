class Job:
    def use(self): ...


class Result:
    def use(self): ...


class Other:
    def use(self): ...
