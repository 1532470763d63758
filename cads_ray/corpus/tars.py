"""Rows of WebDataset shards: files of the same name in a tar are one sample."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cads_ray.corpus.rows import Bad, Row

MAX_FILE = 64 << 20
PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "bmp")


def tar_rows(file: Path) -> Iterator[Row | Bad]:
    """A sample has its JSON's fields, its picture as `image`, and each other file under the name of its suffix."""
    number, key, values = 0, "", {}  # type: int, str, dict[str, Any]
    try:
        with tarfile.open(file) as tar:
            for entry in tar:
                if not entry.isfile():
                    continue
                name, suffix = _split(entry.name)
                if name != key and values:
                    number += 1
                    yield Row(number, "", values)
                    values = {}
                key = name
                values = {"__key__": key} | _read(tar, entry, suffix) | values
    except (tarfile.TarError, OSError, EOFError) as error:
        yield Bad(number + 1, f"not a readable tar file ({str(error)[:120]})")
    if values:
        yield Row(number + 1, "", values)


def _split(name: str) -> tuple[str, str]:
    """The sample's key and the kind of the file: what stands before and after the first dot of its base name."""
    folder, _, base = name.rpartition("/")
    stem, _, suffix = base.partition(".")
    return f"{folder}/{stem}" if folder else stem, suffix.lower()


def _read(tar: tarfile.TarFile, entry: tarfile.TarInfo, suffix: str) -> dict[str, Any]:
    """The fields that a file of the archive adds; one that is too large or no text is left out, and then missed."""
    source = tar.extractfile(entry)
    if source is None or entry.size > MAX_FILE:
        return {}
    data = source.read()
    if suffix in PICTURES:
        return {"image": data}
    try:
        text = data.decode("utf-8-sig")
        if suffix != "json":
            return {suffix: text}
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
