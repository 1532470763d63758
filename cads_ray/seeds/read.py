"""Reading seeds: D_seed of the paper, each a problem with a picture or a textual task description.

A bad seed is set aside with its place and its reason; the rest runs. Nothing here raises for one seed.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cads_ray.errors import PictureError, SeedsError
from cads_ray.pictures import Blobs, check, perceptual_hash
from cads_ray.schema import SEED
from cads_ray.seeds.files import Bad, Row, rows_of

MAX_TEXT = 100_000  # characters of one field; a problem is a page at most, and prompts are paid by the token
SUFFIXES = (".jsonl", ".ndjson", ".parquet")
DEMO = Path(__file__).parent / "demo" / "seeds.jsonl"


@dataclass
class Seeds:
    """`table` has the columns of schema.SEED; `rejected` holds {"file", "line", "id", "reason"} for each bad seed.

    `left_out` counts good seeds that a preview does without.
    """

    table: pa.Table
    rejected: list[dict] = field(default_factory=list)
    left_out: int = 0


def read_seeds(path: str, blobs: Blobs) -> Seeds:
    """Read a JSONL or Parquet file, a folder, or a glob of them; pictures go into `blobs`.

    Raises SeedsError when there is no such file, or when no seed is left.
    """
    files = files_at(path, "seeds.path")
    good: dict[str, dict] = {}
    rejected: list[dict] = []
    for file in files:
        for row in rows_of(file):
            seed, reason = (None, row.reason) if isinstance(row, Bad) else _seed(row, file, blobs)
            if seed is not None and seed["seed"] in good:
                seed, reason = None, "duplicate id"
            if seed is None:
                rejected.append({"file": file.name, "line": row.line, "id": row.id, "reason": reason})
            else:
                good[seed["seed"]] = seed
    if not good:
        first = f"; the first: line {rejected[0]['line']}: {rejected[0]['reason']}" if rejected else ""
        raise SeedsError(f"no usable seed in {path} ({len(rejected)} set aside{first})")
    return Seeds(pa.Table.from_pylist(list(good.values()), schema=SEED), rejected)


def files_at(path: str, key: str) -> list[Path]:
    """The files that a path, a folder or a glob names. Raises SeedsError, in words about the configuration's `key`."""
    place = Path(path).expanduser()
    if place.is_dir():
        found = [file for file in sorted(place.iterdir()) if file.suffix in SUFFIXES]
    elif place.is_file():
        found = [place]
    else:
        names = sorted(glob.glob(str(place)))  # noqa: PTH207 - the pattern may be absolute
        found = [Path(name) for name in names if Path(name).is_file()]
    wrong = [file.name for file in found if file.suffix not in SUFFIXES]
    if wrong:
        raise SeedsError(f"{key}: {wrong[0]}: rows are read from {', '.join(SUFFIXES)} files")
    if not found:
        raise SeedsError(f"{key}={path}: no such file, or a folder without {', '.join(SUFFIXES)} files")
    return found


def _seed(row: Row, file: Path, blobs: Blobs) -> tuple[dict | None, str]:
    """The seed of a row, or None and the reason why it is set aside."""
    values = row.values
    text = {name: values.get(name) or "" for name in ("question", "answer", "description", "domain", "license")}
    wrong = next((name for name, value in text.items() if not isinstance(value, str)), None)
    if wrong:
        return None, f"{wrong} is not text"
    long = next((name for name, value in text.items() if len(value) > MAX_TEXT), None)
    if long:
        return None, f"{long} has {len(text[long]):,} characters, more than {MAX_TEXT:,}"
    question, answer, description = (text[name].strip() for name in ("question", "answer", "description"))
    if not question and not description:
        return None, "empty question, and no description"
    if question and not answer:
        return None, "a question without an answer"
    choices = values.get("choices") if values.get("choices") is not None else []
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        return None, "choices is not a list of texts"
    try:
        picture = picture_bytes(values.get("image"), file.parent)
        image = None if picture is None else blobs.put(check(picture).data)
    except PictureError as error:
        return None, str(error)
    attribution = str(values.get("attribution") or values.get("source") or "")
    return {
        "seed": row.id,
        "seed_question": question,
        "seed_answer": answer,
        "seed_choices": choices,
        "seed_image": image,
        "seed_domain": text["domain"].strip(),
        "seed_description": description,
        "seed_license": text["license"].strip(),
        "seed_attribution": attribution,
        "seed_phash": None if picture is None else perceptual_hash(picture),
        "seed_parent": None,
        "seed_root": row.id,
        "seed_depth": 0,
    }, ""


def picture_bytes(image: object, folder: Path) -> bytes | None:
    """The picture of a row, given as bytes, as {bytes, path} or as a path inside `folder`; None when there is none.

    Raises PictureError when it cannot be read; whether it is a picture is not looked at.
    """
    if isinstance(image, dict):
        image = image.get("bytes") or image.get("path")
    if image is None or image == "":
        return None
    if isinstance(image, bytes):
        return image
    if not isinstance(image, str):
        raise PictureError("image is neither bytes nor a path")
    path = _inside(folder, image)
    if not path.is_file():
        raise PictureError(f"no picture at {image[:200]}")
    if path.stat().st_size > 64 << 20:
        raise PictureError(f"the picture file {image[:200]} is larger than 64 MiB")
    return path.read_bytes()


def _inside(folder: Path, name: str) -> Path:
    """`name` below `folder`, links resolved: a seed file must not be able to name any other file of the machine."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError):  # a name with a NUL byte, or too long for the file system
        raise PictureError("image is not a usable path") from None
    if not inside:
        raise PictureError("the picture's path leads outside the seeds' folder")
    return path
