"""A hosted run as a user starts it, against the shipped server, and what server and ledger say of it afterwards."""

import contextlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from cads_ray.embedded.endpoint.log import Line, answered_twice, read_log
from cads_ray.models.assembly import local_limiter, open_pool
from cads_ray.models.ledger import Ledger
from cads_ray.models.spec import Member
from cads_ray.pictures import Blobs
from cads_ray.seeds.read import DEMO

FAULTS = (
    "429",
    "429-retry-after",
    "500",
    "502",
    "503",
    "reset",
    "trickle",
    "empty",
    "truncated",
    "junk",
    "content-type",
)
NAMES = {"sharp": "picture", "coarse": "picture", "literal": "picture", "textual": "description"}
ALL = ("sharp", "coarse", "literal", "textual", "draughtsman")
# A trickle never ends. Longer than the slowest honest answer of a busy machine: who hangs up before it asks again.
PATIENCE = [f"models.members.{name}.timeout_s=120" for name in ALL]
THREE = ("dynamath-416", "openstax-m00126-exer-00005", "dynamath-123")
TINY = (
    "seeds.path=seeds.jsonl",
    "rounds.count=1",
    "generate.members=[sharp]",
    "judge.members=[literal,textual]",
    "dataflow.block_rows=2",
)


def server_flags(log: Path, *flags: object) -> str:
    quoted = ",".join(f"'{flag}'" for flag in ("--log", log, *flags))
    return f"models.server=[{quoted}]"


def faults(rate: float, kinds: Sequence[str] = FAULTS) -> list[str]:
    """Flags for faults of all these kinds, `rate` together."""
    each = rate / len(kinds)
    return [part for kind in kinds for part in ("--fault", f"{kind}={each:.4f}")] + [
        "--retry-after",
        "0.2",
        "--drip",
        "1",
    ]


def seeds(folder: Path, *names: str) -> Path:
    """Some of the demo seeds as a file of their own."""
    rows = [row for row in map(json.loads, DEMO.read_text().splitlines()) if row["id"] in names]
    (folder / "images").mkdir(exist_ok=True)
    for row in rows:
        if row.get("image"):
            (folder / row["image"]).write_bytes((DEMO.parent / row["image"]).read_bytes())
    path = folder / "seeds.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def command(*overrides: str) -> list[str]:
    return [sys.executable, "-m", "cads_ray.run", "models=hosted_demo", *overrides]


def cads(folder: Path, *overrides: str, timeout: float = 900, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command(*overrides), cwd=folder, capture_output=True, text=True, timeout=timeout, env=os.environ | env
    )


def verdicts(out: Path) -> dict[str, dict]:
    """All settled rows by id."""
    files = sorted(out.glob("rounds/*/verdicts.parquet"))
    return {row["id"]: row for file in files for row in pq.read_table(file).to_pylist()}


def dataset(out: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted((out / "dataset").glob("*/*.parquet")))


def log_lines(log: Path, folder: Path) -> list[Line]:
    """The server's log, with the keys that the ledger gives to what was asked."""
    pool = [Member(name, "openai", name, base_url="http://127.0.0.1:9/v1", sees=sees) for name, sees in NAMES.items()]
    pool.append(Member("draughtsman", "openai", "draughtsman", base_url="http://127.0.0.1:9/v1", draws="images"))
    return read_log(log, pool, open_pool(pool, Blobs(folder / "none"), local_limiter(pool)).identity)


def recorded(calls: Path | str) -> Counter[str]:
    """The ledger's keys, and how often each was recorded."""
    with Ledger(calls) as ledger:
        return Counter(key for key, _ in ledger.scan())


def paid(calls: Path) -> float:
    """Dollars in the ledger."""
    with Ledger(calls) as ledger:
        return sum(record["usd"] for _, record in ledger.scan())


def check_calls(out: Path, log: Path) -> None:
    """No good answer was given twice, and each was recorded once."""
    lines = log_lines(log, out)
    assert answered_twice(lines) == {}
    counts = recorded(out / "calls")
    assert set(counts.values()) == {1}
    assert {line.key for line in lines if line.good} <= set(counts)


@contextlib.contextmanager
def server(log: Path, *flags: str, port: int = 0):
    """A server that the run did not start; yields the process and what tells members its address."""
    command = [sys.executable, "-m", "cads_ray.embedded.server", "--log", str(log), "--port", str(port), *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip()
        yield process, ["models.server=null", *(f"models.members.{name}.base_url={url}" for name in ALL)]
    finally:
        process.kill()
        process.wait()
