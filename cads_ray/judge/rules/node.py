"""A mathematical expression as a tree, and what can be asked of it without computing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


class Unreadable(Exception):
    """The text is no expression that the parser knows, or is larger than it reads."""


@dataclass(frozen=True, slots=True)
class Node:
    """`op` is num, sym, const (π e i ∞), add, mul, div, neg, pow, pm (plus or minus), fact, fact2, pct, deg or call.

    `name` is the symbol, constant or function; `value` a number as written, exactly; `decimal` whether it had a point.
    """

    op: str
    args: tuple[Node, ...] = ()
    name: str = ""
    value: Fraction = Fraction(0)
    decimal: bool = False

    def walk(self) -> Iterator[Node]:
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(node.args)

    def symbols(self) -> frozenset[str]:
        return frozenset(node.name for node in self.walk() if node.op == "sym")

    def has(self, op: str) -> bool:
        return any(node.op == op for node in self.walk())

    def has_call(self, name: str, arity: int) -> bool:
        return any(node.op == "call" and node.name == name and len(node.args) == arity for node in self.walk())

    @property
    def is_decimal(self) -> bool:
        return any(node.decimal for node in self.walk())


def number(value: Fraction | int, decimal: bool = False) -> Node:
    return Node("num", value=Fraction(value), decimal=decimal)


def minus(left: Node, right: Node) -> Node:
    return Node("add", (left, Node("neg", (right,))))


def times(left: Node, right: Node) -> Node:
    return Node("mul", (left, right))


PI = Node("const", name="π")


def branches(node: Node) -> tuple[Node, ...]:
    """The values that a ± stands for: one without it, two with it (all ± of an expression take the same sign)."""
    if not node.has("pm"):
        return (node,)
    return _signed(node, False), _signed(node, True)


def _signed(node: Node, negative: bool) -> Node:
    args = tuple(_signed(arg, negative) for arg in node.args)
    if node.op == "pm":
        return Node("neg", args) if negative else args[0]
    return Node(node.op, args, node.name, node.value, node.decimal)
