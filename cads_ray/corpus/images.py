"""The pictures of a row, in whatever form it gives them: bytes, base64, a path beside the file, blocks of a conversation."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cads_ray.errors import PictureError

MAX_FILE = 64 << 20
NAMES = "image images image_bytes decoded_image image_path image_paths img img_path picture pictures photo figure_path".split()
_NUMBERED = re.compile(r"image_?(\d{1,2})")
_BASE64 = re.compile(r"(?:data:image/[\w.+-]+;base64,)?([A-Za-z0-9+/\s]+={0,2}\s*)")
_LEAST = 40  # characters; a shorter text is a path


def pictures_of(values: Mapping[str, Any], roots: Sequence[Path]) -> list[bytes]:
    """The pictures of a row, from the first column that has them and can be read.

    `roots` are the folders that paths may be relative to; no path leads out of them. Raises PictureError when there is a
    column of pictures and none that can be read.
    """
    problem: PictureError | None = None
    for value in _columns(values):
        try:
            found = [picture_bytes(image, roots) for image in _flat(value)]
        except PictureError as error:
            problem = problem or error
            continue
        pictures = [data for data in found if data is not None]
        if pictures:
            return pictures
    if problem is not None:
        raise problem
    return []


def _columns(values: Mapping[str, Any]) -> Iterator[object]:
    yield from (values[name] for name in NAMES if values.get(name) is not None)
    numbered = {int(found[1]): value for name, value in values.items() if (found := _NUMBERED.fullmatch(name))}
    yield [numbered[number] for number in sorted(numbered)]


def _flat(value: object) -> Iterator[object]:
    """The single pictures of a column: lists are opened, also those written as text."""
    if isinstance(value, str) and value.startswith("[") and value.rstrip().endswith("]"):
        yield from (part.strip().strip("'\"") for part in value.strip()[1:-1].split(","))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def picture_bytes(image: object, roots: Sequence[Path]) -> bytes | None:
    """One picture, given as bytes, base64, {bytes, path} or as a path below one of `roots`; None when there is none.

    Raises PictureError when it cannot be read; whether it is a picture is not looked at.
    """
    if isinstance(image, dict):
        image = image.get("bytes") or image.get("path") or image.get("url") or image.get("image")
    if image is None or image == "":
        return None
    if isinstance(image, bytes):
        return image
    if not isinstance(image, str):
        raise PictureError("image is neither bytes nor a path")
    encoded = _BASE64.fullmatch(image) if len(image) > _LEAST and "." not in image[5:] else None
    if encoded:
        try:
            return base64.b64decode(encoded[1], validate=False)
        except binascii.Error:
            raise PictureError("image is neither a path nor sound base64") from None
    if image.startswith(("http://", "https://")):
        raise PictureError("the picture is an address; pictures are not fetched")
    return _file(image, roots)


def _file(name: str, roots: Sequence[Path]) -> bytes:
    path = next((path for path in _inside(name, roots) if path.is_file()), None)
    if path is None:
        raise PictureError(f"no picture at {name[:200]}")
    if path.stat().st_size > MAX_FILE:
        raise PictureError(f"the picture file {name[:200]} is larger than {MAX_FILE >> 20} MiB")
    return path.read_bytes()


def _inside(name: str, roots: Sequence[Path]) -> list[Path]:
    """`name` below the roots, links resolved: a file of rows must not be able to name any other file of the machine."""
    try:
        allowed = [root.resolve() for root in roots]
        paths = [(root / name).resolve() for root in allowed]
    except (OSError, ValueError):  # a name with a NUL byte, or too long for the file system
        raise PictureError("image is not a usable path") from None
    inside = [path for path in paths if any(path.is_relative_to(root) for root in allowed)]
    if not inside:
        raise PictureError("the picture's path leads outside the folder of its file")
    return inside
