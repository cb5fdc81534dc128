"""A type that tells only how something is called hides neither what it is nor what it gets."""
from typing import Callable

from tools import Button, Tree, apply, apply_maybe, apply_quoted, walk, wrapped, wrapped_same
import commands


@wrapped
def run(): ...


@wrapped_same
def run_same(): ...


def first(n): ...


def second(n): ...


def third(n): ...


def node_named(node):
    node.go()


def other_named(node, other):
    other.go()


def main(tree: Tree):
    run()
    run_same()
    apply(first)
    apply_maybe(second)
    apply_quoted(third)
    Button(first, other=second).press()
    walk(lambda node: node.go())
    walk(node_named)
    tree.each(1, lambda node, other: other.go())
    tree.each(2, other_named)


TABLE: dict[str, Callable[[], None]] = {"build": commands.build}


def dispatch(name: str):
    TABLE[name]()
