"""What python -m cads_ray.evaluate is told: the typed schema of conf/evaluate.yaml, and what must hold of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cads_ray.command.names import nearest
from cads_ray.config import (
    BudgetConfig,
    Config,
    DataflowConfig,
    GenerateConfig,
    JudgeConfig,
    LedgerConfig,
    ModelsConfig,
    RayConfig,
    RetriesConfig,
)
from cads_ray.errors import ConfigError
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS
from cads_ray.evaluate.benchmarks.base import Benchmark


@dataclass
class EvaluateConfig:
    model: str = ""  # a member of the pool
    benchmark: str = ""  # a name of evaluate.benchmarks; or the place of any dataset
    data: str | None = None  # where the files of a benchmark with a name are
    split: str | None = None  # only rows of this split
    pictures: str | None = None  # a further folder that pictures' paths may be relative to
    samples: int = 1  # attempts at each problem
    grader: str | None = None  # a member that decides what the matcher leaves undecided
    limit: int | None = None  # so many problems, evenly spread
    out: str | None = None  # None: evaluations/BENCHMARK-MODEL
    compare: list[str] = field(default_factory=list)  # evaluations to print beside this one, or by themselves
    verbose: bool = False
    models: ModelsConfig = field(default_factory=ModelsConfig)
    ledger: LedgerConfig = field(default_factory=LedgerConfig)
    budget: BudgetConfig = field(default_factory=BudgetConfig)
    retries: RetriesConfig = field(default_factory=RetriesConfig)
    ray: RayConfig = field(default_factory=RayConfig)
    dataflow: DataflowConfig = field(default_factory=DataflowConfig)


@dataclass(frozen=True)
class Asked:
    """An evaluation that can be made: `place` is where the benchmark's files are."""

    model: str
    benchmark: Benchmark
    name: str
    place: str
    out: str
    samples: int
    limit: int | None
    split: str
    pictures: str | None
    grader: str | None


def asked_of(config: EvaluateConfig) -> Asked:
    """Raises ConfigError, in one line, for what cannot be."""
    for key in ("model", "benchmark"):
        if not getattr(config, key):
            raise ConfigError(f"{key}=... is missing; python -m cads_ray.evaluate --help")
    if config.model not in config.models.members:
        raise ConfigError(
            f"model={config.model}: {nearest(config.model, config.models.members)}; models=NAME is the pool"
        )
    if config.grader is not None and config.grader not in config.models.members:
        raise ConfigError(f"grader={config.grader}: {nearest(config.grader, config.models.members)}")
    for key in ("samples", "limit"):
        value = getattr(config, key)
        if value is not None and value < 1:
            raise ConfigError(f"{key}={value}: must be at least 1")
    if config.samples > 1 and config.models.members[config.model].temperature == 0:
        raise ConfigError(f"samples={config.samples}: attempts of {config.model} would be alike at temperature 0")
    benchmark, place = _benchmark(config.benchmark, config.data)
    name = benchmark.name if benchmark is not ANY else plain(place)
    out = config.out or f"evaluations/{name}-{config.model}"
    rest = (config.samples, config.limit, config.split or "", config.pictures, config.grader)
    return Asked(config.model, benchmark, name, place, out, *rest)


def as_run(config: EvaluateConfig, out: str) -> Config:
    """The configuration as a run's, with the model in all roles: without it nothing can be done."""
    return Config(
        out=out,
        verbose=config.verbose,
        models=config.models,
        generate=GenerateConfig(members=[config.model]),
        judge=JudgeConfig(members=[config.model], grader=config.grader),
        ledger=config.ledger,
        budget=config.budget,
        retries=config.retries,
        ray=config.ray,
        dataflow=config.dataflow,
    )


def plain(place: str) -> str:
    """The last names of a path that say something: mine-seeds of runs/mine/seeds.jsonl."""
    path = Path(place).expanduser().resolve()
    return "-".join(dict.fromkeys(part for part in (path.parent.name, path.stem) if part.strip("*?[]")))


def _benchmark(name: str, data: str | None) -> tuple[Benchmark, str]:
    """A benchmark that is known by name, and where it is; or any dataset by its place."""
    if name in BENCHMARKS:
        if not data:
            raise ConfigError(
                f"benchmark={name} needs data=PATH: its published files, or VLMEvalKit's TSV, on this machine"
            )
        return BENCHMARKS[name], data
    if data is not None:
        raise ConfigError(f"benchmark={name}: no such benchmark; {nearest(name, BENCHMARKS)}")
    if not (Path(name).expanduser().exists() or any(sign in name for sign in "*?")):
        raise ConfigError(f"benchmark={name}: neither a benchmark ({', '.join(BENCHMARKS)}) nor a place")
    return ANY, name
