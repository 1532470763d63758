"""Hostile texts: the matcher ends, raises nothing, and does a bounded amount of work."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest

from cads_ray.judge import rules
from cads_ray.judge.match import match
from cads_ray.judge.rules.base import MAX_WORK, Exhausted, Work
from cads_ray.judge.rules.readings import KEPT

HOSTILE = {
    "power tower": "'9**9**9**9'",
    "power tower in LaTeX": "'10^{10^{10}}'",
    "a megabyte of brackets": "'(' * 500_000 + ')' * 500_000",
    "a megabyte of open braces": "'\\\\boxed{' + '{' * 1_000_000",
    "brackets as deep as is read": "'(' * 1900 + 'x' + ')' * 1900",
    "fractions 500 deep": "'\\\\frac{1}{' * 500 + '2' + '}' * 500",
    "roots 25 deep": "'\\\\sqrt{x+' * 25 + '2' + '}' * 25",
    "factorial": "'99999999!'",
    "factorials of factorials": "'(((9!)!)!)!'",
    "commas": "',' * 4000",
    "a list of numbers": "'1, ' * 1300 + '1'",
    "a set of functions": "'\\\\{' + ', '.join(f'\\\\sin({i}x)^{{x}}' for i in range(60)) + '\\\\}'",
    "more digits than int reads": "'9' * 5000",
    "a hundred thousand digits": "'7' * 100_000",
    "a large exponent": "'1e999999999'",
    "signs": "'-' * 3999 + '1'",
    "a long sum": "'1+' * 1900 + '1'",
    "a long word": "'a' * 4000",
    "spaces": "' ' * 3999 + 'x'",
    "and": "' and '.join('a' * 600)",
    "the answer is": "'the answer is ' * 280",
    "labels": "'(a) 5 (b) 6 ' * 300",
    "dollars": "'$1 ' * 1300",
    "backslashes": "'\\\\' * 4000",
    "typefaces": "'\\\\text{' * 600 + 'x' + '}' * 600",
    "units": "'5 ' + 'kg ' * 500",
    "letters or letters": "'A or ' * 790 + 'B'",
    "primes": '"1\'" * 900',
    "combining marks": "'e' + chr(0x301) * 3000",
    "lone surrogates": "chr(0xD800) * 100",
    "a sine of a large number": "'\\\\sin(10^{5000})'",
    "a tower of e": "'e^{e^{e^{e^{e}}}}'",
    "a formula of brackets": "'(C' * 40 + ')2' * 40",
    "unions": "'∪'.join(['(1,2)'] * 300)",
}

PROGRAM = """
import sys
from cads_ray.judge.answer import final_answer
from cads_ray.judge.match import match
hostile = {hostile}
others = ['5', 'x^2 + 1', '5 cm', 'B', '(1, 2)', 'Paris', hostile + '1', ' ' + hostile]
for other in others:
    for p, t in ((hostile, other), (other, hostile)):
        for declared in ({{}}, {{'options': ['5', 'x', hostile[:300]]}}, {{'tolerance': {{'decimals': 2}}, 'unit': 'cm'}}):
            assert match(p, t, **declared).equal in (True, False, None)
assert match(hostile, hostile).equal is True
final_answer(hostile)
"""


def test_hostile_texts_end():
    """In a child process, since nothing inside a process can stop an arithmetic operation that does not end."""
    program = "\n".join(PROGRAM.format(hostile=text) for text in HOSTILE.values())
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_comparisons_of_parts_are_counted_and_bounded():
    one, other = ("\\{" + ", ".join(f"{sign}{n}x" for n in range(2, 50)) + "\\}" for sign in ("", "-"))
    assert match(one, other).rule == "bounds"
    work = Work()
    with pytest.raises(Exhausted):  # noqa: PT012
        for _ in range(MAX_WORK + 1):
            work.spend()


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2^{100000}", "2^{100000}+1", None),  # equal in fifty digits, too long to be held exactly
        ("2^{100000}", "2^{100001}", False),
        ("10^{10^{10}}", "10^{10^{9}}", None),
        ("1" * 5000, "1" * 4999 + "2", False),
        ("0" + "1" * 5000, "1" * 5000, True),
        ("word " * 2000, "word  " * 2000, True),
        ("word " * 2000, "other " * 2000, None),
    ],
)
def test_beyond_the_caps_nothing_is_guessed(one, other, equal):
    assert match(one, other).equal is equal


def test_what_is_remembered_of_answers_does_not_grow_with_their_number():
    for i in range(KEPT + 100):
        match(f"{i}.5 cm and {i} of the others", f"the {i} words m")
    readers = {
        found.__qualname__: found.cache_info()
        for module in map(import_module, (f"{rules.__name__}.{file.name}" for file in iter_modules(rules.__path__)))
        for found in vars(module).values()
        if hasattr(found, "cache_info")
    }
    assert any(info.currsize == KEPT for info in readers.values())
    assert all(info.maxsize is not None and info.maxsize <= KEPT for info in readers.values())
