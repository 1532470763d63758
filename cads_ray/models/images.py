"""Pictures on the wire: encoded once per picture and not once per call, decoded as data and never fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

CACHE_BYTES = 4 << 20  # a judge sees a picture once, and a seed's, which comes again, is encoded in 0.2 ms
_MAGIC = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"RIFF", "webp"), (b"BM", "bmp"))
_DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")


class DataUrls:
    """sha256 -> the picture's data URL as bytes; the least recently used are forgotten beyond CACHE_BYTES."""

    def __init__(self, load: Callable[[str], bytes], limit: int = CACHE_BYTES):
        self._load, self._limit, self._size = load, limit, 0
        self._urls: OrderedDict[str, bytes] = OrderedDict()

    def get(self, sha: str) -> bytes:
        """The data URL. Raises StoreError when the blob is missing."""
        if sha in self._urls:
            self._urls.move_to_end(sha)
            return self._urls[sha]
        url = encode(self._load(sha))
        self._urls[sha] = url
        self._size += len(url)
        while self._size > self._limit and len(self._urls) > 1:
            self._size -= len(self._urls.popitem(last=False)[1])
        return url


def encode(data: bytes) -> bytes:
    """The data URL of a picture, its type by its first bytes."""
    form = next((form for magic, form in _MAGIC if data.startswith(magic)), "png")
    return b"data:image/" + form.encode() + b";base64," + base64.b64encode(data)


def decode(url: str) -> bytes | None:
    """The bytes of a data URL; None for any other URL, which is never fetched."""
    match = _DATA_URL.search(url)
    return decode_base64(match[1]) if match else None


def decode_base64(text: str) -> bytes | None:
    """The bytes, or None when the text is not base64."""
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None


def picture_in_message(message: dict[str, Any]) -> bytes | None:
    """The picture that a chat model returned: in `images`, in a content part, or in Markdown of the content."""
    content = message.get("content")
    parts = list(message.get("images") or []) + (content if isinstance(content, list) else [])
    for part in parts:
        if isinstance(part, dict) and isinstance(part.get("image_url"), dict):
            return decode(str(part["image_url"].get("url", "")))
    return decode(content) if isinstance(content, str) else None


def picture_in_data(item: dict[str, Any]) -> bytes | None:
    """The picture in an item of an images reply."""
    if isinstance(item.get("b64_json"), str):
        return decode_base64(item["b64_json"])
    return decode(str(item.get("url") or ""))
