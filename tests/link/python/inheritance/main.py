from bases import Left, Right
import bases


class Bottom(Left, Right):
    def __init__(self):
        super().__init__()
        super(Bottom, self).close()
        bases.Root.__init__(self)

    def step(self):
        self.only_right()
        return self.close()


b = Bottom()
b.run()
b.close()
Bottom.make().step()
