"""A run of 100,000 finished rows is continued: how long until its first new call? python benchmarks/resume.py [--rows 100000]

A short run against the shipped server is blown up: its one closed round gets so many rows, each with a question of its own, and
the ledger as many calls as they took (--records, by default seven a row). Then the next round is asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import subprocess
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from throughput import cads, seeds, server, times

from cads_ray.embedded.endpoint.canned import WORDS
from cads_ray.models.ledger import Ledger

SHORT = 40  # rows of the run that is blown up, and of the round that is asked for
CHUNK = 5000


def blow_up(run: Path, rows: int) -> None:
    """The closed round, with so many rows."""
    place, rng = run / "rounds/000", random.Random(0)
    verdicts, plan = pq.read_table(place / "verdicts.parquet"), pq.read_table(place / "plan.parquet")
    ids = pa.array([f"r000-{number:07d}" for number in range(rows)])
    questions = [f"How far is the {' '.join(rng.choices(WORDS, k=12))} from the {number}?" for number in range(rows)]
    hashes = [f"{rng.getrandbits(64):016x}" for _ in range(rows)]
    changes = {
        "id": ids,
        "question": pa.array(questions),
        "phash": pa.array(hashes),
        "visual_prompt": pa.array(questions),
    }
    for table, name in ((verdicts, "verdicts.parquet"), (plan, "plan.parquet")):
        whole = pa.concat_tables([table] * -(-rows // table.num_rows)).slice(0, rows)
        for column, values in changes.items():
            if column in whole.column_names:
                whole = whole.set_column(whole.schema.get_field_index(column), whole.schema.field(column), values)
        pq.write_table(whole, place / name, row_group_size=1024, compression="zstd")
    states = {entry["values"]: entry["counts"] for entry in whole_states(place)}
    (place / "manifest.json").write_text(json.dumps({"round": 0, "planned": rows, "states": states}))


def whole_states(place: Path) -> list[dict]:
    return pq.read_table(place / "verdicts.parquet", columns=["state"])["state"].value_counts().to_pylist()


async def fill(run: Path, records: int) -> None:
    """As many further calls in the ledger as the rows would have taken."""
    with Ledger(run / "calls") as ledger:
        _, record = next(iter(ledger.scan()))
        for start in range(0, records, CHUNK):
            keys = [
                hashlib.sha256(str(number).encode()).hexdigest() for number in range(start, min(records, start + CHUNK))
            ]
            await asyncio.gather(*(ledger.put(key, record) for key in keys))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--records", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, run = Path(name), Path(name) / "run"
        source = seeds(folder, SHORT)
        with server(folder / "first.jsonl", 0.05) as (_, url):
            subprocess.run(cads(url, source, run), check=True, stdout=subprocess.DEVNULL)
        blow_up(run, options.rows)
        asyncio.run(fill(run, 7 * options.rows if options.records is None else options.records))
        start = time.time()
        with server(folder / "second.jsonl", 0.05) as (_, url):
            began = time.time()
            said = subprocess.run([*cads(url, source, run), "rounds.count=2"], stdout=subprocess.PIPE, text=True)
            whole = time.time() - began
        asked, _ = times(folder / "second.jsonl")
        print(
            f"{options.rows:,} finished rows: first new call after {min(asked) - began:.1f} s, whole {whole:.1f} s, ",
            end="",
        )
        print(f"{len(asked)} calls, exit {said.returncode} (the server took {began - start:.1f} s more)")


if __name__ == "__main__":
    main()
