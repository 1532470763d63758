"""The value of an expression at a point, in 50 digits (100 where the first 50 may be noise), by mpmath.

mpmath is imported when first needed: the median pair never needs it. One lock guards it, since its caches of constants
are shared by all threads and not written atomically.
"""

from __future__ import annotations

import threading
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cads_ray.judge.rules.exact import Inexact, exact
from cads_ray.judge.rules.node import Node

DIGITS = 50
MAX_MAGNITUDE = 10**6  # decimal exponent of any value on the way
MAX_ARGUMENT = 1000  # the same for an argument of a periodic function, which is reduced by that many digits of π
_LOCK = threading.RLock()


class Undefined(Exception):
    """No value here: a pole, 0/0, a logarithm of 0, or a number beyond the caps."""


@lru_cache(maxsize=2)
def _context(digits: int) -> Any:
    from mpmath.ctx_mp import MPContext

    context = MPContext()
    context.dps = digits
    return context


def evaluate(node: Node, point: dict[str, Fraction], *, natural_log: bool = False, digits: int = DIGITS) -> Any:
    """A real or complex mpmath number. `natural_log` says which logarithm a log without base is. Raises Undefined."""
    with _LOCK:
        mp = _context(digits)
        try:
            value = _Evaluator(mp, point, natural_log).value(node)
        except (
            ValueError,
            ZeroDivisionError,
            OverflowError,
            ArithmeticError,
            mp.NoConvergence,
            MemoryError,
        ) as problem:
            raise Undefined(str(problem)) from problem
        if mp.isnan(value):
            raise Undefined("not a number")
        return value


class _Evaluator:
    def __init__(self, mp: Any, point: dict[str, Fraction], natural_log: bool):
        self.mp, self.point, self.natural_log = mp, point, natural_log

    def value(self, node: Node) -> Any:
        if node.op == "num":
            return self.ratio(node.value)
        if node.op == "sym":
            return self.ratio(self.point[node.name])
        if node.op == "const":
            return {"π": self.mp.pi, "e": self.mp.e, "i": self.mp.mpc(0, 1), "∞": self.mp.inf}[node.name] * 1
        if node.op == "pow":
            return self.check(self.power(node))
        args = [self.value(arg) for arg in node.args]
        return self.check(self.apply(node, args))

    def ratio(self, value: Fraction) -> Any:
        return self.mp.mpf(value.numerator) / value.denominator

    def check(self, value: Any) -> Any:
        """Values that are not finite pass (∞ is an answer); finite ones beyond the caps do not."""
        if self.mp.isfinite(value) and value != 0 and abs(self.mp.mag(value)) > MAX_MAGNITUDE * 3.33:
            raise Undefined("too large or too small")
        return value

    def apply(self, node: Node, args: list[Any]) -> Any:
        mp, op = self.mp, node.op
        if op == "add":
            return mp.fsum(args) if not any(mp.isinf(arg) for arg in args) else sum(args[1:], args[0])
        if op == "mul":
            return args[0] * args[1]
        if op == "div":
            if args[1] == 0:
                raise Undefined("division by zero")
            return args[0] / args[1]
        if op == "neg":
            return -args[0]
        if op == "pct":
            return args[0] / 100
        if op == "deg":
            return args[0] * mp.pi / 180
        if op in ("fact", "fact2"):
            return self.factorial(args[0], op)
        return self.call(node.name, args)

    def factorial(self, value: Any, op: str) -> Any:
        if self.mp.mag(value) > 17:
            raise Undefined("factorial too large")
        return self.mp.factorial(value) if op == "fact" else self.mp.fac2(value)

    def power(self, node: Node) -> Any:
        """An odd root of a negative number is its real root, in \\sqrt[3]{-8} as in (-8)^{1/3}."""
        mp = self.mp
        base, exponent = self.value(node.args[0]), None
        try:
            ratio = exact(node.args[1])
        except Inexact:
            exponent = self.value(node.args[1])
        else:
            if ratio.denominator != 1 and ratio.denominator % 2 and mp.im(base) == 0 and mp.re(base) < 0:
                sign = -1 if ratio.numerator % 2 else 1
                return sign * self.bounded_power(-mp.re(base), self.ratio(ratio))
            exponent = mp.mpf(ratio.numerator) if ratio.denominator == 1 else self.ratio(ratio)
        return self.bounded_power(base, exponent)

    def bounded_power(self, base: Any, exponent: Any) -> Any:
        mp = self.mp
        if base == 0 or not mp.isfinite(base) or not mp.isfinite(exponent):
            return self.edge_power(base, exponent)
        if mp.mag(exponent) > 60 or abs(exponent) * (abs(mp.mag(base)) + 1) > MAX_MAGNITUDE * 8:
            raise Undefined("power too large")
        return mp.power(base, exponent)

    def edge_power(self, base: Any, exponent: Any) -> Any:
        if base == 0 and self.mp.re(exponent) > 0:
            return base
        if self.mp.isinf(base) and base == self.mp.inf and self.mp.isfinite(exponent) and self.mp.re(exponent) > 0:
            return base
        raise Undefined("power without a value")

    def call(self, name: str, args: list[Any]) -> Any:
        mp, x = self.mp, args[0]
        if not mp.isfinite(x) or mp.mag(x) > MAX_ARGUMENT * 3.33:
            raise Undefined("argument too large")
        if name == "root":
            return self.root(x, args[1])
        if name == "log":
            base = args[1] if len(args) > 1 else mp.e if self.natural_log else mp.mpf(10)
            return mp.log(x) / mp.log(base)
        if name == "exp":
            return self.bounded_power(mp.e * 1, x)
        if name in ("floor", "ceil", "sec", "csc", "cot", "abs", "cbrt"):
            return self.composed(name, x)
        if name == "gamma" and mp.mag(x) > 17:
            raise Undefined("gamma too large")
        if name in ("sinh", "cosh", "tanh", "coth", "sech", "csch") and mp.mag(x) > 20:
            raise Undefined("argument too large")
        return getattr(mp, _MP_NAMES.get(name, name))(*args)

    def root(self, x: Any, degree: Any) -> Any:
        mp = self.mp
        if mp.im(degree) != 0 or degree != int(mp.re(degree)) or not 2 <= mp.re(degree) <= 1000:
            raise Undefined("no such root")
        degree = int(mp.re(degree))
        if degree % 2 and mp.im(x) == 0 and mp.re(x) < 0:
            return -mp.root(-mp.re(x), degree)
        return mp.sqrt(x) if degree == 2 else mp.root(x, degree)

    def composed(self, name: str, x: Any) -> Any:
        mp = self.mp
        if name == "cbrt":
            return self.root(x, mp.mpf(3))
        if name == "abs":
            return abs(x)
        if name in ("floor", "ceil"):
            return mp.floor(x) if name == "floor" else mp.ceil(x)
        below = {"sec": mp.cos, "csc": mp.sin, "cot": mp.tan}[name](x)
        if below == 0:
            raise Undefined("pole")
        return 1 / below


_MP_NAMES = {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "arccot": "acot", "arcsec": "asec", "arccsc": "acsc"}
_MP_NAMES |= {"lg": "log10", "binom": "binomial"}
