"""report.html: the run as a page that opens in any browser without a network.

The page is a template with one place for data; pictures are embedded while they are few, and read from blobs/ beside
the page, lazily, when they are many.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from cads_ray.pictures import Blobs
from cads_ray.schema import State

TEMPLATE = Path(__file__).with_name("report.html")
EMBEDDED_BYTES = 24 << 20  # pictures inside the page; beyond it they stay in blobs/
LONG = 4000  # characters of one text; the rest is in the dataset

_SAMPLE = (
    *("id", "round", "seed", "author", "strategy", "version", "state", "reason", "domain", "concepts", "reasoning"),
    *("strategy_text", "question", "choices", "answer", "rationale", "visual_prompt", "image"),
    *("consensus", "consensus_all", "voters"),
)
_VOTE = ("judge", "sees", "is_author", "answer", "ballot", "raw")
_CALL = ("task", "member", "seconds", "usd", "key")


def report(
    verdicts: Iterable[tuple[int, pa.Table]],
    accounts: dict[int, Counter],
    seeds: pa.Table,
    versions: list[dict],
    blobs: Blobs,
    about: dict[str, Any],
) -> str:
    """The page. `versions` are {"version", "round", "insights", "log"}.

    `about` has title, subtitle, failures, rejected, and of the bill calls, costs (a row by member and task) and cost.
    """
    words = {insight["id"]: insight["text"] for version in versions for insight in version["insights"]}
    samples: list[dict] = []
    for _, table in verdicts:
        for row in table.to_pylist():
            samples.append(_sample(row, words))
    named = {row["seed"]: row for row in seeds.to_pylist()}
    data = about | {
        "total": _states(sum(accounts.values(), Counter())),
        "rounds": [_states(states) | {"round": round} for round, states in sorted(accounts.items())],
        "consensus": _histogram(samples),
        "versions": [
            version | {"insights": [insight["text"] for insight in version["insights"]]} for version in versions
        ],
        "samples": samples,
        "seeds": {name: _seed(row) for name, row in named.items()},
        "pictures": _pictures([*samples, *(_seed(row) for row in named.values())], blobs),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</script>" or "<!--" in a model's reply must not end the data.
    return TEMPLATE.read_text(encoding="utf-8").replace("__DATA__", text.replace("<", "\\u003c"))


def _sample(row: dict, words: dict[str, str]) -> dict:
    sample = {name: _cut(row[name]) for name in _SAMPLE}
    sample["insights"] = [words.get(insight, insight) for insight in row["insights"]]
    sample["votes"] = [{name: _cut(vote[name]) for name in _VOTE} for vote in row["votes"] or []]
    sample["calls"] = [{name: call[name] for name in _CALL} for call in row["calls"]]
    return sample


def _seed(row: dict) -> dict:
    return {
        "text": _cut(row["seed_question"] or row["seed_description"]),
        "answer": row["seed_answer"],
        "image": row["seed_image"],
        "license": row["seed_license"],
        "attribution": row["seed_attribution"],
    }


def _cut(value: Any) -> Any:
    return value[:LONG] + " …" if isinstance(value, str) and len(value) > LONG else value


def _states(states: Counter) -> dict[str, int]:
    return {name: states[name] for name in ("planned", *State)}


def _histogram(samples: list[dict]) -> list[int]:
    """Samples by C with the author's vote, from 0 to the number of judges that count."""
    judged = [sample for sample in samples if sample["votes"] and sample["consensus_all"] is not None]
    most = max((sum(vote["sees"] != "nothing" for vote in sample["votes"]) for sample in judged), default=0)
    counts = Counter(sample["consensus_all"] for sample in judged)
    return [counts[c] for c in range(most + 1)]


def _pictures(owners: Iterable[dict], blobs: Blobs) -> dict[str, str]:
    """sha256 -> data URL, as long as they fit."""
    urls: dict[str, str] = {}
    size = 0
    for owner in owners:
        sha = owner["image"]
        if sha is None or sha in urls:
            continue
        data = blobs.get(sha)
        size += len(data)
        if size > EMBEDDED_BYTES:
            break
        kind = "png" if data.startswith(b"\x89PNG") else "jpeg" if data.startswith(b"\xff\xd8") else "webp"
        urls[sha] = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return urls
