"""Values on disk: atomic JSON files, and JSON turned back into the dataclasses that it came from."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from enum import StrEnum
from pathlib import Path
from typing import Any

from cads_ray.disk.files import write_text


def write(path: Path, value: Any) -> None:
    """Write JSON so that `path` is either absent or complete, and stays so after a crash."""
    write_text(json.dumps(value, ensure_ascii=False, indent=1), path)


def decode(kind: Any, value: Any) -> Any:
    """What `dataclasses.asdict` and JSON left of an object of `kind`, as one; keys that `kind` lacks are left."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind) if field.name in value]
        return typing.cast(Any, kind)(**{name: decode(hints[name], value[name]) for name in names})
    if origin is tuple:
        kinds = inner[:1] * len(value) if inner[1:] == (Ellipsis,) else inner
        return tuple(decode(each, item) for each, item in zip(kinds, value, strict=True))
    if origin is types.UnionType:
        return None if value is None else decode(inner[0], value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return value
