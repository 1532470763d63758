"""What tells the package's commands apart at the door."""

from __future__ import annotations

from dataclasses import dataclass

from cads_ray.config import Config


@dataclass(frozen=True)
class Entry:
    """A command: the module behind `python -m`, the YAML that its configuration starts from (conf/<file>.yaml), its schema.

    The schema is a dataclass with a field `out`; the groups are those of the YAML's defaults.
    """

    program: str
    file: str
    schema: type


RUN = Entry("cads_ray.run", "config", Config)
