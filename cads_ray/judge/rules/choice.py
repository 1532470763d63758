"""Multiple choice: letters, the text of an option, or both, which then must agree.

With options known, an answer means an option when it names its letter or equals its text by the other rules, and no other
option's. Nearness never counts. Without options only letters can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.clean import clean
from cads_ray.judge.rules.letters import Letters, read_letters
from cads_ray.judge.rules.quantity import read_quantity
from cads_ray.judge.rules.scalar import read_scalar
from cads_ray.judge.rules.text import same_words

RULE = "choice"
MAX_OPTIONS = 26
_KINDS = ("mcq", "mcq_multi")
_LABEL = re.compile(r"(?:\(([A-J])\)|([A-J])[.):])\s+(?=\S)")
_EXPLAINS = re.compile(r"(?:,\s*)?(?:because|since|as|so|due to|which|where|therefore)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The options an answer means, by index. None: it cannot be told. `foreign`: a value that is none of the options."""

    indices: frozenset[int] | None
    reason: str = ""
    foreign: bool = False
    contradicts: bool = False


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """With options: a verdict unless both sides are none of them. Without: only when one side is a letter of options."""
    if item.options:
        options = _texts(item.options)
        p, t = (read_choice(text, options, item) for text in (prediction, truth))
        return None if p.indices is None and t.indices is None else _verdict(p, t)
    return _by_letters(prediction, truth, item)


def _verdict(p: Choice, t: Choice) -> Match:
    for side in (p, t):
        if side.contradicts or side.foreign:
            return Match(False, RULE, side.reason)
    for side in (p, t):
        if side.indices is None:
            return Match(None, RULE, side.reason)
    return Match(p.indices == t.indices, RULE, "the same option" if p.indices == t.indices else "another option")


def _texts(options: tuple[str, ...]) -> list[str]:
    """Option texts without the letter that some lists print before each of them."""
    texts = [clean(option) for option in options[:MAX_OPTIONS]]
    labels = [_LABEL.match(text) for text in texts]
    if all(label and (label.group(1) or label.group(2)) == chr(65 + n) for n, label in enumerate(labels)):
        return [text[label.end() :] for text, label in zip(texts, labels, strict=True) if label]
    return texts


def read_choice(text: str, options: list[str], item: Item) -> Choice:
    index = find_option(text, options, item)
    if index is not None:
        return Choice(frozenset((index,)))
    letters = read_letters(text, len(options))
    if letters is None:
        value = read_scalar(text) is not None or read_quantity(text) is not None
        foreign = value and all(item.same(text, option).equal is False for option in options)
        return Choice(
            None, "is none of the options" if foreign else "means no option, or more than one", foreign=foreign
        )
    if letters.hedged:
        return Choice(None, "hedges between options")
    chosen = frozenset(ord(letter) - 65 for letter in letters.chosen)
    return _with_text(chosen, letters.rest, options, item) if letters.rest else Choice(chosen)


def _with_text(chosen: frozenset[int], rest: str, options: list[str], item: Item) -> Choice:
    """A letter and a text beside it: the text must be of that option, or an explanation."""
    (index,) = chosen
    if item.same(rest, options[index]).equal:
        return Choice(chosen)
    other = find_option(rest, options, item)
    if other is not None:
        return Choice(None, "the letter and the text are of different options", contradicts=True)
    if _EXPLAINS.match(rest):
        return Choice(chosen)
    if read_scalar(rest) is not None or read_quantity(rest) is not None:
        return Choice(None, "the letter stands beside a value that is not its option's", contradicts=True)
    return Choice(None, "the letter stands beside words that are not its option's")


def find_option(text: str, options: list[str], item: Item) -> int | None:
    """The one option that has this text: to the letter, else in words, else in value."""
    tests = (
        lambda option: option == text,
        lambda option: same_words(text, option),
        lambda option: item.same(text, option).equal is True,
    )
    for test in tests:
        found = [n for n, option in enumerate(options) if test(option)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _by_letters(prediction: str, truth: str, item: Item) -> Match | None:
    if item.kind and item.kind not in _KINDS:
        return None
    p, t = read_letters(prediction), read_letters(truth)
    bare = [letters is not None and not letters.rest and not letters.run for letters in (p, t)]
    if not any(bare) and not (p and t and p.run and t.run and len(p.chosen) == 2):
        return None
    if any(_is_constant(text) for text in (prediction, truth)):
        return None
    if p is None or t is None:
        letters = p or t
        if item.kind not in _KINDS and not _is_letter(prediction if p else truth):
            return None
        return Match(None, RULE, "a letter against a text, and the options are not known") if letters else None
    if p.hedged or t.hedged:
        return Match(None, RULE, "hedges between options")
    if item.ordered and len(p.chosen) > 1:
        return None
    return _letters_verdict(p, t)


def _letters_verdict(p: Letters, t: Letters) -> Match:
    same = p.chosen == t.chosen
    return Match(same, RULE, "the same letters" if same else "other letters")


def _is_letter(text: str) -> bool:
    return bool(re.fullmatch(r"\(?[A-J]\)?", text))


def _is_constant(text: str) -> bool:
    """e and i alone are numbers."""
    return text in ("e", "i")
