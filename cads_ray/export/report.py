"""report.html: the run as a page that opens in any browser without a network.

One file while the samples are few, their pictures inside. When they are many, report/ beside it holds the samples' pages
(export.pages), and pictures are read from blobs/, each when it comes into view.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cads_ray.disk.files import publish, write_text
from cads_ray.errors import StoreError
from cads_ray.export.history import suspects
from cads_ray.export.pages import Pages, as_json, cut
from cads_ray.pictures import Blobs

HERE = Path(__file__).parent
EMBEDDED_BYTES = 24 << 20  # pictures inside the page


def write_report(
    out: Path,
    verdicts: Iterable[tuple[int, pa.Table]],
    seeds: pa.Table,
    versions: list[dict],
    blobs: Blobs,
    about: dict[str, Any],
    every: int = 1,
) -> Path:
    """Write `out`/report.html, and report/ when the samples are many; returns the page's place.

    `versions` are {"version", "round", "insights", "log"}. `about` holds what overview.overview says, and title, subtitle,
    cost, calls, costs (a row by member and task), rejected (seeds), missing (lines) and agreement (judge.agreement).
    Each `every`-th sample is shown; all are counted.
    """
    pages, marked = Pages(out / "report", about.get("groups", ())), suspects(out)
    counts: Counter[int] = Counter()
    at = most = 0
    for _, table in verdicts:
        judged = table.filter(
            pc.and_(pc.greater(pc.list_value_length(table["votes"]), 0), table["consensus_all"].is_valid())
        )
        counts.update({each["values"]: each["counts"] for each in pc.value_counts(judged["consensus_all"]).to_pylist()})
        for row in table.take(list(range(-at % every, table.num_rows, every))).to_pylist():
            pages.add(row | {"reason": row["reason"] or marked.get(row["id"], "")})
            most = max(most, sum(vote["sees"] != "nothing" for vote in row["votes"] or []))
        at += table.num_rows
    pages.close()
    consensus = [counts[c] for c in range(max(most, *counts, 0) + 1)] if counts else []
    rows = [_seed(row) for row in seeds.to_pylist()]
    data = about | {
        "consensus": consensus,
        "versions": versions,
        "index": pages.index,
        "values": {name: list(codes) for name, codes in pages.values.items()},
        "pages": pages.inside,
        "seeds": {row["id"]: row for row in rows},
        "pictures": {} if pages.many else _pictures([*(row["image"] for row in rows), *pages.index["image"]], blobs),
    }
    place = out / "report.html"
    try:
        write_text(_page(data), place)
        if pages.many:
            publish(out / "report")
    except OSError as error:
        raise StoreError(f"{place} cannot be written: {error.strerror or error}") from None
    return place


def _page(data: dict[str, Any]) -> str:
    text = (HERE / "report.html").read_text(encoding="utf-8")
    for name, part in (
        ("STYLE", (HERE / "report.css").read_text(encoding="utf-8")),
        ("SCRIPT", (HERE / "report.js").read_text(encoding="utf-8")),
        ("DATA", as_json(data)),  # last: nothing is put into what models wrote
    ):
        before, _, after = text.partition(f"__{name}__")
        text = before + part + after
    return text


def _seed(row: dict) -> dict:
    return {
        "id": row["seed"],
        "text": cut(row["seed_question"] or row["seed_description"]),
        "choices": row["seed_choices"] or [],
        "answer": row["seed_answer"],
        "image": row["seed_image"],
        "license": row["seed_license"],
        "attribution": row["seed_attribution"],
        "parent": row["seed_parent"],
    }


def _pictures(shas: Iterable[str | None], blobs: Blobs) -> dict[str, str]:
    """sha256 -> data URL, as long as they fit."""
    urls: dict[str, str] = {}
    size = 0
    for sha in shas:
        if sha is None or sha in urls:
            continue
        data = blobs.get(sha)
        size += len(data)
        if size > EMBEDDED_BYTES:
            break
        kind = "png" if data.startswith(b"\x89PNG") else "jpeg" if data.startswith(b"\xff\xd8") else "webp"
        urls[sha] = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return urls
