"""verl (GRPO): Parquet with `data_source`, `prompt`, `images`, `reward_model`, `extra_info`, and the reward file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.bundle import reward_file
from cads_ray.export.sample import INSTRUCTION, Sample, problem
from cads_ray.export.shards import Shards, embedded, group, picture, several, turns, value

COLUMNS = (
    value("data_source"),
    turns("prompt"),
    several(picture("images")),
    value("ability"),
    group("reward_model", value("style"), value("ground_truth")),
    group(
        "extra_info", value("split"), value("index", "int64"), *(value(name) for name in ("id", "question", "answer"))
    ),
)
USE = """
With `HERE` the path of this folder:

    python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo data.image_key=images \\
        data.train_files="[$(ls HERE/train/*.parquet | paste -sd,)]" \\
        data.val_files="[$(ls HERE/validation/*.parquet | paste -sd,)]" \\
        reward.custom_reward_function.path=HERE/cads_reward.py reward.custom_reward_function.name=verl_score \\
        actor_rollout_ref.model.path=Qwen/Qwen2.5-VL-7B-Instruct ...

(before verl 0.7 the keys are `custom_reward_function.path` and `.name`). verl knows no reward of its own for the data source
"cads_ray"; `cads_reward.py` needs mpmath.
"""


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train/, validation/ and cads_reward.py."""
    index: Counter[str] = Counter()
    with Shards(folder, COLUMNS, about.provenance) as shards:
        for sample in samples:
            row = {
                "data_source": "cads_ray",
                "prompt": [{"role": "user", "content": f"<image>{problem(sample)}\n\n{INSTRUCTION}"}],
                "images": [embedded(sample)],
                "ability": sample.domain,
                "reward_model": {"style": "rule", "ground_truth": sample.ground_truth},
                "extra_info": {
                    "split": sample.split,
                    "index": index[sample.split],
                    "id": sample.id,
                    "question": sample.question,
                    "answer": sample.key,
                },
            }
            index[sample.split] += 1
            shards.write(sample, row)
    (folder / "cads_reward.py").write_text(reward_file(), encoding="utf-8")
    about.readme(folder, "verl", USE)
