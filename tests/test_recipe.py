"""What a recipe is: found by its name, and kept whole by the engine, its own columns included."""

import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cads_ray.command.door import compose
from cads_ray.dataflow import verdict_columns
from cads_ray.dataset.settle import Keep
from cads_ray.errors import ConfigError
from cads_ray.paint.paint import Painter
from cads_ray.panel import asking_of, mender_of, rule_of, student_of
from cads_ray.recipe import HOME, Cast, Recipe, judged, load
from cads_ray.schema import VERDICT, State, more
from cads_ray.store import RoundStore
from tests.plain import PlainContext, seeds, table, verdict

NAMES = sorted(file.stem for file in HOME.glob("[!_]*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_each_file_of_the_folder_is_a_recipe(name):
    recipe = load(name)
    assert recipe.says
    assert not set(recipe.keeps.names) & set(VERDICT.names)
    assert len(set(recipe.strategies)) == len(recipe.strategies) > 0


def test_the_nearest_name_is_told():
    with pytest.raises(ConfigError, match="did you mean cads"):
        load("cad")
    with pytest.raises(ConfigError, match="no such recipe"):
        load("os")
    with pytest.raises(ConfigError, match="no such recipe"):
        load("no such/module")


def test_a_recipe_may_be_a_module_of_the_users_own(tmp_path, monkeypatch):
    text = "from cads_ray.recipe import Recipe\nRECIPE = Recipe(lambda cast: (), says='mine')\n"
    (tmp_path / "recipe_of_mine.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert load("recipe_of_mine").says == "mine"
    finally:
        sys.modules.pop("recipe_of_mine", None)


@pytest.mark.parametrize(
    ("settings", "asked", "after"),
    [
        ([], [["judge_sharp", "judge_coarse"]], 1),
        (["judge.repair=literal"], [["judge_sharp", "judge_coarse"]], 2),
        (["judge.decide_early=true"], [["judge_sharp"], ["judge_coarse"]], 1),
    ],
)
def test_judges_are_asked_at_once_unless_votes_may_be_spared_and_consensus_comes_after_all(settings, asked, after):
    config = compose(["judge.members=[sharp,coarse]", *settings])
    cast = Cast(Painter("svg"), rule_of(config), asking_of(config), mender_of(config), student_of(config))
    steps = judged(cast).steps
    assert [[name for name, _ in step.steps] for step in steps[: len(asked)]] == asked
    assert len(steps[len(asked) :]) == after


def test_columns_of_the_recipe_are_kept_through_a_round_that_was_interrupted(tmp_path):
    recipe = Recipe(lambda cast: (), says="x", keeps=pa.schema([("clarity", pa.int32())]))
    store, context = RoundStore(tmp_path, seeds(), Keep()), PlainContext(6)
    plan = store.open(0, context.plan)
    made = table([verdict(row, state=State.ACCEPTED) for row in plan.to_pylist()])
    made = made.append_column("clarity", pa.array(range(6), pa.int32())).drop_columns(["rationale"])
    rows = verdict_columns(made, recipe.verdict)
    assert rows.schema.names == [*VERDICT.names, "clarity"]
    assert more(rows.schema.names) == ["clarity"]
    assert rows["rationale"].null_count == 6
    store.append(rows.slice(0, 2))
    store.flush(0)
    again = RoundStore(tmp_path, seeds(), Keep())
    assert again.open(0, context.plan)["id"].to_pylist() == plan["id"].to_pylist()[2:]
    again.append(rows.slice(2))
    again.close(0)
    assert pq.read_table(tmp_path / "rounds/000/verdicts.parquet")["clarity"].to_pylist() == list(range(6))
