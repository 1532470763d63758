r"""One spelling for an answer: Unicode folded, typeface commands gone, `\boxed`, `$` and phrases around it removed.

What carries meaning stays: case, units, `!`, superscripts (as ^{...}, which NFKC would glue to the number before) and
set braces (`\{` becomes ⦃, to tell it from LaTeX's grouping brace). A line break of LaTeX becomes ⏎.
"""

from __future__ import annotations

import re
import unicodedata

from cads_ray.judge.answer import last_boxed
from cads_ray.judge.rules.readings import remembered
from cads_ray.judge.rules.symbols import CHARACTERS, ESCAPES, MACROS, SUBSCRIPTS, SUPERSCRIPTS

MAX_LENGTH = 4000  # of an answer that is read; a longer one is compared as it stands

_SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ]+")
_SUBSCRIPT_RUN = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ]+")
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_BLACKBOARD = re.compile(r"\\math(?:bb|bf|rm)\s*\{([RZNQC])\}")
_NUMBER_SETS = {"R": "ℝ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "C": "ℂ"}
_TYPEFACE = re.compile(
    r"\\(?:text(?:bf|it|rm|sf|tt|normal|color\s*\{\w+\}|sc|up)?|math(?:rm|bf|it|sf|tt|bb|cal|scr|frak|normal|up|ord)"
    r"|operatorname|mbox|hbox|ce|cee|pu|boldsymbol|bm|pmb|emph|underline|ensuremath|boxed|fbox|unit|si|SI|num|qty)"
    r"\*?\s*\{|\\[A-Za-z]+|[{}]"
)
_SPACES = re.compile(r"\s+")
_LINES = re.compile(r"[,;]?\s*\n\s*")
_DECLARATION = re.compile(
    r"(?:^|\b(?:the|my|our|a)\s+)(?:(?:final|correct|right|best|numerical)\s+)?answer\b\s*(?:(?:is|was|would be|must be|should be)\b"  # noqa: E501
    r"\s*:?|[:=])(?:\s*therefore\b)?\s*",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:so|thus|hence|therefore|finally|result|ans|final answer|solution|we get|we find)\s*[:,.]\s*|(?:it|this)(?:'s| is)\s+"
    r"|i (?:think|believe|choose|pick|select|guess|would say)(?: that)?(?: it(?:'s| is))?\s+|=\s*)(?=\S)",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"^(?:(?:approximately|approx\.?|about|roughly|around|nearly|circa|ca\.)\s*|[≈~]\s*)(?=[-+\d.$€£(\\])",
    re.IGNORECASE,
)
_HEDGE_AFTER = re.compile(r"\s*\((?:approximately|approx\.?|about|roughly|rounded)\)$", re.IGNORECASE)
_INFINITY = re.compile(r"(positive |plus |\+ ?)?(negative |minus |- ?)?infinity\Z", re.IGNORECASE)
_DECLARED_AFTER = re.compile(
    r"\s+(?:is|would be)\s+(?:the\s+)?(?:(?:correct|right|final)(?:\s+(?:answer|option|choice))?|answer)$",
    re.IGNORECASE,
)
_QUOTES = (("**", "**"), ("__", "__"), ('"', '"'), ("'", "'"), ("`", "`"), ("«", "»"), ("„", '"'))


@remembered
def clean(text: str) -> str:
    """The one spelling of `text`, which is at most MAX_LENGTH characters. Empty when nothing but wrapping is left."""
    for _ in range(4):
        if "boxed" not in text:
            break
        inside = last_boxed(text)
        if inside is None or inside == text:
            break
        text = inside
    return _unwrap(_plain(text.strip()))


def _plain(text: str) -> str:
    """Unicode and LaTeX folded to one sign each; what is inside the answer, not what is around it."""
    if not text.isascii():
        text = _SUPERSCRIPT_RUN.sub(lambda run: "^{" + run.group().translate(SUPERSCRIPTS) + "}", text)
        text = _SUBSCRIPT_RUN.sub(lambda run: "_{" + run.group().translate(SUBSCRIPTS) + "}", text)
        text = unicodedata.normalize("NFKC", text.translate(CHARACTERS)).translate(CHARACTERS)
    if "\\" in text:
        text = _latex(text)
    if "$" in text:
        text = _dollars(text)
    text = text.replace("\ue000", "$").replace("{,}", ",")
    if "\n" in text and "\\begin" not in text:
        text = _LINES.sub("; ", text)
    for ascii_form, sign in (("<=>", "⇌"), ("<->", "⇌"), ("-->", "→"), ("->", "→"), ("<=", "≤"), (">=", "≥")):
        text = text.replace(ascii_form, sign)
    text = re.sub(r"(?<=\d)(\s*)μ (?=[A-Za-zΩ](?![A-Za-z]))", r"\1μ", text)  # LaTeX drops the space of 5 \mu m
    text = re.sub(r"(?<!\d)!=", "≠", text)  # 5!=120 is a factorial and what it equals
    text = text.replace("~", " ") if not text.startswith("~") else text
    return _SPACES.sub(" ", text).strip()


def _latex(text: str) -> str:
    text = text.replace("{,}", ",").replace("\\left.", "").replace("\\right.", "")
    text = _BLACKBOARD.sub(lambda found: _NUMBER_SETS[found.group(1)], text)
    text = _COMMAND.sub(_sign, text)
    text = re.sub(r"\^\s*(?:\{\s*∘\s*\}|∘)", "°", text).replace("∘", "°")
    text = re.sub(r"\^\s*\{\s*(['\"]+)\s*\}", r"\1", text)
    return _drop_typefaces(text)


def _sign(command: re.Match[str]) -> str:
    name = command.group(1)
    if name == "circ":
        return "∘"
    if name in MACROS:
        return MACROS[name]
    if len(name) == 1 and not name.isalpha():
        return ESCAPES.get(name, "" if name in "()[]" else " ")
    return command.group()


def _drop_typefaces(text: str) -> str:
    r"""\text{cm} becomes cm, nested ones too, in one pass. Two words that only the command kept apart get a space."""
    out: list[str] = []
    dropped: list[bool] = []  # for each open brace: was it a typeface's?
    at = 0
    for token in _TYPEFACE.finditer(text):
        out.append(text[at : token.start()])
        at, sign = token.end(), token.group()
        if sign == "}":
            typeface = dropped.pop() if dropped else False
            out.append("" if typeface else "}")
            if typeface and text[at : at + 1].isalpha() and _ends_in_letter(out):
                out.append(" ")
        elif sign == "{":
            dropped.append(False)
            out.append("{")
        elif sign.endswith("{"):
            dropped.append(True)
            if text[at : at + 1].isalpha() and _ends_in_letter(out):
                out.append(" ")
        else:
            out.append(sign)
    out.append(text[at:])
    return "".join(out)


def _ends_in_letter(out: list[str]) -> bool:
    """μ counts as none: it is the prefix of the unit that follows."""
    for piece in reversed(out):
        if piece:
            return piece[-1].isalpha() and piece[-1] != "μ"
    return False


def _dollars(text: str) -> str:
    """Tell $ as money from $ around mathematics: pairs are mathematics unless the closing one has a number behind it."""
    text = text.replace("$$", "$")
    money = text.count("$") % 2 == 1
    pieces = text.split("$")
    money = money or any(re.match(r"\s?\d", piece) for piece in pieces[2::2])
    if not money:
        return "".join(pieces)
    out = pieces[0]
    for piece in pieces[1:]:
        before_number = re.match(r"\s?[-+]?\.?\d", piece)
        after_number = out[-1:].isdigit() and not piece[:1].isalnum()
        out += ("\ue000" if before_number or after_number else "") + piece
    return out


def _unwrap(text: str) -> str:
    """Remove the phrases, quotes and full stops around an answer, outermost first, until nothing changes."""
    for _ in range(8):
        before = text
        text = _strip_end(text)
        for opening, closing in _QUOTES:
            inner = text[len(opening) : -len(closing)]
            if text.startswith(opening) and text.endswith(closing) and inner.strip() and closing not in inner:
                text = inner.strip()
        text = _declared(text)
        text = _LEAD_IN.sub("", text, count=1)
        text = _HEDGE_AFTER.sub("", _HEDGE.sub("", text, count=1), count=1)
        text = _DECLARED_AFTER.sub("", text, count=1)
        if text == before:
            break
    infinity = _INFINITY.match(text)
    return ("-∞" if infinity.group(2) else "∞") if infinity else text


def _strip_end(text: str) -> str:
    while text and text[-1] in ".,;" and not text.endswith("..") and len(text) > 1:
        text = text[:-1].rstrip()
    return text


def _declared(text: str) -> str:
    """What follows the last "the answer is", which overrides what was said before."""
    if "nswer" not in text and "NSWER" not in text:
        return text
    ends = [found.end() for found in _DECLARATION.finditer(text)]
    rest = text[ends[-1] :].strip(" *") if ends else ""
    return rest or text
