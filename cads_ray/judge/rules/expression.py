r"""A parser for the mathematics that answers are made of, in LaTeX or plain text; bounded, total but for Unreadable.

It is our own because the parsers of the field take seconds on twenty nested brackets and read a unit, an inequality or a
tuple as a product. What it does not know (integrals, sums, limits, words) is Unreadable, never guessed.
"""

from __future__ import annotations

from cads_ray.judge.rules.node import Node, Unreadable, number
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.tokens import Token, tokenize

MAX_DEPTH = 30
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "⌊": "⌋", "⌈": "⌉"}
_GROUP_CALLS = {"|": "abs", "⌊": "floor", "⌈": "ceil"}
_INVERSE = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "cot": "arccot", "sec": "arcsec", "csc": "arccsc"}
_INVERSE |= {"sinh": "asinh", "cosh": "acosh", "tanh": "atanh"}
_NEEDS_GROUP = frozenset(("exp", "abs", "floor", "ceil", "gamma"))


@remembered
def parse(text: str, tight: bool = False) -> Node | None:
    """The expression that a cleaned text is, or None. With `tight`, 1/2x is 1/(2x); without, a half of x."""
    try:
        parser = _Parser(tokenize(text), tight)
        node = parser.sum()
    except Unreadable:
        return None
    return node if parser.at == len(parser.tokens) else None


class _Parser:
    """Recursive descent over tokens; each method reads one level of precedence and leaves `at` behind it."""

    def __init__(self, tokens: list[Token], tight: bool):
        self.tokens, self.tight = tokens, tight
        self.at = self.depth = self.bars = 0

    def peek(self, ahead: int = 0) -> Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else Token("end", "")

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *signs: str) -> str:
        token = self.peek()
        if token.kind == "op" and token.text in signs:
            self.at += 1
            return token.text
        return ""

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable("too deep")

    def sum(self) -> Node:
        self.deeper()
        terms = [self.product()]
        while sign := self.accept("+", "-", "±", "∓"):
            terms.append(_signed(sign, self.product()))
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Node("add", tuple(terms))

    def product(self) -> Node:
        node = self.chain()
        while sign := self.accept("*", "/"):
            if sign == "*" or self.tight:
                node = Node("div" if sign == "/" else "mul", (node, self.chain()))
                continue
            node = Node("div", (node, self.signed(self.power)))
            while self.starts_factor():
                node = Node("mul", (node, self.power()))
        return node

    def chain(self) -> Node:
        """Factors side by side, as in 2πr."""
        return self.signed(self.juxtaposed)

    def juxtaposed(self) -> Node:
        node = self.power()
        while self.starts_factor():
            node = Node("mul", (node, self.power()))
        return node

    def signed(self, read) -> Node:
        sign = self.accept("+", "-", "±", "∓")
        if not sign:
            return read()
        self.deeper()
        node = _signed(sign, self.signed(read))
        self.depth -= 1
        return node

    def starts_factor(self) -> bool:
        token = self.peek()
        if token.kind == "op":
            return token.text in ("(", "[", "{", "⌊", "⌈") or (token.text == "|" and not self.bars)
        return token.kind in ("sym", "const", "func", "macro")

    def power(self) -> Node:
        node = self.postfix(self.atom())
        while self.accept("^"):
            self.deeper()
            node = self.postfix(Node("pow", (node, self.signed(self.power))))
            self.depth -= 1
        return node

    def postfix(self, node: Node) -> Node:
        while sign := self.accept("!", "%", "°"):
            if sign == "!" and self.accept("!"):
                sign = "!!"
            node = Node({"!": "fact", "!!": "fact2", "%": "pct", "°": "deg"}[sign], (node,))
        return node

    def atom(self) -> Node:
        token = self.take()
        if token.kind == "num":
            return self.numeral(token)
        if token.kind in ("sym", "const"):
            return self.symbol(token)
        if token.kind == "func":
            return self.root() if token.text == "sqrt" else self.call(token.text)
        if token.kind == "macro":
            return Node("div" if token.text == "frac" else "call", (self.argument(), self.argument()), _name(token))
        if token.kind == "op" and token.text in _CLOSING:
            return self.group(token.text)
        raise Unreadable(token.text)

    def group(self, opening: str) -> Node:
        self.bars, bars = (self.bars + 1 if opening == "|" else 0), self.bars
        node = self.sum()
        self.bars = bars
        if not self.accept(_CLOSING[opening]):
            raise Unreadable("unbalanced")
        return Node("call", (node,), _GROUP_CALLS[opening]) if opening in _GROUP_CALLS else node

    def numeral(self, token: Token) -> Node:
        node = Node("num", value=token.value, decimal=token.decimal)
        if token.exponent:
            return Node("mul", (node, Node("pow", (number(10), number(token.exponent)))))
        if token.text.isdigit() and self.peek().text == "frac":
            self.take()
            part = Node("div", (self.argument(), self.argument()))
            return Node("add" if _is_proper(part) else "mul", (node, part))
        return node

    def symbol(self, token: Token) -> Node:
        following = self.peek()
        if following.kind == "sub" or (following.kind == "num" and following.glued and following.text.isdigit()):
            self.take()
            return Node("sym", name=f"{token.text}_{following.text}")
        if token.text in ("f", "P") and following.text == "(":
            raise Unreadable("a function that is not known")
        return Node(token.kind, name=token.text)

    def argument(self) -> Node:
        r"""An argument of \frac: a group, or one sign, so that \frac12 is a half."""
        token = self.peek()
        if token.kind == "num" and token.text.isdigit() and len(token.text) > 1:
            rest = token.text[1:]
            self.tokens[self.at] = Token("num", rest, number(int(rest)).value)
            return number(int(token.text[0]))
        return self.atom()

    def root(self) -> Node:
        index = self.group("[") if self.accept("[") else number(2)
        return Node("call", (self.postfix(self.atom()), index), "root")

    def call(self, name: str) -> Node:
        base: tuple[Node, ...] = ()
        if self.peek().kind == "sub":
            base = (self.base(self.take().text),)
        elif name == "log" and self.peek().glued and self.peek().kind == "num" and self.peek(1).text == "(":
            base = (self.numeral(self.take()),)
        if base and name != "log":
            raise Unreadable("a function with an index")
        exponent = None
        if self.accept("^"):
            exponent = self.signed(self.power)
            if exponent == Node("neg", (number(1),)) and name in _INVERSE:
                name, exponent = _INVERSE[name], None
        node = Node("call", (self.operand(name), *base), name)
        return Node("pow", (node, exponent)) if exponent else node

    def base(self, text: str) -> Node:
        node = parse(text)
        if node is None:
            raise Unreadable("base of a logarithm")
        return node

    def operand(self, name: str) -> Node:
        """What a function is applied to: its brackets, or the factors up to the next bracket, function or operator."""
        if self.peek().kind == "op" and self.peek().text in _CLOSING:
            return self.group(self.take().text)
        if name in _NEEDS_GROUP:
            raise Unreadable(name)
        self.deeper()
        node = self.signed(self.power)
        while self.starts_factor() and self.peek().kind != "func" and self.peek().text not in _CLOSING:
            node = Node("mul", (node, self.power()))
        self.depth -= 1
        return node


def _signed(sign: str, node: Node) -> Node:
    if sign == "±" or sign == "∓":
        node = Node("pm", (node,))
    return Node("neg", (node,)) if sign in "-∓" else node


def _name(token: Token) -> str:
    return "" if token.text == "frac" else token.text


def _is_proper(part: Node) -> bool:
    """3\\frac{1}{2} is a mixed number; 3\\frac{5}{2} and 3\\frac{x}{2} are products."""
    top, bottom = part.args
    whole = top.op == bottom.op == "num" and top.value.denominator == bottom.value.denominator == 1
    return whole and 0 < top.value < bottom.value
