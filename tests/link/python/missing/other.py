class Other:
    def unique(self):
        return 1
