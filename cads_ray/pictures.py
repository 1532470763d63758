"""Pictures: what is accepted, and where the bytes live. The only module that knows Pillow.

Rows carry the sha256 of a picture and never its bytes; `Blobs` keeps the bytes once per content.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import imagehash
import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError

from cads_ray.disk.files import put_in_place, unwritten
from cads_ray.errors import PictureError, StoreError
from cads_ray.png import encoded

MAX_PIXELS = 64_000_000  # a decompression bomb is refused by its header, before a pixel is decoded
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
ImageFile.LOAD_TRUNCATED_IMAGES = False


@dataclass(frozen=True)
class Picture:
    """A checked picture: its bytes, size in pixels and format, and what was decoded, so that nobody does it again."""

    data: bytes
    width: int
    height: int
    format: str
    image: Image.Image = field(repr=False, compare=False)

    @property
    def phash(self) -> str:
        """64 bits in hexadecimal; pictures that look alike differ in few bits (imagehash's phash, DCT of 32 x 32 pixels)."""
        return str(imagehash.phash(_flatten(self.image)))


def check(data: bytes) -> Picture:
    """Decode `data` completely once. Raises PictureError with one line that says what is wrong."""
    image = _loaded(data)
    return Picture(data, image.width, image.height, image.format or "", image)


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, by the header. Raises PictureError."""
    return _open(data).size


def pixels(data: bytes, longest: int | None = None) -> np.ndarray:
    """RGB pixels (height, width, 3) uint8 on white; scaled down so that the longest side has `longest` pixels."""
    image = _flatten(_open(data))
    if longest is not None and max(image.size) > longest:
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return np.asarray(image)


def as_png(data: bytes) -> Picture:
    """The same picture as an RGB PNG on white, with deterministic bytes and no metadata. Raises PictureError."""
    image = _flatten(_loaded(data))
    return Picture(encoded(np.asarray(image)), image.width, image.height, "PNG", image)


def _loaded(data: bytes) -> Image.Image:
    image = _open(data)
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureError(f"the picture is truncated or damaged ({error})") from None
    return image


def _open(data: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise PictureError(f"not a picture in a known format ({', '.join(FORMATS)})") from None
    except Image.DecompressionBombError:
        raise PictureError(f"the picture has more than {MAX_PIXELS:,} pixels") from None
    if image.width * image.height > MAX_PIXELS:
        raise PictureError(f"the picture has {image.width * image.height:,} pixels, more than {MAX_PIXELS:,}")
    return image


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):  # nothing to see through, as most drawings are: 2 ms less
            return image.convert("RGB")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


class Shelf(Protocol):
    """Where pictures lie by content."""

    def put(self, data: bytes) -> str: ...

    def get(self, sha: str) -> bytes: ...


class Blobs:
    """Pictures by content: blobs/ab/abcd... Written once, durably, and never changed.

    `shared` is a second place, beside a ledger that several runs use: what is put goes to both, and what is only there is
    brought here when it is asked for, so that each run directory is whole.
    """

    def __init__(self, root: str | Path, shared: Shelf | None = None):
        self.root, self.shared = Path(root), shared

    def path(self, sha: str) -> Path:
        return self.root / sha[:2] / sha

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256. Safe against a crash and against concurrent writers of the same bytes.

        Raises StoreError when there is no room.
        """
        sha = hashlib.sha256(data).hexdigest()
        if self.shared is not None:
            self.shared.put(data)
        path = self.path(sha)
        if path.exists():
            return sha
        try:
            put_in_place(path, lambda part: part.write_bytes(data))
        except OSError as error:
            raise unwritten(path, error) from error
        return sha

    def get(self, sha: str) -> bytes:
        """The bytes of `sha`. Raises StoreError when they are missing."""
        try:
            return self.path(sha).read_bytes()
        except FileNotFoundError:
            if self.shared is not None:
                data = self.shared.get(sha)
                self.put(data)
                return data
            raise StoreError(
                f"picture {sha[:12]} is missing from {self.root}; was the run directory moved in part?"
            ) from None
