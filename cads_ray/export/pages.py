"""A sample as the report shows it: a short line for the gallery, and the whole of it in pages of DETAIL samples.

While the samples are few all of them lie inside the report; when they are many, each page is a script beside it that the
browser loads when a sample of it is opened (scripts, since a page of file:// may read nothing else).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cads_ray.schema import Ballot, more
from cads_ray.stage import Row

FEW = 1000  # samples that are kept inside the report
DETAIL = 100
LONG = 4000  # characters of one text; the rest is in the run directory
SHOWN = 400  # characters of a question in the gallery, where it is searched
_CODED = ("state", "domain", "strategy", "author", "seed", "version")  # columns with few values
_VOTE = ("judge", "sees", "is_author", "answer", "ballot", "rule", "raw")
_CALL = ("task", "member", "seconds", "usd", "cached", "key")
_DETAIL = (
    *("concepts", "reasoning", "strategy_text", "insights", "level", "question", "choices", "answer", "unit"),
    *("rationale", "visual_prompt", "reason", "consensus", "consensus_all", "voters"),
)
_LETTER = {Ballot.MATCH: "m", Ballot.OTHER: "o", Ballot.ABSTAIN: "s", Ballot.ABSENT: "a"}


class Pages:
    """Collects samples. `index` is for the gallery; `inside` are the pages that lie in the report, by number.

    `by`: columns of the recipe by which the gallery can be filtered as well.
    """

    def __init__(self, folder: Path, by: Iterable[str] = ()):
        self._folder, self._coded = folder, (*_CODED, *by)
        self.index: dict[str, list] = {name: [] for name in ("id", "round", "image", "question", "answer", "votes")}
        self.index |= {name: [] for name in self._coded}
        self.values: dict[str, dict[str, int]] = {name: {} for name in (*self._coded, "judge")}
        self.inside: dict[int, list[dict]] = {}
        self._page: list[dict] = []
        shutil.rmtree(folder, ignore_errors=True)

    @property
    def many(self) -> bool:
        return len(self.index["id"]) > FEW

    def add(self, row: Row) -> None:
        """One settled verdict."""
        index = self.index
        for name in ("id", "round", "image"):
            index[name].append(row[name])
        index["question"].append((row["question"] or row["reason"] or "")[:SHOWN])
        index["answer"].append((row["answer"] or "")[:80])
        index["votes"].append(self._ballots(row["votes"] or []))
        for name in self._coded:
            index[name].append(self._code(name, row[name] or ""))
        self._page.append(detail(row))
        if len(self._page) == DETAIL:
            self._turn()

    def close(self) -> None:
        """The last page."""
        if self._page:
            self._turn()

    def _turn(self) -> None:
        number = (len(self.index["id"]) - 1) // DETAIL
        self.inside[number] = self._page
        self._page = []
        if self.many:
            for each, page in self.inside.items():
                self._write(each, page)
            self.inside = {}

    def _write(self, number: int, page: list[dict]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        text = f"page({number},{as_json(page)})\n"
        (self._folder / f"{number:05d}.js").write_text(text, encoding="utf-8")

    def _ballots(self, votes: list[Row]) -> str:
        """A letter for each judge, in the order of `values["judge"]`; "-" for one that was not asked."""
        letters = {self._code("judge", vote["judge"]): _LETTER[vote["ballot"]] for vote in votes}
        return "".join(letters.get(code, "-") for code in range(max(letters, default=-1) + 1))

    def _code(self, name: str, value: str) -> int:
        return self.values[name].setdefault(value, len(self.values[name]))


def detail(row: Row) -> dict[str, Any]:
    """All that the page of one sample shows."""
    sample = {name: cut(row[name]) for name in (*_DETAIL, "pass_rate")}
    sample["more"] = {name: cut(row[name]) for name in more(row) if row[name] is not None}
    sample["attempts"] = [{name: cut(vote[name]) for name in _VOTE} for vote in row["attempts"] or []]
    sample["votes"] = [{name: cut(vote[name]) for name in _VOTE} for vote in row["votes"] or []]
    sample["calls"] = [{name: call[name] for name in _CALL} for call in row["calls"]]
    return sample


def cut(value: Any) -> Any:
    return value[:LONG] + " …" if isinstance(value, str) and len(value) > LONG else value


def as_json(value: Any) -> str:
    """JSON that may stand inside a script: neither `</script>` nor `<!--` of a model's reply can end it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
