"""The parser and the comparison of expressions against sympy, which was written by others."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.judge.match import match
from cads_ray.judge.rules.clean import clean
from cads_ray.judge.rules.expression import MAX_DEPTH, parse
from cads_ray.judge.rules.numeric import evaluate
from cads_ray.judge.rules.scalar import read_scalar, same_scalar

sympy = pytest.importorskip("sympy")

X, Y = sympy.symbols("x y", real=True)  # not positive: sympy would rewrite by what the text does not say
leaves = st.one_of(
    st.integers(-9, 9).map(sympy.Integer), st.sampled_from([X, Y, sympy.pi, sympy.Rational(1, 3), sympy.sqrt(2)])
)


def grow(children):
    two = st.tuples(children, children)
    return st.one_of(
        two.map(lambda pair: pair[0] + pair[1]),
        two.map(lambda pair: pair[0] * pair[1]),
        two.map(lambda pair: pair[0] / pair[1] if pair[1] != 0 else pair[0]),
        st.tuples(children, st.integers(2, 3)).map(lambda pair: pair[0] ** pair[1]),
        children.map(sympy.sin),
        children.map(sympy.cos),
        children.map(lambda inner: sympy.sqrt(inner**2 + 1)),
        children.map(sympy.exp),
    )


expressions = st.recursive(leaves, grow, max_leaves=6).filter(
    lambda e: e.is_finite is not False and not e.has(sympy.zoo, sympy.nan) and sympy.count_ops(e) < 40
)


def small(expression) -> bool:
    """Values of ordinary size at ordinary points: beyond them comparison rightly abstains."""
    value = expression.subs({X: sympy.Rational(7, 3), Y: sympy.Rational(5, 4)}).evalf(30)
    return bool(value.is_finite) and abs(value) < 10**6


@settings(max_examples=60)
@given(expressions.filter(small))
def test_values_are_those_of_sympy(expression):
    text = clean(sympy.latex(expression))
    node = parse(text) or read_scalar(text)
    assert node is not None, text
    ours = float(evaluate(node, {"x": Fraction(7, 3), "y": Fraction(5, 4)}).real)
    theirs = float(expression.subs({X: sympy.Rational(7, 3), Y: sympy.Rational(5, 4)}).evalf(40))
    assert abs(ours - theirs) <= 1e-9 * max(1, abs(theirs))


@settings(max_examples=60)
@given(expressions.filter(small))
def test_other_forms_of_an_expression_are_equal_and_shifted_ones_are_not(expression):
    text = sympy.latex(expression)
    for form in (sympy.expand(expression), sympy.together(expression), sympy.factor_terms(expression)):
        assert match(sympy.latex(form), text).equal is not False, (sympy.latex(form), text)
    for other in (expression + 1, expression * 2 + 3):
        assert match(sympy.latex(other), text).equal is not True, (sympy.latex(other), text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2^2", -4), ("(-2)^2", 4), ("2^{-1}", 0.5), ("2^-1", 0.5), ("2^3^2", 512), ("6/2*3", 9), ("1/2*4", 2), ("2+3*4", 14),
        ("3\\frac{1}{2}", 3.5), ("3\\frac{5}{2}", 7.5), ("-1\\frac{1}{2}", -1.5), ("\\frac12", 0.5), ("\\frac{1}2", 0.5),
        ("\\sqrt2", 2**0.5), ("\\sqrt[3]{27}", 3), ("\\sqrt 16", 4), ("|{-3}|", 3), ("5!", 120), ("5!!", 15), ("50\\%", 0.5),
        ("180°/\\pi", 1), ("\\sin 30°", 0.5), ("\\sin^2(30°)", 0.25), ("\\sin^{-1}(0.5)/\\pi", 1 / 6), ("\\log_2 8", 3),
        ("log2(8)", 3), ("\\log 1000", 3), ("\\ln e^2", 2), ("\\lfloor 2.7 \\rfloor", 2), ("\\lceil 2.1 \\rceil", 3),
        ("\\binom{5}{2}", 10), ("2\\cdot3", 6), ("2(3)", 6), ("(2)(3)", 6), ("0.\\overline{3}*3", 1), ("1 234", 1234),
        ("1e3", 1000), ("2x10^3", 2000), ("3 1/2", 3.5), ("--5", 5), ("\\cos 0", 1), ("\\tan\\frac{\\pi}{4}", 1),
        ("2\\sin\\frac{\\pi}{6}\\cos 0", 1), ("e^{0}", 1), ("\\exp(0)", 1), ("10^{-3}", 0.001), ("(-8)^{1/3}", -2), ("8^{2/3}", 4),
    ],
)  # fmt: skip
def test_precedence_and_spellings(text, value):
    node = parse(clean(text))
    assert node is not None
    assert float(evaluate(node, {}).real) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    ["", "+", "2+", "()", "(", "listen", "the sum", "2 3", "x 2", "\\int x", "\\sum i", "f(x)", "1,2", "x = 1", "\\unknown{2}",
     "2..5", "\\frac{1}", "|x", "left-right", "and/or", "(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1)],
)  # fmt: skip
def test_what_is_no_expression(text):
    assert parse(clean(text)) is None


def test_ambiguous_conventions_decide_nothing():
    assert match("1/2x", "\\frac{1}{2x}").equal is None
    assert match("1/2x", "\\frac{x}{2}").equal is True
    assert match("\\log x", "\\ln x").equal is None
    assert match("\\log 100", "2").equal is True


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("\\sqrt{2}+10^{-20}", "\\sqrt{2}", False),  # exact forms must agree to 25 digits
        ("\\sqrt{2}", "1.4142135623730951", True),  # sixteen digits are its rounding
        ("\\sqrt{2}", "1.414", False),
        ("e^{-300}", "0", False),
        ("\\sqrt{2}\\sqrt{3}-\\sqrt{6}", "0", True),
        ("e^{i\\pi}+1", "0", True),
        ("\\frac{1}{2^{99}}", "\\frac{1}{2^{98}}", False),
    ],
)
def test_how_close_is_equal(one, other, equal):
    assert same_scalar(read_scalar(clean(one)), read_scalar(clean(other))) is equal
