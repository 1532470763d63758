"""The matcher of answers on its two files of pairs, beside other graders: python benchmarks/matcher.py

Accuracy counts an undecidable verdict as "not equal". The other graders know neither options nor units nor tolerances, so
they are measured on the pairs without a context. Times are of one verdict, with the caches of readings cleared before each
pair ("cold") and as a run meets them, where the same truth comes back with each judge ("warm").
"""

from __future__ import annotations

import functools
import gc
import json
import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from math_verify import parse, verify

from cads_ray.judge.match import match

TESTS = Path(__file__).parents[1] / "tests" / "judge"
FILES = ("answer_pairs.jsonl", "pairs.jsonl")
EXACT_KINDS = ("year", "count")  # what the item says about its answer besides the context
Pair = dict


def load(name: str) -> list[Pair]:
    return [json.loads(line) for line in (TESTS / name).read_text(encoding="utf-8").splitlines()]


def ours(pair: Pair) -> bool | None:
    kind = {"kind": pair["kind"]} if pair["kind"] in EXACT_KINDS else {}
    return match(pair["prediction"], pair["truth"], **kind, **(pair.get("context") or {})).equal


def math_verify_default(pair: Pair) -> bool:
    return verified(pair["prediction"], pair["truth"])


def math_verify_in_dollars(pair: Pair) -> bool:
    return verified(f"${pair['prediction']}$", f"${pair['truth']}$")


def verified(prediction: str, truth: str) -> bool:
    """Without time-outs, since they are signals and work in the main thread only."""
    gold, answer = (parse(text, parsing_timeout=None) for text in (truth, prediction))
    return bool(verify(gold, answer, timeout_seconds=None))


def plain_equality(pair: Pair) -> bool:
    return pair["prediction"].strip() == pair["truth"].strip() != ""


def score(grader: Callable[[Pair], bool | None], pairs: list[Pair]) -> tuple[int, int, int, int]:
    """(right, false accepts, false rejects, undecided)"""
    found = [(grader(pair), bool(pair["equal"])) for pair in pairs]
    return (
        sum((equal is True) == wanted for equal, wanted in found),
        sum(equal is True and not wanted for equal, wanted in found),
        sum(equal is not True and wanted for equal, wanted in found),
        sum(equal is None for equal, _ in found),
    )


def print_scores(name: str, pairs: list[Pair]) -> None:
    bare = [pair for pair in pairs if not pair.get("context")]
    print(f"\n{name}: {len(pairs)} pairs, {len(bare)} without a context")
    print(f"{'grader':38} {'right':>13} {'false accepts':>14} {'false rejects':>14} {'undecided':>10}")
    rows: list[tuple[str, Callable[[Pair], bool | None], list[Pair]]] = [
        ("cads_ray, all pairs", ours, pairs),
        ("cads_ray", ours, bare),
        ("math-verify", math_verify_default, bare),
        ("math-verify, both sides in $", math_verify_in_dollars, bare),
        ("plain equality", plain_equality, bare),
    ]
    for label, grader, measured in rows:
        right, accepts, rejects, undecided = score(grader, measured)
        share = f"{right} = {right / len(measured):.1%}"
        print(f"{label:38} {share:>13} {accepts:14} {rejects:14} {undecided:10}")


def print_times(pairs: list[Pair]) -> None:
    cold, warm = [], []
    caches = [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]
    caches = [
        cache for cache in caches if cache.__module__.startswith("cads_ray.judge") and cache.__name__ != "_context"
    ]
    for pair in pairs:
        for cache in caches:
            cache.cache_clear()
        cold.append(seconds(pair))
        warm.append(seconds(pair))
    for label, times in (("cold", cold), ("warm", warm)):
        cuts = statistics.quantiles(times, n=20)
        print(
            f"{label}: median {cuts[9] * 1e3:.3f} ms, 95th percentile {cuts[18] * 1e3:.2f} ms, longest {max(times) * 1e3:.1f} ms"
        )


def seconds(pair: Pair) -> float:
    start = time.perf_counter()
    ours(pair)
    return time.perf_counter() - start


def main() -> None:
    logging.disable(logging.WARNING)  # math-verify warns at each call without a time-out
    files = {name: load(name) for name in FILES}
    for name, pairs in files.items():
        print_scores(name, pairs)
    print(f"\nTime per pair of both files ({sum(map(len, files.values()))} pairs)")
    print_times([pair for pairs in files.values() for pair in pairs])


if __name__ == "__main__":
    main()
