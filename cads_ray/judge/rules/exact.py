"""The exact value of an expression as a fraction, where it has one that is not too large to hold."""

from __future__ import annotations

import math
from fractions import Fraction

from cads_ray.judge.rules.node import Node

MAX_BITS = 30_000  # of a numerator or denominator: 9,000 digits
MAX_MAGNITUDE = 8_000_000  # bits of a number that is still computed in floating point
MAX_FACTORIAL = 1000


class Inexact(Exception):
    """The expression is irrational, symbolic or not a real number, or its value cannot be written as a fraction here."""


class TooLarge(Inexact):
    """The value is a number, but one with more digits than are held exactly."""


class Astronomic(TooLarge):
    """So large that it has no value in floating point of any precision either."""


def exact(node: Node) -> Fraction:
    """Raises Inexact; TooLarge when size is the only reason."""
    if node.op == "num":
        return node.value
    if node.op in ("sym", "const", "pm", "deg"):
        raise Inexact(node.op)
    value = _apply(node, [exact(arg) for arg in node.args])
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise TooLarge
    return value


def _apply(node: Node, args: list[Fraction]) -> Fraction:
    first = args[0]
    if node.op == "add":
        return sum(args, Fraction(0))
    if node.op == "mul":
        return first * args[1]
    if node.op == "div":
        if args[1] == 0:
            raise Inexact("division by zero")
        return first / args[1]
    if node.op == "neg":
        return -first
    if node.op == "pct":
        return first / 100
    if node.op == "pow":
        return _power(first, args[1])
    if node.op in ("fact", "fact2"):
        return _factorial(first, 1 if node.op == "fact" else 2)
    return _call(node.name, args)


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        return _power(_root(base, exponent.denominator), Fraction(exponent.numerator))
    if base == 0:
        if exponent <= 0:
            raise Inexact("0 to a power that is not positive")
        return base
    if abs(base) == 1:
        return base if exponent.numerator % 2 else Fraction(1)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(exponent) * bits > MAX_BITS:
        raise Astronomic if abs(exponent) * bits > MAX_MAGNITUDE else TooLarge
    return base**exponent.numerator


def _factorial(value: Fraction, step: int) -> Fraction:
    if value.denominator != 1 or value < 0:
        raise Inexact("factorial of what is no natural number")
    if value > MAX_FACTORIAL:
        raise TooLarge
    return Fraction(math.prod(range(value.numerator, 0, -step)))


def _root(value: Fraction, degree: int) -> Fraction:
    """The real root where it is rational; an odd root of a negative number is negative, as schools teach."""
    if value < 0 and degree % 2:
        return -_root(-value, degree)
    if value < 0 or not 1 < degree <= 64:
        raise Inexact("no rational root")
    return Fraction(_whole_root(value.numerator, degree), _whole_root(value.denominator, degree))


def _whole_root(value: int, degree: int) -> int:
    if degree == 2:
        root = math.isqrt(value)
    else:
        if value.bit_length() > 1000:
            raise Inexact("no root is sought of a number this long")
        root = round(value ** (1 / degree)) if value else 0
    if root**degree != value:
        raise Inexact("no rational root")
    return root


def _call(name: str, args: list[Fraction]) -> Fraction:
    first = args[0]
    if name == "abs":
        return abs(first)
    if name in ("floor", "ceil"):
        return Fraction(math.floor(first) if name == "floor" else math.ceil(first))
    if name == "root" and args[1].denominator == 1:
        return _root(first, args[1].numerator)
    if name == "cbrt":
        return _root(first, 3)
    if name == "binom" and all(arg.denominator == 1 and 0 <= arg <= MAX_FACTORIAL for arg in args):
        return Fraction(math.comb(first.numerator, args[1].numerator))
    raise Inexact(name)
