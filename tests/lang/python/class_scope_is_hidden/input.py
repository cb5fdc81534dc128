name = "module"


class Config:
    name = "class"
    label = name

    class Inner:
        pass

    def show(self):
        return name

    def typed(self, inner: Inner) -> Inner:
        return Inner
