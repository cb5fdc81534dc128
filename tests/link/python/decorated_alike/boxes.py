class Box:
    def open(self):
        return Lid()


class Lid:
    def close(self):
        pass
