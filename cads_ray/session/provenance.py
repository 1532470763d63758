"""With what a run was made: versions of what decides its bytes, and the commit of the code."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "cads-ray",
    "ray",
    "pyarrow",
    "litellm",
    "pillow",
    "vl-convert-python",
    "rapidocr",
    "onnxruntime",
    "sympy",
    "math-verify",
)


def versions() -> dict[str, str]:
    """Python, packages and the git commit, as far as they are known."""
    found = {"python": sys.version.split()[0]}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found | {"commit": _commit()}


def _commit() -> str:
    """The commit of a checkout, "" for an installed wheel."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        command = ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
