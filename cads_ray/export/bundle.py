"""The rewards with the matcher in one file, for trainers that load a reward by its path and know nothing of cads_ray."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from cads_ray import __version__, rewards

PACKAGE = Path(rewards.__file__).parent
_PARTS = ("judge/__init__.py", "judge/answer.py", "judge/match.py", "judge/rules/*.py", "rewards.py")
_HEAD = '''"""Rewards for GRPO on this dataset: `compute_score` for EasyR1, `verl_score` for verl, `accuracy_reward` and
`format_reward` for TRL. Written by cads_ray {version}: cads_ray/rewards.py and the matcher that it stands on, unchanged, in one
file that needs Python 3.11 or later and mpmath (which torch brings). Licence: Apache-2.0.
"""

import importlib.abc
import importlib.util
import sys

_SOURCES = {{}}
'''
_TAIL = '''

class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports the modules above from their texts, under a name that no installed package has."""

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name in _SOURCES else None

    def is_package(self, name):
        return any(other.startswith(name + ".") for other in _SOURCES)

    def get_source(self, name):
        return _SOURCES[name]


if "{root}" not in sys.modules:
    sys.meta_path.append(_Finder())

from {root}.rewards import (  # noqa: E402
    REWARD_NAME,
    REWARD_TYPE,
    accuracy_reward,
    compute_score,
    format_reward,
    verl_score,
)
'''


@lru_cache(maxsize=1)
def reward_file() -> str:
    """The text of cads_reward.py."""
    files = sorted({path for part in _PARTS for path in PACKAGE.glob(part)})
    sources = [(_module(path), path.read_text(encoding="utf-8")) for path in files]
    # The name says what is in it: two files of different matchers do not meet in one process.
    root = f"_cads_reward_{hashlib.sha256(repr(sources).encode()).hexdigest()[:12]}"
    modules = [(root, '"""cads_ray, as far as its rewards need it."""\n')]
    modules += [(f"{root}.{name}", text) for name, text in sources]
    texts = [f'\n_SOURCES["{name}"] = """\\\n{_quoted(text, root)}"""\n' for name, text in modules]
    return _HEAD.format(version=__version__) + "".join(texts) + _TAIL.replace("{root}", root)


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _quoted(text: str, root: str) -> str:
    """The module's text between triple quotes, importing from its own root."""
    text = re.sub(r"\bcads_ray\.(judge|rewards)\b", rf"{root}.\1", text)
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
