"""Answers in words. Equal when the words are; never by distance of spelling, never by containment.

Two short labels that share nothing are different answers (red, blue). Where one says more than the other (cerebellum, right
cerebellum), where words are shared, or in longer sentences, rules cannot tell.
"""

from __future__ import annotations

import re
import unicodedata

from cads_ray.judge.rules.base import Item, Match
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.symbols import GREEK

RULE = "text"
MAX_LABEL = 4  # words
_WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|[^\W\d_]+(?:'[^\W\d_]+)?|-(?=[\d.])|[^\w\s.,;:?'\"()\[\]-]|\.(?=\d)"
)
_CODE = re.compile(r"\b[A-Z]{1,4}\b")
_GLOSS = re.compile(r"\s*\((?![A-Za-z0-9]\))([^()\d]{2,40})\)\s*$")
_SIGNS = re.compile(r"[\\^_=<>≤≥≠+*/|∞∪∩∈±×·√!→⇌\[{⦃]|-(?![A-Za-z]{2})|\([^A-Za-z]")
_SINGLE = re.compile(r"\{\s*([^{}])\s*\}")
_A_WORD = re.compile(r"[^\W\d_]{2}|\A[^\W\d_]\Z")
_MARKUP = re.compile(r"\\overline|[{}\\]")
_ARTICLE = re.compile(r"(?<![\w-])(?:[Tt]he|an|An|a)\s+(?=\w)|^A\s+(?!and\b|or\b)(?=[a-z])")
_NEGATIONS = frozenset(("not no non never neither nor none without cannot isn't aren't doesn't don't can't").split())
_ONES = {
    w: str(n)
    for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}
_ORDINALS = {w: f"{n + 1}{['st', 'nd', 'rd'][n] if n < 3 else 'th'}" for n, w in enumerate(
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"])}  # fmt: skip
_SMALL = frozenset(["of", "to", "in", "on", "at", "by", "is", "are", "and"])
_COLORS = frozenset(("red orange yellow green blue purple violet pink brown black white gray cyan magenta").split())
_OPPOSITES: dict[str, set[str]] = {}
for _line in (
    "left/right up/down upward/downward upwards/downwards north/south east/west north/east north/west "
    "south/east south/west clockwise/counterclockwise clockwise/anticlockwise increasing/decreasing "
    "increase/decrease increases/decreases higher/lower above/below inside/outside into/out "
    "positive/negative elastic/inelastic odd/even maximum/minimum before/after light/dark large/small "
    "large/medium small/medium greater/less more/less more/fewer first/last horizontal/vertical "
    "open/closed convex/concave acute/obtuse acute/right obtuse/right taller/shorter longer/shorter "
    "faster/slower inner/outer upper/lower dependent/independent valid/invalid linear/nonlinear "
    "rational/irrational"
).split():
    _one, _other = _line.split("/")
    _OPPOSITES.setdefault(_one, set()).add(_other)
    _OPPOSITES.setdefault(_other, set()).add(_one)
_MONTHS = ("january february march april may june july august september october november december").split()
_SPELLINGS = (
    {m[:3]: m for m in _MONTHS if m != "may"}
    | {"sept": "september", "grey": "gray", "colour": "color", "centre": "center", "metre": "meter", "litre": "liter"}
    | _ONES
    | {word: sign for word, sign in _ORDINALS.items() if word != "second"}
    | {name.lower(): sign for name, sign in GREEK.items() if name.islower() and len(name) > 2 and name != "chi"}
)


@remembered
def words_of(text: str) -> tuple[str, ...]:
    """The words of a cleaned text in one spelling. Case stays where it tells signs apart: single letters, units, x1."""
    text = _ARTICLE.sub("", _MARKUP.sub(" ", text))
    found = _WORD.findall(text)
    out = []
    for n, word in enumerate(found):
        after_number = n > 0 and found[n - 1][-1:].isdigit() and len(word) <= 3
        keep = len(word) == 1 or after_number
        folded = word if keep else _fold(word)
        folded = "2nd" if folded == "second" and not any(char.isdigit() for char in text) else folded
        out.append(folded if keep else _SPELLINGS.get(folded, folded))
    return tuple(out)


def _fold(word: str) -> str:
    word = word.casefold()
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def same_words(prediction: str, truth: str) -> bool:
    """The same words in the same order; a hyphen or a space inside a word makes no difference. Where there are signs of
    mathematics, every sign and its case must be the same."""
    if any(_SIGNS.search(text) or not _A_WORD.search(text) for text in (prediction, truth)):
        return _squeezed(prediction) == _squeezed(truth)
    p, t = words_of(prediction), words_of(truth)
    return bool(p) and (p == t or ("".join(p) == "".join(t) and all(w.isalpha() for w in p + t)))


def _squeezed(text: str) -> str:
    return _SINGLE.sub(r"\1", text).replace(" ", "")


def compare(prediction: str, truth: str, item: Item) -> Match | None:
    """None when one side is no text in words, or in words and figures."""
    if same_words(prediction, truth):
        return Match(True, RULE, "the same words")
    p, t = words_of(prediction), words_of(truth)
    if not p or not t or not is_wordy(prediction) or not is_wordy(truth):
        return None
    main_p, main_t = _GLOSS.sub("", prediction), _GLOSS.sub("", truth)
    if (main_p == prediction) != (main_t == truth) and same_words(main_p, main_t):
        return Match(True, RULE, "the same words, one with an explanation in brackets")
    codes = [_CODE.findall(text) for text in (prediction, truth)]
    if (
        all(codes)
        and sorted("".join(codes[0])) != sorted("".join(codes[1]))
        and _CODE.sub("", prediction) == _CODE.sub("", truth)
    ):
        return Match(False, RULE, "other letters")
    return _different(p, t)


def is_wordy(text: str) -> bool:
    """Made of words, perhaps with figures in them: no formula."""
    words = words_of(text)
    letters = [word for word in words if word.isalpha() and len(word) > 1]
    return (bool(letters) and 2 * len(letters) >= len(words)) or (len(words) == 1 and words[0].isalpha())


def _different(p: tuple[str, ...], t: tuple[str, ...]) -> Match:
    difference = set(p) ^ set(t)
    if difference and difference <= _NEGATIONS and set(p) & set(t):
        return Match(False, RULE, "one side denies what the other says")
    if len(p) > MAX_LABEL or len(t) > MAX_LABEL:
        return Match(None, RULE, "sentences that differ in their words")
    if _one_word_apart(p, t):
        return Match(False, RULE, "the same label but for a word that tells things apart")
    if _related(p, t):
        return Match(None, RULE, "labels that share words: perhaps the same thing said with more or less detail")
    return Match(False, RULE, "different labels")


def _one_word_apart(p: tuple[str, ...], t: tuple[str, ...]) -> bool:
    """left lobe and right lobe, Archer X and Archer Y, Product 1 and Product 2; not big square and large square."""
    ours, theirs = (
        [word for word in one if word not in other and word not in _SMALL] for one, other in ((p, t), (t, p))
    )
    if len(ours) != 1 or len(theirs) != 1:
        return False
    a, b = ours[0], theirs[0]
    coded = all(len(word) == 1 or word.isdigit() for word in (a, b)) and a.lower() != b.lower()
    return coded or b in _OPPOSITES.get(a, ()) or {a, b} <= _COLORS


def _related(p: tuple[str, ...], t: tuple[str, ...]) -> bool:
    """A shared word or word stem, or one the initials of the other."""
    if set(_stems(p)) & set(_stems(t)):
        return True
    for one, other in ((p, t), (t, p)):
        initials = "".join(word[0] for word in other).casefold()
        if len(other) > 1 and len(one) == 1 and one[0].casefold() in (initials, initials.replace("o", "")):
            return True
        if len(one) == len(other) == 1 and len(one[0]) > 2 and other[0].startswith(one[0]):
            return True
    return False


def _stems(words: tuple[str, ...]) -> list[str]:
    return [word[:5] if len(word) > 5 else word.rstrip("s") or word for word in words]
