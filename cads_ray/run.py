"""python -m cads_ray.run: the door. Configuration in, objects out, rounds, and what the user takes away.

The algorithm itself is `rounds.synthesize`.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from cads_ray.account.preview import clear, part_of
from cads_ray.command.binding import binding, fingerprint
from cads_ray.command.checks import check
from cads_ray.command.progress import Progress
from cads_ray.config import Config, most_rounds
from cads_ray.dataset.settle import keep
from cads_ray.disk.buckets import origin
from cads_ray.disk.files import make_run_dir, write_text
from cads_ray.engine.cluster import cluster
from cads_ray.errors import INTERRUPTED, CadsError, ConfigError
from cads_ray.models.hedge import hedge_of
from cads_ray.models.storage import run_name
from cads_ray.models.storage_pictures import blobs_of
from cads_ray.panel import check_panel, recount_of
from cads_ray.process.bytecode import share_bytecode
from cads_ray.process.guard import guarded, lost
from cads_ray.process.interrupts import INTERRUPTS
from cads_ray.process.quiet import own_console, quiet
from cads_ray.process.terminal import exit_code, in_red
from cads_ray.prompts.render import Prompts
from cads_ray.prompts.schemas import FIELDS
from cads_ray.recipe import Recipe, load
from cads_ray.rounds import synthesize
from cads_ray.seeds.read import Seeds
from cads_ray.session.hosted import check_budget, check_keys, check_models, members, shipped_server, used
from cads_ray.session.intake import keep_the_seeds, read_the_seeds
from cads_ray.store import RoundStore

Work = Callable[[Config, Recipe, Path, RoundStore, Console], None]


def run(config: Config, console: Console, work: Work | None = None) -> int:
    """One run, from seeds to dataset; returns the exit code. Run again on the same `out`, it continues.

    `work` is what makes the rounds: the pipeline on Ray.
    """
    check(config)
    part, whole = (config, None) if config.preview is None else (part_of(config), config)
    return _run(part, console, work or _pipeline, whole)


def _run(config: Config, console: Console, work: Work, whole: Config | None) -> int:
    """`whole` is the run that this one is a preview of."""
    start = time.monotonic()
    members(config)
    check_panel(config)
    recipe = load(config.recipe)
    check_budget(config, used(config))
    hedge_of(config.hedge)
    if config.ablation.arms:
        from cads_ray.ablation.study import ablate

        return ablate(config, console)
    kept = keep(**asdict(config.dataset))
    out = make_run_dir(config.out)
    seeds = read_the_seeds(config, out)
    _claim(config, recipe, out, seeds)
    keep_the_seeds(seeds, out)
    depth = config.seeds.depth if config.seeds.evolve else 0
    store = RoundStore(out, seeds.table, kept, recount_of(config), depth)
    code, reason = 0, ""
    try:
        if not store.enough() and not all(store.closed(round) for round in range(most_rounds(config))):
            work(config, recipe, out, store, console)
    except KeyboardInterrupt:
        code, reason = INTERRUPTED, "interrupted; run the same command again to continue"
    except CadsError as error:
        code, reason = error.exit_code, str(error)
    finally:
        store.flush()
    from cads_ray.session.finish import finish  # not before the first call: what it brings takes a second to import

    finish(config, out, store, seeds, time.monotonic() - start, console, whole)
    if not code and config.export.push_to_hub is not None:
        from cads_ray.export.formats import place_of
        from cads_ray.export.hub import push_to_hub

        console.print(f"  {push_to_hub(place_of(out, 'huggingface'), config.export.push_to_hub)}", highlight=False)
    if reason:
        console.print(in_red("stopped", reason), soft_wrap=True)
    return code


def _claim(config: Config, recipe: Recipe, out: Path, seeds: Seeds) -> None:
    """Mark the run directory as this run's. Raises ConfigError when it belongs to another configuration."""
    from cads_ray.session.provenance import versions

    prompts = Prompts()
    values = binding(config) | {"seeds": hashlib.sha256(repr(seeds.table.to_pylist()).encode()).hexdigest()[:16]}
    path = out / "run.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))["binding"]
        changed = sorted(key for key in before.keys() | values.keys() if before.get(key) != values.get(key))
        if changed and (config.preview is not None or not any(out.glob("rounds/*"))):
            clear(out)  # a preview, or a start that came to nothing
        elif changed:
            key = changed[0]
            more = f" (and {len(changed) - 1} more)" if len(changed) > 1 else ""
            raise ConfigError(
                f"{config.out} was made with {key}={before.get(key)}, now it is {values.get(key)}{more}; "
                f"choose another out=, or put {key} back"
            )
    about = {
        "fingerprint": fingerprint(values),
        "binding": values,
        "config": asdict(config),
        "recipe": {"says": recipe.says, "by": list(recipe.by)},
        "versions": versions(),
        "prompts": {task: prompts.digest(task) for task in FIELDS},
    }
    write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", path)


def _pipeline(config: Config, recipe: Recipe, out: Path, store: RoundStore, console: Console) -> None:
    """Make the rounds on Ray, with its words in log.txt."""
    check_keys(config, used(config))
    with (
        shipped_server(config),
        quiet(out / "log.txt", config.verbose),
        cluster(config.ray.address, config.verbose) as up,
    ):
        _synthesize(config, recipe, out, store, console, up)


def _synthesize(
    config: Config, recipe: Recipe, out: Path, store: RoundStore, console: Console, up: Callable[..., bool]
) -> None:
    from cads_ray.context.actor import RemoteContext, start_context
    from cads_ray.dataflow import Flow, LiveFlow
    from cads_ray.engine.actors import fetch
    from cads_ray.session.wire import Wiring, pools

    rounds = range(most_rounds(config))
    name = run_name(origin(out))
    wiring, steps = Wiring(config, out, name), pools(config)
    todo = [round for round in rounds if not store.closed(round)]
    started_here = up(wiring.prepare)  # for the preflight, while the processors wait for Ray
    limits: Any = wiring.start_limits() if wiring.hosted else None
    actor = start_context(name, wiring.context, origin(out), wiring.prepare)
    sizes = config.dataflow
    actors = sizes.min_actors, sizes.max_actors
    late = wiring.slow_to_prepare and not config.judge.decide_early  # there each judge would wait for the one before it
    # Programs read for seconds: their judges have as much to get ready as authors.
    in_turn = started_here and wiring.hosted
    cut = Flow(sizes.block_rows, actors=actors, in_turn=in_turn, prepare=wiring.prepare, on_demand=late)
    flow = LiveFlow(steps, wiring.tools, (name, actor), todo, cut, recipe.verdict, config.verbose)
    with ExitStack() as ending:
        ending.callback(actor.finish.remote)  # whatever happens: pools that wait for a round end
        check_models(config, used(config), blobs_of(out), console)  # while the pools come up
        if limits is not None:
            ending.callback(lambda: wiring.keep_learnt(fetch(limits.learnt.remote())))
        actor.begin.remote()
        with Progress(console, len(rounds)) as progress:
            watched = progress.watch(wiring.compacting(flow))
            synthesize(rounds, RemoteContext(actor), watched, store, config.rounds.overlap)
        flow.close()


def main() -> None:
    """Entry point of python -m cads_ray.run and of the command cads-ray."""
    INTERRUPTS.take()
    raise SystemExit(exit_code(_command))


def _command() -> int:
    share_bytecode()
    from cads_ray.command.door import open_door  # what it imports is worth sharing

    return open_door(sys.argv[1:], _job, _compare)


def _job(config: Config) -> int:
    """One run, in whatever process a launcher of sweeps starts it; what is durable is told even if Ray ends that process."""

    def session(work: Work | None = None) -> int:
        return exit_code(lambda: run(config, own_console(), work))

    return guarded(session, lambda number: session(lambda *_: lost(number)))


def _compare(folder: Path) -> None:
    """The end of a sweep: what came of its runs, side by side."""
    from cads_ray.compare.__main__ import main as compare

    compare([str(folder)], own_console())


if __name__ == "__main__":
    main()
