class Item:
    def show(self):
        return self

    @property
    def owner(self) -> "Owner":
        return Owner()


class Owner:
    def name(self):
        return ""


class Other:
    def show(self):
        return self
