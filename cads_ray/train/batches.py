"""From the paper's batches, which count questions, to TRL's, which count completions and are shared out among workers.

EasyR1, with which the paper trained, multiplies both of its batches by the rollouts of a question: 256 questions of 8
completions are a generation of 2,048, and 128 of them an update of 1,024. TRL counts completions from the start.
"""

from __future__ import annotations

from dataclasses import dataclass

from cads_ray.errors import ConfigError


@dataclass(frozen=True)
class Batches:
    """What a worker does, in completions: `at_once` in one pass through the model, `passes` of them for an update.

    `passes_per_generation` lie between two generations, which are `updates` updates apart. Over all workers an update
    takes `per_update` completions and a generation makes `per_generation`.
    """

    at_once: int  # TRL: per_device_train_batch_size
    passes: int  # TRL: gradient_accumulation_steps
    passes_per_generation: int  # TRL: steps_per_generation
    updates: int
    per_update: int
    per_generation: int


def batches_of(samples: int, global_batch: int, rollout_batch: int, workers: int, at_once: int) -> Batches:
    """The batches of `workers` workers for `rollout_batch` questions a generation and `global_batch` an update.

    `at_once` is the most that a worker's memory takes; the largest share of an update that fits is taken. Raises
    ConfigError when a generation cannot be cut into equal updates, or into whole groups of `samples` for each worker.
    """
    if rollout_batch % global_batch:
        raise ConfigError(
            f"train.rollout_batch={rollout_batch}: must be a multiple of train.global_batch={global_batch}"
        )
    per_update, per_generation = samples * global_batch, samples * rollout_batch
    if rollout_batch % workers or per_update % workers:
        fit = [number for number in range(1, workers) if not (rollout_batch % number or per_update % number)]
        raise ConfigError(
            f"workers={workers}: {rollout_batch} questions a generation (train.rollout_batch) and {per_update} completions "
            f"an update cannot be shared out equally; workers={fit[-1]} can"
        )
    share = per_update // workers
    at_once = max(number for number in range(1, min(at_once, share) + 1) if share % number == 0)
    passes, updates = share // at_once, rollout_batch // global_batch
    return Batches(at_once, passes, passes * updates, updates, per_update, per_generation)


def updates_of(questions: int, epochs: int, rollout_batch: int, updates: int) -> int:
    """Updates that `epochs` passes over the questions are. A generation that is not full is left out, as EasyR1 does."""
    return epochs * (questions // rollout_batch) * updates
