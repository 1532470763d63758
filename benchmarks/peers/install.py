"""An environment of its own for each peer, pinned: python benchmarks/peers/install.py [data_designer ...]

Below benchmarks/peers/<name>/venv. Pins are complete, so nothing is resolved (--no-deps). The same graph in all of them,
one after another on the same machine: python benchmarks/throughput.py --engine cads --engine data_designer
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent


def install(name: str) -> None:
    place = HERE / name / "venv"
    venv.create(place, with_pip=True, clear=True)
    requirements = HERE / name / "requirements.txt"
    subprocess.run([place / "bin/pip", "install", "--quiet", "--no-deps", "-r", requirements], check=True)


if __name__ == "__main__":
    for peer in sys.argv[1:] or sorted(path.parent.name for path in HERE.glob("*/requirements.txt")):
        install(peer)
