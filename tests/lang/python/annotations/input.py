import typing as t
from typing import Annotated, Callable, Literal, Optional, Union


class Node:
    parent: Optional["Node"]
    children: t.List["Node"]
    kind: Literal["a", "b"]
    alias: t.TypeAlias = int

    def value(self) -> Annotated[str, "meta"]:
        return ""


def walk(
    node: Node,
    visit: Callable[[Node, "int"], Union[None, Node]],
    other: Node | None = None,
    quoted: "list[Node] | None" = None,
    prose: "any text at all" = "",
    dotted: "pkg.mod.Thing" = None,
) -> Optional[Node]:
    node.parent.value()
    other.value()
    walk(node, visit).value()
    copy: Node = other
    copy.value()


Alias: t.TypeAlias = "Node"
