"""The study: every arm with every random seed, in processes that share one ledger, so that a picture is read once."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from cads_ray.ablation.arms import ARMS, Arm
from cads_ray.ablation.figure import figure
from cads_ray.ablation.loop import learning, measured, run_arm, samples
from cads_ray.ablation.measures import Measures, Sample, measure, rate, sample_of
from cads_ray.ablation.table import Findings, table
from cads_ray.ablation.truth import guessed, sound, words_of
from cads_ray.command.names import nearest
from cads_ray.config import Config
from cads_ray.context.playbook import Playbook
from cads_ray.disk.files import make_run_dir, write_text
from cads_ray.errors import ConfigError
from cads_ray.paint.render import Renderer
from cads_ray.process.quiet import quiet
from cads_ray.session.intake import keep_the_seeds, read_the_seeds

SAMPLES = "samples.json"
PROCESSES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Job:
    """One run: an arm with one random seed."""

    arm: Arm
    config: Config
    out: Path

    def __call__(self) -> None:
        """In a process of its own; a job that is done is left as it is."""
        if (self.out / SAMPLES).exists():
            return
        make_run_dir(self.out)
        with quiet(self.out / "log.txt", self.config.verbose):
            seeds = read_the_seeds(self.config, self.out)
            keep_the_seeds(seeds, self.out)
            run_arm(self.arm, self.config, seeds.table)
        places = [self.out / "context", measured(self.out) / "context"]
        words = words_of([Playbook.load(file) for place in places for file in place.glob("[0-9]*.json")])
        rows = [row for row in samples(self.out) if row["error_stage"] != "analyze"]  # no author serves these seeds
        right = sound(rows, words, self.config)
        kept = [
            sample_of(row, row["id"] in right, row["error_stage"] is None and guessed(row, self.config)) for row in rows
        ]
        write_text(json.dumps(kept, ensure_ascii=False), self.out / SAMPLES)


def ablate(config: Config, console: Console) -> int:
    """Run what is missing, then print the table and write it with the figure. Raises ConfigError."""
    arms = _arms(config)
    out = make_run_dir(config.out)
    jobs = _jobs(config, arms, out)
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        left = {processes.submit(job): job for job in jobs}
        for number, done in enumerate(as_completed(left), 1):
            done.result()
            console.print(f"  {number} of {len(jobs)}: {left[done].out.relative_to(out)}", highlight=False)
    conclude(config, console)
    return 0


def conclude(config: Config, console: Console) -> None:
    """The table and the figure of the runs that are there."""
    out = Path(config.out).expanduser().resolve()
    findings = Findings(_measures(config, out), _curves(config, out))
    text = table(findings)
    console.print(text, markup=False, highlight=False)
    write_text(text + "\n", out / "ablation.md")
    renderer = Renderer()
    (out / "ablation.png").write_bytes(renderer.draw("vega-lite", json.dumps(figure(findings))).data)
    renderer.close()


def _arms(config: Config) -> list[Arm]:
    for name in config.ablation.arms:
        if name not in ARMS:
            raise ConfigError(f"ablation.arms: no arm {name!r}; {nearest(name, ARMS)}")
    for name in config.generate.members:
        if config.models.members[name].provider != "embedded":
            raise ConfigError(f"experiment=ablation knows the truth of embedded authors alone; {name} is none")
    return [ARMS[name] for name in config.ablation.arms]


def _jobs(config: Config, arms: Sequence[Arm], out: Path) -> list[Job]:
    """Random seed by random seed, so that a study that is cut short has whole ones; runs that arms share once."""
    read_the_seeds(config, out)
    runs = {arm.run: arm for arm in arms}
    jobs = []
    for random_seed in _random_seeds(config):
        for name, arm in runs.items():
            place = out / name / str(random_seed)
            jobs.append(Job(arm, arm.configured(config, random_seed, str(place), str(out / "calls")), place))
    return jobs


def _random_seeds(config: Config) -> range:
    return range(config.random_seed, config.random_seed + config.ablation.seeds)


def _measures(config: Config, out: Path) -> dict[str, list[Measures]]:
    """By arm, the measures of each random seed that is done; every arm shows as many kept samples as the poorest."""
    found: dict[int, dict[str, list[Sample]]] = {}
    for random_seed in _random_seeds(config):
        read = {arm.name: _read(out / arm.run / str(random_seed)) for arm in _arms(config)}
        found[random_seed] = {name: rows for name, rows in read.items() if rows}
    measures: dict[str, list[Measures]] = {}
    for rows in found.values():
        equal = min((_kept(ARMS[name], each) for name, each in rows.items()), default=0)
        for name, each in rows.items():
            measures.setdefault(name, []).append(measure(ARMS[name], each, equal))
    return {name: measures[name] for name in config.ablation.arms if name in measures}


def _kept(arm: Arm, rows: Sequence[Sample]) -> int:
    return measure(arm, rows, len(rows)).precise[1]


def _read(place: Path) -> list[Sample]:
    file = place / SAMPLES
    return [Sample(**row) for row in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def _curves(config: Config, out: Path) -> dict[str, list[tuple[int, int]]]:
    """By arm that learns, adversarial samples and all that were made in each round of the seeds that teach."""
    curves = {}
    for arm in _arms(config):
        if arm.learns:
            runs = [learning(out / arm.run / str(random_seed)) for random_seed in _random_seeds(config)]
            rounds = zip(*(run for run in runs if len(run) == config.rounds.count), strict=True)
            curves[arm.name] = [tuple(map(sum, zip(*map(rate, rows), strict=True))) for rows in rounds]
    return curves  # type: ignore[return-value]
