"""WebDataset: tar shards in which a sample is a picture and a JSON of the same name, in the same order for the same run."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path

from cads_ray.export.about import About
from cads_ray.export.sample import Sample

SHARD_BYTES = 256 << 20
USE = """
    import webdataset
    samples = webdataset.WebDataset("HERE/train-{{000000..00000N}}.tar", shardshuffle=False).decode("pil")
    next(iter(samples))["json"]["question"]                         # HERE: the path of this folder

A sample's picture is `png`, `jpg`, `webp`, `gif` or `bmp`, as it was made.
""".replace("{{", "{").replace("}}", "}")


def write(samples: Iterable[Sample], folder: Path, about: About) -> None:
    """train-000000.tar ..., validation-000000.tar ..."""
    shards: dict[str, _Shard] = {}
    try:
        for number, sample in enumerate(samples):
            shard = shards.get(sample.split)
            if shard is None or shard.size > SHARD_BYTES:
                shards[sample.split] = _next(folder, sample.split, shard)
            # Neither dots nor slashes: the part of a name before its first dot is the sample's key.
            shards[sample.split].add(f"{number:09d}", sample)
    finally:
        for shard in shards.values():
            shard.tar.close()
    about.readme(folder, "WebDataset", USE)


def _next(folder: Path, split: str, last: _Shard | None) -> _Shard:
    if last is not None:
        last.tar.close()
    return _Shard(folder, split, 0 if last is None else last.number + 1)


class _Shard:
    def __init__(self, folder: Path, split: str, number: int):
        self.number, self.size = number, 0
        self.tar = tarfile.open(folder / f"{split}-{number:06d}.tar", "w", format=tarfile.USTAR_FORMAT)  # noqa: SIM115 - closed by `write`

    def add(self, key: str, sample: Sample) -> None:
        self._file(f"{key}.{sample.suffix}", sample.image)
        self._file(f"{key}.json", json.dumps(sample.fields | sample.origin, ensure_ascii=False).encode())

    def _file(self, name: str, data: bytes) -> None:
        entry = tarfile.TarInfo(name)  # no time, no owner: the same samples give the same bytes
        entry.size = len(data)
        self.tar.addfile(entry, io.BytesIO(data))
        self.tar.getmembers().clear()  # tarfile remembers each entry that it wrote, and nobody asks for them
        self.size += len(data)
