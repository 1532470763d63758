"""One sample's whole lineage in the terminal: seed, rationale, strategy, picture, and each judge's answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from cads_ray.schema import Ballot, more
from cads_ray.stage import Row

STYLES = {Ballot.MATCH: "green", Ballot.OTHER: "yellow", Ballot.ABSTAIN: "dim", Ballot.ABSENT: "dim"}
LONG = 1500


def show_lineage(row: Row, seeds: Mapping[str, Row], words: Mapping[str, str], out: Path, console: Console) -> None:
    """Print it; `words` are the insights' texts by id. Texts of models are never read as markup."""
    state = f"{row['state']}" + (f": {row['reason']}" if row["reason"] else "")
    console.print(Rule(Text(row["id"], style="bold")))
    console.print(Text(state, style="bold"))
    for title, body in _steps(row, seeds, words, out):
        console.print(Panel(Group(*body), title=Text(title), title_align="left", border_style="dim"))


def _steps(
    row: Row, seeds: Mapping[str, Row], words: Mapping[str, str], out: Path
) -> list[tuple[str, list[RenderableType]]]:
    told = [Text(f"told: {words.get(id, id)}", style="cyan") for id in row["insights"]]
    steps: list[tuple[str, list[RenderableType]]] = [
        (f"1 seed {row['seed']}", _seeds(row["seed"], seeds, out)),
        (
            f"2 rationale analysis by {row['author']}",
            _texts(f"{row['domain'] or '-'}: {'; '.join(row['concepts'] or [])}", row["reasoning"]),
        ),
        (f"3 strategy {row['strategy']}, level {row['level']}", [*_texts(row["strategy_text"]), *told]),
        (
            "4 the sample",
            [
                *_texts(row["question"]),
                *_texts(*(f"{chr(65 + i)}. {choice}" for i, choice in enumerate(row["choices"] or []))),
                Text(f"a' = {row['answer'] or '-'}", style="bold"),
                *_texts(row["rationale"]),
                *_picture(row["image"], out),
            ],
        ),
    ]
    if own := [f"{name}: {row[name]}" for name in more(row) if row[name] is not None]:
        steps.insert(2, ("the recipe's own", _texts(*own)))
    judged = [part for vote in row["votes"] or [] for part in _vote(vote)]
    share = f": C = {row['consensus']} of {row['voters']} voters, with the author {row['consensus_all']}"
    steps.append(("5 judged blind" + (share if judged else ""), judged or [Text("not judged", style="dim")]))
    if row["pass_rate"] is not None:
        answers = ", ".join(vote["answer"] or "no answer" for vote in row["attempts"])
        steps.append((f"the student: pass rate {row['pass_rate']:.2f}", _texts(answers)))
    calls = [
        f"{call['task']:<12}{call['member']:<16}"
        + ("from the ledger" if call["cached"] else f"{call['seconds']:.2f} s")
        for call in row["calls"]
    ]
    return [*steps, ("6 calls", _texts(*calls))]


def _seeds(name: str, seeds: Mapping[str, Row], out: Path) -> list[RenderableType]:
    """The seed, with those that it comes from before it."""
    parts: list[RenderableType] = []
    while name in seeds:
        seed = seeds[name]
        answer = f"answer: {seed['seed_answer']}" if seed["seed_answer"] else None
        source = ", ".join(text for text in (seed["seed_attribution"], seed["seed_license"]) if text)
        own = [*_texts(seed["seed_question"] or seed["seed_description"], answer), *_picture(seed["seed_image"], out)]
        parts = [*own, *([Text(source, style="dim")] if source else []), *parts]
        name = seed["seed_parent"] or ""
    return parts


def _vote(vote: Row) -> list[RenderableType]:
    head = Text(f"{vote['ballot']:<8}", style=STYLES.get(vote["ballot"], ""))
    head.append(
        f"{vote['judge']} sees {vote['sees']}{', is the author' if vote['is_author'] else ''}: ", style="default"
    )
    head.append(vote["answer"] or "no answer", style="bold")
    return [head, *(Text(line, style="dim") for line in [_short(vote["raw"] or "")] if line)]


def _picture(sha: str | None, out: Path) -> list[RenderableType]:
    return [] if sha is None else [Text(f"picture: {out / 'blobs' / sha[:2] / sha}", style="blue", overflow="fold")]


def _texts(*texts: str | None) -> list[RenderableType]:
    return [Text(_short(text)) for text in texts if text]


def _short(text: str) -> str:
    return text[:LONG] + " …" if len(text) > LONG else text
