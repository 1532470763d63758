"""The recipe that the README shows, as it stands there: a page, and no change elsewhere."""

import re
import sys
import textwrap
from pathlib import Path

import pytest

from cads_ray.recipe import load
from cads_ray.schema import KEPT
from tests.hosted import seeds
from tests.recipes.loop import run

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture
def mine(tmp_path, monkeypatch):
    section = README.read_text(encoding="utf-8").partition("## Other recipes")[2]
    code = re.search(r"\n\n((?: {4}.*\n|\n)*? {4}RECIPE = .*\n)", section)
    (tmp_path / "mine.py").write_text(textwrap.dedent(code[1]), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield load("mine")
    sys.modules.pop("mine", None)


def test_a_recipe_of_ones_own_is_a_page(mine, tmp_path):
    path = seeds(tmp_path, "dynamath-416")
    small = ("rounds.count=1", "generate.members=[sharp]", "generate.draws=3", "judge=pair", "context=frozen")
    rows = run("recipe=mine", f"out={tmp_path / 'out'}", f"seeds.path={path}", *small)
    assert {row["strategy"] for row in rows} <= set(mine.strategies) == {"reading", "calculation"}
    assert any(row["state"] in KEPT for row in rows)
