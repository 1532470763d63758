"""ms-swift: its dataset loader and its picture loader read the export. Prints what it saw as JSON.

ROOT_IMAGE_DIR=EXPORT python swift_sft.py EXPORT      in an environment with torch==2.13.0 and ms-swift
"""

import json
import sys
from collections import Counter
from pathlib import Path

from swift.dataset import load_dataset
from swift.template.vision_utils import load_image


def main(folder: Path) -> None:
    rows, sizes, marks = {}, Counter(), Counter()
    for split in ("train", "validation"):
        data, _ = load_dataset([str(folder / f"{split}.jsonl")], strict=True, load_from_cache_file=False)
        rows[split] = len(data)
        for row in data:
            first = row["messages"][0]
            marks[f"{first['role']}: {first['content'].count('<image>')}"] += 1
            for picture in row["images"]:
                path = picture["path"] if isinstance(picture, dict) else picture
                sizes[load_image(path).size] += 1
    found = {"rows": rows, "pictures": sum(sizes.values()), "marks": marks}
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
