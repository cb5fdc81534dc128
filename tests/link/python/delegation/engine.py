class Engine:
    def start(self):
        return 1

    def stop(self):
        return 2
