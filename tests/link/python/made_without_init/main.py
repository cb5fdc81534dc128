"""What `__new__` of every class gives is an instance of what it is given."""
from nodes import Derived, Node, Only


def made():
    Node.make().go()


def made_of_derived():
    Derived.make().go()


def copied(node: Node):
    node.copy().go()


def by_name():
    node = Node.__new__(Node)
    node.go()


def only():
    Only.get().go()
