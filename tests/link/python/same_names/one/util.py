def load():
    return One()


class One:
    def get(self):
        return 1

    def alone(self):
        return 1
