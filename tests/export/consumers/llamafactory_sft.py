"""LLaMA-Factory: its data module reads, aligns and tokenizes the export, pictures included. Prints what it saw as JSON.

python llamafactory_sft.py EXPORT      in an environment with torch==2.13.0 and llamafactory
"""

import json
import sys
import tempfile
from pathlib import Path

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import DataArguments, ModelArguments
from transformers import Seq2SeqTrainingArguments

sys.path.insert(0, str(Path(__file__).parent))
from tiny import IMAGE, make_processor


def main(folder: Path) -> None:
    processor = make_processor()
    # What LLaMA-Factory's own loader sets on a processor that it loads from a model's folder.
    for name, value in {
        "image_max_pixels": 28 * 28 * 16,
        "image_min_pixels": 28 * 28,
        "image_do_pan_and_scan": False,
    }.items():
        setattr(processor, name, value)
    for name in ("crop_to_patches", "use_audio_in_video"):
        setattr(processor, name, False)
    arguments = DataArguments(
        template="qwen2_vl",
        dataset="cads",
        eval_dataset="cads_validation",
        dataset_dir=str(folder),
        media_dir=str(folder),
        cutoff_len=20_000,
        overwrite_cache=True,
    )
    model = ModelArguments(model_name_or_path=str(folder), cache_dir=tempfile.mkdtemp())
    template = get_template_and_fix_tokenizer(processor.tokenizer, arguments)
    training = Seq2SeqTrainingArguments(output_dir=tempfile.mkdtemp(), report_to="none", use_cpu=True)
    data = get_dataset(template, model, arguments, training, "sft", processor.tokenizer, processor)
    mark = processor.tokenizer.convert_tokens_to_ids(IMAGE)
    rows = [row for name in ("train_dataset", "eval_dataset") for row in data[name]]
    found = {
        "rows": {"train": len(data["train_dataset"]), "validation": len(data["eval_dataset"])},
        "with_picture": sum(row["input_ids"].count(mark) > 0 and len(row["images"]) == 1 for row in rows),
        "with_answer": sum(any(label >= 0 for label in row["labels"]) for row in rows),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
