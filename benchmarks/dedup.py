"""Deciding what is kept, at scale: python benchmarks/dedup.py [--questions 1000000] [--compare 20000]

Settles synthetic questions as a run does when a round closes (twins, siblings, a benchmark of 10,000 questions, quotas), in
rounds of 20,000, and then hears of them all again as a run does that continues. Prints seconds and the peak resident memory.
`--compare` times the sketching and banding of so many questions against datasketch's, which is no dependency of the package.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator

from cads_ray.dataset.leakage import Benchmarks
from cads_ray.dataset.near import PERMUTATIONS, SHINGLE, Groups
from cads_ray.dataset.quotas import Quotas
from cads_ray.dataset.settle import Keep, Settler
from cads_ray.dataset.words import template

ROUND = 20_000
SUBJECTS = "triangle circle lens circuit beaker gene pulley chart map orbit prism cell enzyme wave ladder tank".split()
VERBS = "find compute determine estimate read derive state count compare measure".split()
THINGS = (
    "length area angle height current voltage mass volume ratio speed share share frequency depth slope force".split()
)
FILLERS = [f"{a}{b}{c}" for a in ("br", "st", "pl", "gr", "m") for b in ("a", "e", "o", "u") for c in ("n", "lt", "rk")]


def question(rng: random.Random) -> str:
    """A third share a template (siblings), a third are near one (a word or two changed), a third are new."""
    kind = rng.random()
    base = random.Random(rng.randrange(40_000))
    words = [
        base.choice(VERBS),
        "the",
        base.choice(THINGS),
        "of the",
        base.choice(SUBJECTS),
        "with",
        base.choice(FILLERS),
    ]
    words += [*base.choices(FILLERS, k=10), "of", str(rng.randrange(1000)), "cm"]
    if kind < 1 / 3:
        words[rng.randrange(7, 17)] = rng.choice(FILLERS)
    elif kind < 2 / 3:
        words[5:17] = rng.choices(FILLERS, k=12)
    return " ".join(words)


def rows(count: int, random_seed: int) -> Iterator[dict]:
    rng = random.Random(random_seed)
    for number in range(count):
        yield {
            "id": f"r{number // ROUND:03d}-{number:08d}",
            "domain": rng.choice(SUBJECTS),
            "strategy": "logic_reversion",
            "author": rng.choice("abcd"),
            "question": question(rng),
            "choices": [],
            "answer": str(rng.randrange(50)),
            "visual_prompt": f'text "{rng.randrange(30)} cm"',
            "phash": f"{rng.getrandbits(64):016x}",
            "consensus": 2,
            "voters": 3,
            "state": "adversarial",
            "reason": "",
            "error_stage": None,
            "error_type": None,
            "error_message": None,
        }


def rounds(count: int) -> Iterator[list[dict]]:
    batch: list[dict] = []
    for row in rows(count, 0):
        batch.append(row)
        if len(batch) == ROUND:
            yield batch
            batch = []
    if batch:
        yield batch


def keep(count: int) -> Keep:
    rng = random.Random(1)
    guard = Benchmarks([(f"b:{i}", question(rng)) for i in range(10_000)], [("p:1", "0123456789abcdef")])
    return Keep(count, 3, Quotas(count, {"domain": {"*": [0, 0.5]}}), guard)


def settle(count: int) -> None:
    settler, states, spent = Settler(keep(count)), Counter[str](), 0.0
    again, respent = Settler(keep(count)), 0.0
    for batch in rounds(count):
        start = time.perf_counter()
        settled = settler.settle(batch)
        spent += time.perf_counter() - start
        states.update(str(state) for state, _ in settled)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{count:,} questions settled in {spent:.0f} s; peak {peak:.2f} GB; {dict(states)}")
    del settler
    for batch in rounds(min(count, 5 * ROUND)):
        start = time.perf_counter()
        again.remember(batch)
        respent += time.perf_counter() - start
    print(f"the first {min(count, 5 * ROUND):,} heard of again in {respent:.0f} s; load {os.getloadavg()[0]:.1f}")


def compare(count: int) -> None:
    from datasketch import MinHash, MinHashLSH

    texts = [template(row["question"]) for row in rows(count, 2)]
    start = time.perf_counter()
    Groups().add(texts)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    index = MinHashLSH(threshold=0.8, num_perm=PERMUTATIONS, params=(16, 4))
    for name, text in enumerate(texts):
        sketch = MinHash(PERMUTATIONS)
        sketch.update_batch([text[i : i + SHINGLE].encode() for i in range(max(1, len(text) - SHINGLE + 1))])
        if not index.query(sketch):
            index.insert(name, sketch)
    print(f"{count:,} templates grouped: numpy {ours:.1f} s, datasketch {time.perf_counter() - start:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=1_000_000)
    parser.add_argument("--compare", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.compare:
        compare(arguments.compare)
    if arguments.questions:
        settle(arguments.questions)


if __name__ == "__main__":
    main()
