"""What an evaluation is asked for on the command line, beside the keys of the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cads_ray.errors import ConfigError
from cads_ray.evaluate.benchmarks import ANY, BENCHMARKS
from cads_ray.evaluate.benchmarks.base import Benchmark
from cads_ray.names import nearest

KEYS = ("model", "benchmark", "data", "split", "pictures", "samples", "limit", "out", "compare")


@dataclass(frozen=True)
class Asked:
    """`place`: where the benchmark's files are. `overrides`: the rest, for the configuration. `others`: evaluations beside it."""

    model: str
    benchmark: Benchmark
    place: str
    out: Path
    split: str = ""
    pictures: str | None = None
    samples: int = 1
    limit: int | None = None
    overrides: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of the benchmark; of a dataset what its place is called."""
        return self.benchmark.name if self.benchmark is not ANY else plain(self.place)


def read(arguments: Sequence[str]) -> Asked:
    """The evaluation that `arguments` ask for. Raises ConfigError, in one line, for what cannot be."""
    given: dict[str, str] = {}
    overrides: list[str] = []
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals or argument.startswith("-"):
            raise ConfigError(f"cannot read {argument!r}: write key=value")
        if key in KEYS:
            given[key] = value
        else:
            overrides.append(argument)
    for key in ("model", "benchmark"):
        if not given.get(key):
            raise ConfigError(f"{key}=... is missing; python -m cads_ray.evaluate --help")
    benchmark, place = _benchmark(given["benchmark"], given.get("data"))
    name = benchmark.name if benchmark is not ANY else plain(place)
    return Asked(
        model=given["model"],
        benchmark=benchmark,
        place=place,
        out=Path(given.get("out") or f"evaluations/{name}-{given['model']}").expanduser(),
        split=given.get("split", ""),
        pictures=given.get("pictures"),
        samples=_count(given, "samples") or 1,
        limit=_count(given, "limit"),
        overrides=tuple(overrides),
        others=listed(given.get("compare", "")),
    )


def listed(text: str) -> tuple[str, ...]:
    """[a,b] or a,b as its parts."""
    return tuple(part.strip() for part in text.strip("[]").split(",") if part.strip())


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
    if not (Path(name).expanduser().exists() or any(sign in name for sign in "*?[")):
        raise ConfigError(f"benchmark={name}: neither a benchmark ({', '.join(BENCHMARKS)}) nor a place")
    return ANY, name


def plain(place: str) -> str:
    """The last names of a path that say something: mine-seeds of runs/mine/seeds.jsonl."""
    path = Path(place).expanduser().resolve()
    return "-".join(dict.fromkeys(part for part in (path.parent.name, path.stem) if part.strip("*?[]")))


def _count(given: dict[str, str], key: str) -> int | None:
    if key not in given:
        return None
    if not given[key].isdigit() or int(given[key]) < 1:
        raise ConfigError(f"{key}={given[key]}: a number of at least 1")
    return int(given[key])
