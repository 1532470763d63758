"""Groups of texts that say nearly the same: MinHash over runs of five characters, found by banding (LSH).

Written in numpy and not with datasketch, which hashes text by text in Python: benchmarks/dedup.py has both figures.
Only a group's first text stands in the index, so templates that a million questions share cost one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cads_ray.dataset.words import digest

SHINGLE = 5  # characters
PERMUTATIONS, BANDS = 64, 16  # four rows a band: a pair of similarity 0.8 is found with probability 0.9998
ALIKE = 0.8  # Jaccard similarity of the shingles, as 64 permutations estimate it (standard error 0.05)
CHUNK = 2048  # texts sketched at a time
_RANDOM = np.random.default_rng(0xCAD5)
_FACTORS = _RANDOM.integers(1, 1 << 63, PERMUTATIONS, dtype=np.uint64) | np.uint64(1)
_SHIFTS = _RANDOM.integers(0, 1 << 63, PERMUTATIONS, dtype=np.uint64)
_BASES = _RANDOM.integers(1, 1 << 63, SHINGLE, dtype=np.uint64) | np.uint64(1)


def sketches(texts: Sequence[str]) -> np.ndarray:
    """MinHash signatures, (len(texts), PERMUTATIONS) uint32."""
    parts = [_sketch(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
    return np.concatenate(parts) if parts else np.empty((0, PERMUTATIONS), np.uint32)


def _sketch(texts: Sequence[str]) -> np.ndarray:
    padded = [text.ljust(SHINGLE) for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in padded])
    ends = np.cumsum(lengths)
    rolled = sum(codes[k : len(codes) - SHINGLE + 1 + k] * _BASES[k] for k in range(SHINGLE))
    inside = np.ones(len(codes), bool)
    for k in range(1, SHINGLE):
        inside[ends - k] = False  # a shingle does not reach into the next text
    hashes = rolled[inside[: len(rolled)]]
    hashes ^= hashes >> np.uint64(31)
    counts = lengths - SHINGLE + 1
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    made = np.empty((len(texts), PERMUTATIONS), np.uint32)
    for j in range(PERMUTATIONS):
        made[:, j] = np.minimum.reduceat((hashes * _FACTORS[j] + _SHIFTS[j]) >> np.uint64(32), starts)
    return made


def band_keys(signatures: np.ndarray) -> np.ndarray:
    """The bucket of each band, (n, BANDS) int64; 60 bits, which Python keeps in its smaller integers."""
    rows = signatures.reshape(len(signatures), BANDS, -1).astype(np.uint64)
    keys = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64), rows.shape[:2]).copy()
    for k in range(rows.shape[2]):
        keys = (keys ^ rows[:, :, k]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return (keys >> np.uint64(4)).astype(np.int64)


class Groups:
    """Gives each text the number of its group: that of the first earlier text that says nearly the same, or a new one.

    The same texts in the same order give the same groups.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}  # every text heard of -> its group
        self._buckets: dict[int, int] = {}  # band key -> the first group that has it
        self._leaders = np.empty((256, PERMUTATIONS), np.uint32)
        self._count = 0

    def add(self, texts: Sequence[str]) -> list[int]:
        """The group of each text, in order; unheard texts are remembered."""
        for key, buckets, signature in self._new(texts):
            group = self._find(buckets, signature)
            if group is None:
                group = self._lead(buckets, signature)
            self._known[key] = group
        return [self._known[digest(text)] for text in texts]

    def find(self, texts: Sequence[str]) -> list[int | None]:
        """The group of each text, None for one like no other; nothing is remembered."""
        found = {key: self._find(buckets, signature) for key, buckets, signature in self._new(texts)}
        return [self._known.get(digest(text), found.get(digest(text))) for text in texts]

    def _new(self, texts: Sequence[str]) -> Iterator[tuple[bytes, list[int], np.ndarray]]:
        """Digest, buckets and signature of each text not heard of, once."""
        fresh = {key: text for text in texts if (key := digest(text)) not in self._known}
        keys, new = list(fresh), list(fresh.values())
        for start in range(0, len(new), CHUNK):
            signatures = sketches(new[start : start + CHUNK])
            yield from zip(keys[start : start + CHUNK], band_keys(signatures).tolist(), signatures, strict=True)

    def _find(self, buckets: list[int], signature: np.ndarray) -> int | None:
        leaders = sorted({self._buckets[key] for key in buckets if key in self._buckets})
        if not leaders:
            return None
        shares = np.count_nonzero(self._leaders[leaders] == signature, axis=1)
        best = int(shares.argmax())  # the first of the most alike
        return leaders[best] if shares[best] >= ALIKE * PERMUTATIONS else None

    def _lead(self, buckets: list[int], signature: np.ndarray) -> int:
        if self._count == len(self._leaders):
            self._leaders = np.concatenate([self._leaders, np.empty_like(self._leaders)])
        self._leaders[self._count] = signature
        for key in buckets:
            self._buckets.setdefault(key, self._count)
        self._count += 1
        return self._count - 1
