class Job:
    def run(self):
        pass

    def key(self):
        pass

    def close(self):
        pass
