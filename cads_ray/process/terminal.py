"""The terminal: what is said there is words, and never markup, for paths, overrides and models' words have [a] and :b: in them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.text import Text

from cads_ray.errors import INTERRUPTED, CadsError


class Terminal(Console):
    """Whoever reads it may leave (head; tee, which Ctrl-C ends too): what is at work goes on, unheard."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())  # for what is still in the file's buffer
        os.close(nowhere)


def terminal(**options: Any) -> Console:
    """A console that prints words as they are."""
    return Terminal(markup=False, emoji=False, highlight=False, **options)


def in_red(word: str, said: object) -> Text:
    """`word: said`, the word in red."""
    return Text.assemble((f"{word}:", "bold red"), " ", str(said))


def exit_code(work: Callable[[], int | None], interrupted: str = "interrupted") -> int:
    """What a command ends with: the code of `work`. An error that a user can meet is a line and its own code, as is Ctrl-C."""
    try:
        return work() or 0
    except CadsError as error:
        terminal(stderr=True).print(in_red("error", error), soft_wrap=True)
        return error.exit_code
    except KeyboardInterrupt:
        terminal(stderr=True).print(in_red("stopped", interrupted))
        return INTERRUPTED
