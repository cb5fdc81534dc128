from trees import Leaf, Node, Pair


def by_class(value: object):
    match value:
        case Node(left=left, right=Leaf() as right, name="x"):
            left.go()
            right.stay()
        case Pair(first, second):
            first.go()
            second.go()
        case {"key": Node(right=inner)}:
            inner.go()
        case str(text):
            text.go()


def by_place(parts: tuple[Leaf, Node], leaves: list[Leaf], named: dict[str, Leaf], node: Node):
    match parts:
        case (leaf, Node(left=left)):
            leaf.go()
            left.go()
    match leaves:
        case [first, *rest]:
            first.stay()
    match named:
        case {"a": leaf}:
            leaf.stay()
    match node:
        case whole:
            whole.right.stay()
    match node, leaves:
        case Node(right=right), [only]:
            right.go()
            only.go()
