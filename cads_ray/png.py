"""PNG by one filter for all rows: a row is written as its difference from the one above, which suits drawings.

Pillow tries five filters on each row and takes 5 to 7 ms of a processor for what takes 1 to 3 here (benchmarks/RESULTS.md).
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, UP = 2, 2  # type of colour; number of the filter (PNG specification, 11.2.1 and 9.2)
LEVEL = 3  # a quarter less time than zlib's 6, for drawings a tenth larger


def encoded(pixels: np.ndarray) -> bytes:
    """RGB pixels, (height, width, 3) uint8, as a PNG file: without metadata, the same bytes by the same zlib."""
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, 3 * width)
    filtered = np.empty((height, 1 + 3 * width), np.uint8)
    filtered[:, 0] = UP
    filtered[0, 1:] = rows[0]  # above it PNG sees zeros
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    head = struct.pack(">IIBBBBB", width, height, 8, RGB, 0, 0, 0)
    return (
        SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(filtered.data, LEVEL)) + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
