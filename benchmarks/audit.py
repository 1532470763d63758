"""Does the filter work? python benchmarks/audit.py [--seeds 5] [--out DIR] [overrides ...]

experiment=audit for the random seeds 0, 1, ... in two processes, by the product's own stages in a plain loop without Ray;
then the rules over all runs together, panels of four of the six judges, and what each option of the panel changes. Run again
on the same --out, it continues, and asks for no reading twice.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from plain_loop import run_plainly
from rich.console import Console

from cads_ray.account.jury import READS, Jury, jury, tables
from cads_ray.command.door import compose
from cads_ray.config import Config
from cads_ray.embedded.truth import Truth
from cads_ray.judge.audit import BASE, Sample, audited, compare, strata
from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.early import settled
from cads_ray.judge.repair import repair
from cads_ray.judge.solve import Judge, agree, solve
from cads_ray.panel import rule_of
from cads_ray.schema import KEPT, Ballot, Sees, State
from cads_ray.session.wire import Wiring

PANEL = 4  # judges, as in the paper
MENDER = Judge("sharp", Sees.PICTURE)  # the stronger model: none of the mistakes of the panel
BLIND = Judge("layered", Sees.NOTHING)  # whose solvers make no slips


def overrides_of(seed: int, out: Path, more: Sequence[str]) -> list[str]:
    own = [f"random_seed={seed}", f"out={out / f'seed{seed}'}", f"ledger.dir={out / 'calls'}"]
    return ["experiment=audit", *own, *more]


def one(seed: int, out: Path, more: Sequence[str]) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    run_plainly(overrides_of(seed, out, more))
    print(f"random seed {seed}: {time.perf_counter() - start:.0f} s, {time.process_time() - cpu:.0f} CPU-s", flush=True)


def verdicts_of(seed: int, out: Path) -> list[pa.Table]:
    """The verdicts of a run, its ids told apart from those of the others."""
    found = []
    for path in sorted((out / f"seed{seed}").glob("rounds/*/verdicts.parquet")):
        table = pq.read_table(path)
        ids = pa.array([f"{seed}-{id}" for id in table["id"].to_pylist()])
        found.append(table.set_column(table.schema.get_field_index("id"), "id", ids))
    return found


def fewer(samples: Sequence[Sample], rule: Rule, console: Console) -> None:
    """Mean over all panels of PANEL of the judges, and the worst of them."""
    lines: dict[str, list] = {}
    for judges in combinations(rule.judges, PANEL):
        names = {judge.name for judge in judges}
        cast = [[vote for vote in s.row["votes"] if vote["judge"] in names] for s in samples]
        panel = [replace(s, row=s.row | {"votes": votes}) for s, votes in zip(samples, cast, strict=True)]
        for line in compare(panel, replace(rule, judges=judges)):
            lines.setdefault(line.rule, []).append(line)
    console.print(f"\npanels of {PANEL} of the {len(rule.judges)} judges: mean over panels (worst panel)")
    for name, found in lines.items():
        precision, recall = [line.precision for line in found], [line.recall for line in found]
        console.print(
            f"{name:32s} precision {statistics.mean(precision):.3f} ({min(precision):.3f})   "
            f"recall {statistics.mean(recall):.3f} ({min(recall):.3f})",
            highlight=False,
        )


def early(samples: Sequence[Sample], rule: Rule) -> tuple[int, int, int]:
    """Calls without and with decide_early, and the states that it changes."""
    full = asked = changed = 0
    for sample in samples:
        cast = {vote["judge"]: vote for vote in sample.row["votes"]}
        row = {key: value for key, value in sample.row.items() if key != "votes"}
        for judge in rule.judges:
            row[f"vote_{judge.name}"] = None if settled(row, judge.name, rule) else cast.get(judge.name)
        votes = [row[f"vote_{judge.name}"] for judge in rule.judges if row[f"vote_{judge.name}"]]
        full, asked = full + len(cast), asked + len(votes)
        states = {decide(sample.row, each, rule)["state"] for each in (votes, sample.row["votes"])}
        changed += len(states) > 1
    return full, asked, changed


async def blind(
    samples: Sequence[Sample], tables: Sequence[pa.Table], config: Config, out: Path
) -> Counter[tuple[str, bool]]:
    """The ballots of a judge without the picture, by whether the sample is kept."""
    client = Wiring(config, out, out.name).tools().client
    known = {sample.row["id"] for sample in samples}
    ballots: Counter[tuple[str, bool]] = Counter()
    for table in tables:
        judged = await solve(blank(table), client, BLIND)
        found = zip(
            *(judged[name].to_pylist() for name in ("id", f"vote_{BLIND.name}")),
            table["state"].to_pylist(),
            strict=True,
        )
        ballots.update((vote["ballot"], state in KEPT) for id, vote, state in found if vote and id in known)
    return ballots


async def mended(truths: Mapping[str, Truth], tables: Sequence[pa.Table], config: Config, out: Path) -> str:
    """What becomes of contested samples with judge.repair."""
    client, rule = Wiring(config, out, out.name).tools().client, rule_of(config)
    kept: Counter[bool] = Counter()
    whole = pa.concat_tables(tables)
    contested = whole.filter(pc.equal(whole["state"], State.CONTESTED))
    for row in (await repair(contested, client, MENDER, rule)).to_pylist():
        if row["state"] in KEPT:
            kept[agree(row["answer"], truths[row["id"]].answer, row).equal is True] += 1
    unsound = sum(not truths[id].legible for id in contested["id"].to_pylist())
    return (
        f"{contested.num_rows} contested ({unsound} illegible), {sum(kept.values())} kept after repair, "
        f"{kept[True]} of them right"
    )


def blank(table: pa.Table) -> pa.Table:
    """The rows as the judges find them."""
    return table.drop_columns(["votes", "consensus", "consensus_all", "voters", "state", "reason"])


def options(
    samples: Sequence[Sample],
    truths: Mapping[str, Truth],
    found: Sequence[pa.Table],
    config: Config,
    out: Path,
    console: Console,
) -> None:
    """What each option of the panel changes."""
    rule = rule_of(config)
    for told, order in (("as configured", rule.judges), ("reversed", rule.judges[::-1])):
        full, asked, changed = early(samples, replace(rule, judges=order))
        console.print(
            f"decide_early, judges {told}: {asked} of {full} calls, {changed} states changed", highlight=False
        )
    ballots = asyncio.run(blind(samples, found, config, out))
    kept = sum(count for (_, keeps), count in ballots.items() if keeps)
    console.print(
        f"blind: a judge without the picture finds the key of {ballots[Ballot.MATCH, True]} of {kept} kept samples "
        f"({ballots[Ballot.MATCH, True] / kept:.3f}; with judge.blind=drop 0), at {len(samples)} more calls",
        highlight=False,
    )
    for quorum in (3, 2, 1):
        line = next(line for line in compare(samples, replace(rule, quorum=quorum)) if line.rule == BASE)
        console.print(f"quorum {quorum}: precision {line.precision:.3f}, recall {line.recall:.3f}", highlight=False)
    console.print(f"repair: {asyncio.run(mended(truths, found, config, out))}", highlight=False)
    ends = Counter(decide(s.row, s.row["votes"], rule)["state"] for s in samples)
    contested = [s for s in samples if decide(s.row, s.row["votes"], rule)["state"] == State.CONTESTED]
    console.print(
        f"kept {sum(ends[state] for state in KEPT)}; contested {len(contested)}, of which the key is right in "
        f"{sum(s.right for s in contested)} and legible in {sum(s.sound for s in contested)}",
        highlight=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", default="runs/audit", type=Path)
    arguments, more = parser.parse_known_args()
    seeds, out, console = range(arguments.seeds), arguments.out, Console(width=160)
    with ProcessPoolExecutor(2) as processes:
        list(processes.map(partial(one, out=out, more=more), seeds))
    config = compose(overrides_of(0, out, [*more, f"judge.repair={MENDER.name}"]))
    found = [table for seed in seeds for table in verdicts_of(seed, out)]
    whole: Jury = jury(config, (table.select(READS) for table in found), {})
    samples, rule = audited(whole.judged, whole.truths), rule_of(config)
    console.print(
        f"{len(samples)} judged samples of known truth; {sum(not s.right for s in samples)} wrong keys", highlight=False
    )
    for table in tables(compare(samples, rule), strata(samples, rule), rule):
        console.print(table)
    for author in config.generate.members:
        own = [s for s in samples if s.row["author"] == author]
        console.print(
            f"{author}: {len(own)} samples, {sum(not s.right for s in own)} wrong keys, "
            f"{sum(s.right and not s.sound for s in own)} illegible",
            highlight=False,
        )
    fewer(samples, rule, console)
    options(samples, whole.truths, found, config, out / "seed0", console)
    figures = whole.agreement()
    console.print(
        f"Fleiss' kappa {figures['fleiss']:.2f}; effective votes {figures['effective_votes']:.2f} of {len(rule.judges)}"
    )
    for judge in figures["judges"]:
        console.print({key: judge[key] for key in ("judge", "accuracy", "estimated", "finds_the_key")})
    for favour in figures["self_preference"]:
        console.print(favour)


if __name__ == "__main__":
    main()
