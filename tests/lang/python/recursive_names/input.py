class Node:
    Node = 1


class Loop:
    def again(self):
        return self.missing()


class A(B):
    def one(self):
        return self.two()


class B(A):
    def two(self):
        return self.one()


def f(f):
    return f(f)
