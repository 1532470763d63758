r"""The final answer of a solution's text: the last balanced \boxed{}, else <answer>, else an "Answer:" line, else None.

None says that no answer was declared. There is no sentinel string: a grader that returns the text "None" for a missing
box rewards every failed solution of a problem whose answer is "None".
"""

from __future__ import annotations

import re

MAX_TEXT = 200_000  # characters at the end of a solution in which its answer is looked for
_BRACES = re.compile(r"\\(?:boxed|fbox)\s*\{|\\[{}\\]|\{+|\}+")
_TAG_OPEN = re.compile(r"<answer>", re.IGNORECASE)
_TAG_CLOSE = re.compile(r"</answer>", re.IGNORECASE)
_LINE = re.compile(
    r"^[ \t>*_#-]{0,8}(?:the[ \t]|my[ \t])?(?:final[ \t]|correct[ \t])?answer[*_]{0,3}[ \t]?[:=][ \t*_]{0,8}([^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)


def final_answer(text: str) -> str | None:
    """The answer that `text` declares, stripped of outer spaces; None when it declares none or an empty one."""
    text = text[-MAX_TEXT:]
    for read in (last_boxed, _last_tagged, _last_line):
        found = read(text)
        if found is not None and found.strip():
            return found.strip()
    return None


def last_boxed(text: str) -> str | None:
    r"""Content of the last balanced \boxed{...} or \fbox{...} that is not empty, in one pass over the text."""
    if "box" not in text:
        return None
    best: tuple[int, int] | None = None
    boxes: list[tuple[int, int]] = []  # where the content of an open box begins, and the depth of braces inside it
    depth = 0
    for token in _BRACES.finditer(text):
        kind, size = token.group(), token.end() - token.start()
        if kind[-1] == "{" and kind[0] == "\\" and len(kind) > 2:
            depth += 1
            boxes.append((token.end(), depth))
        elif kind[0] == "{":
            depth += size
        elif kind[0] == "}":
            for at in range(token.start(), token.end()):
                if boxes and boxes[-1][1] == depth:
                    start, _ = boxes.pop()
                    if (best is None or start > best[0]) and text[start:at].strip():
                        best = (start, at)
                depth = max(depth - 1, 0)
    return text[best[0] : best[1]] if best else None


def _last_tagged(text: str) -> str | None:
    """Between the last <answer> and what closes it; a tag that is never closed declares nothing."""
    opens = [found.end() for found in _TAG_OPEN.finditer(text)]
    closes = [found.start() for found in _TAG_CLOSE.finditer(text)]
    if not opens or not closes:
        return None
    starts = [start for start in opens if start <= closes[-1]]
    return text[starts[-1] : closes[-1]] if starts else None


def _last_line(text: str) -> str | None:
    lines = _LINE.findall(text)
    return lines[-1].strip(" \t*_") if lines else None
