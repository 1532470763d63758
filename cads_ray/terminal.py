"""The terminal: what is said there is words, and never markup, for paths, overrides and models' words have [a] and :b: in them."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text


def terminal(**options: Any) -> Console:
    """A console that prints words as they are."""
    return Console(markup=False, emoji=False, highlight=False, **options)


def in_red(word: str, said: object) -> Text:
    """`word: said`, the word in red."""
    return Text.assemble((f"{word}:", "bold red"), " ", str(said))
