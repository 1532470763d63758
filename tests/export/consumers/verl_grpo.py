"""verl: its RLHFDataset reads the export, its loader finds the reward. Prints what it saw as JSON.

python verl_grpo.py EXPORT      in an environment with torch==2.13.0 and verl
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from omegaconf import OmegaConf
from verl.trainer.ppo.reward import get_custom_reward_fn
from verl.utils.dataset.rl_dataset import RLHFDataset

sys.path.insert(0, str(Path(__file__).parent))
from tiny import make_processor


def main(folder: Path) -> None:
    processor = make_processor()
    options = {"cache_dir": tempfile.mkdtemp(), "max_prompt_length": 8192, "filter_overlong_prompts": False}
    reward = {"custom_reward_function": {"path": str(folder / "cads_reward.py"), "name": "verl_score"}}
    score = get_custom_reward_fn(OmegaConf.create({"reward": reward}))
    rows, pictures, scores = {}, Counter(), Counter()
    for split in ("train", "validation"):
        files = [str(file) for file in sorted((folder / split).glob("*.parquet"))]
        data = RLHFDataset(files, processor.tokenizer, OmegaConf.create(options), processor)
        rows[split] = len(data)
        for index in range(len(data)):
            row = data[index]
            for turn in row["raw_prompt"]:
                kinds = [part["type"] for part in turn["content"]]
                pictures[", ".join(kinds)] += 1
            answer = row["extra_info"]["answer"]
            reply = f"<think>so</think> \\boxed{{{answer}}}"
            result = score(
                data_source=row["data_source"],
                solution_str=reply,
                ground_truth=row["reward_model"]["ground_truth"],
                extra_info=row["extra_info"],
            )
            scores[result["score"]] += 1
    print(json.dumps({"rows": rows, "prompts": pictures, "scores": scores}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
