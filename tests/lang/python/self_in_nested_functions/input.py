class Service:
    def start(self):
        def callback():
            self.stop()
            self.state = "done"

        def other(self):
            self.stop()

        timer = lambda: self.stop()
        return callback, other, timer

    def stop(this):
        this.start()
