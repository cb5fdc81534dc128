class Db:
    def go(self): pass


class Other:
    def go(self): pass
