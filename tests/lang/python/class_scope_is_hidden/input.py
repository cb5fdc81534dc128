name = "module"


limit = 1


class Config:
    name = "class"
    label = name
    limit = limit

    class Inner:
        pass

    def show(self):
        return name

    def typed(self, inner: Inner) -> Inner:
        return Inner
