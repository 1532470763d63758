"""TRL: one step of GRPOTrainer on the export as it is, with the rewards that lie beside it. Prints what it saw as JSON.

python trl_grpo.py EXPORT      in an environment with torch==2.13.0, trl, datasets, pillow, math-verify
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

import torch
from datasets import load_dataset
from PIL import Image
from trl import GRPOConfig, GRPOTrainer
from trl.rewards import accuracy_reward as stock_reward

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from tiny import IMAGE, SPECIAL, VIDEO, make_model, make_processor  # noqa: E402


def main(folder: Path) -> None:
    sys.path.insert(0, str(folder))
    from cads_reward import accuracy_reward, format_reward

    torch.set_num_threads(1)
    cache = tempfile.mkdtemp()
    files = {split: f"{folder}/{split}/*.parquet" for split in ("train", "validation")}
    data = load_dataset("parquet", data_files=files, cache_dir=cache)
    rows = [row for split in data.values() for row in split]
    right = [[{"role": "assistant", "content": f"<think>so</think> \\boxed{{{row['answer']}}}"}] for row in rows]
    told = {"ground_truth": [row["ground_truth"] for row in rows], "solution": [row["solution"] for row in rows]}
    # As LaTeX, which is all that TRL's own reward reads: of a reply that says 30° it understands nothing.
    latex = [[{"role": "assistant", "content": f"\\boxed{{{solution[1:-1]}}}"}] for solution in told["solution"]]
    stock = stock_reward(completions=latex, solution=told["solution"])

    calls = []

    def varied(completions, ground_truth, images, **_):
        """A random model earns nothing, and equal rewards move nothing; this one tells the completions apart."""
        calls.append(len(completions) == len(ground_truth) == len(images))
        return [sum(map(ord, completion[0]["content"])) % 97 / 97 for completion in completions]

    processor = make_processor()
    model = make_model(processor)
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    silent = [processor.tokenizer.convert_tokens_to_ids(token) for token in SPECIAL if token not in SPECIAL[::2]]
    silent += [processor.tokenizer.convert_tokens_to_ids(token) for token in (IMAGE, VIDEO)]
    settings = GRPOConfig(
        output_dir=cache,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        per_device_train_batch_size=4,
        num_generations=4,
        max_completion_length=8,
        max_steps=1,
        learning_rate=1e-2,
        report_to="none",
        save_strategy="no",
        generation_kwargs={"suppress_tokens": silent},  # random weights would say <|video_pad|>
    )
    rewards = [accuracy_reward, format_reward, varied]
    GRPOTrainer(model, rewards, settings, data["train"], processing_class=processor).train()
    moved = [name for name, weight in model.named_parameters() if not torch.equal(before[name], weight)]
    found = {
        "rows": {split: data[split].num_rows for split in data},
        "decoded": all(isinstance(picture, Image.Image) for row in rows for picture in row["images"]),
        "ours": Counter(accuracy_reward(right, **told)),
        "stock": Counter(str(value) for value in stock),
        "aligned": bool(calls) and all(calls),
        "moved": len(moved),
        "of": len(before),
        "vision": sum("visual" in name for name in moved),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
