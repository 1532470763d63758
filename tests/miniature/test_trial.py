"""A tiny world from end to end. What comes out is never asserted: only that it runs, repeats and adds up."""

import json
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="pip install -e '.[benchmarks]'")

from benchmarks.miniature.arms import ARMS, runs
from benchmarks.miniature.claims import FAMILIES
from benchmarks.miniature.figure import figure
from benchmarks.miniature.inference import HOLDS, REVERSED, UNRESOLVED, ceiling, holm, page, step
from benchmarks.miniature.settings import FROZEN
from benchmarks.miniature.tables import tables
from benchmarks.miniature.trial import METHODS, trial
from cads_ray.context.options import Mode

TINY = FROZEN.tiny


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    return [trial(number, TINY, tmp_path_factory.mktemp(f"world{number}")) for number in (1, 2)]


def test_the_same_world_gives_the_same_figures(worlds, tmp_path):
    again = trial(1, TINY, tmp_path)
    assert again | {"cpu_seconds": 0} == worlds[0] | {"cpu_seconds": 0}
    assert worlds[0]["accuracy"] != worlds[1]["accuracy"]


def test_states_add_up_to_what_was_planned(worlds):
    """The store itself refuses a run that does not add up; here that nothing was planned beside it."""
    for world in worlds:
        for run in runs(TINY):
            planned, most = sum(world["states"][run.name].values()), run.rounds * TINY.seeds * 4
            assert planned == most if run.size is None else planned <= most


def test_counts_by_consensus_are_those_of_the_samples(worlds):
    for world in worlds:
        whole = world["states"]["frozen"]
        made = sum(whole.values()) - whole.get("duplicate", 0) - whole.get("failed", 0)
        for counts in world["purity"].values():
            assert sum(every for _, every in counts) == made
            assert all(0 <= hits <= every for hits, every in counts)


def test_every_set_was_trained_on_in_both_ways_and_none_is_larger_than_asked(worlds):
    for world in worlds:
        for how in METHODS:
            assert world["accuracy"][how].keys() == world["facts"].keys() | {"real twice"}
            assert all(0 <= each <= 1 for each in world["accuracy"][how].values())
        for arm in ARMS:
            assert 0 < world["facts"][arm.name]["samples"] <= TINY.size
        assert world["facts"]["oracle"]["right"] == 1
        assert world["facts"]["both"]["samples"] == 2 * TINY.size


def test_tables_and_figure_take_what_a_trial_gives(worlds):
    text = tables(json.loads(json.dumps(worlds)), TINY.sizes)
    assert all(claim.words in text for claims in FAMILIES.values() for claim in claims)
    assert all(arm.label in text for arm in ARMS)
    assert json.dumps(figure(worlds, TINY.sizes))


def test_the_runs_are_the_products_own_modes():
    assert {run.mode for run in runs(TINY)} == {str(mode) for mode in Mode}


def test_an_outcome_follows_from_the_differences():
    rng = np.random.default_rng(0)
    for shift, outcome in ((0.02, HOLDS), (-0.02, REVERSED), (0.0, UNRESOLVED)):
        found = step(rng.normal(shift, 0.005, 20) - (0 if shift else 0.0))
        assert found.outcome(found.p) == outcome
        assert found.low <= found.mean <= found.high


def test_corrections_and_trends():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    rising = np.arange(4) + np.random.default_rng(0).normal(0, 0.1, (10, 4))
    assert page(rising) < 0.001 < 0.9 < page(-rising)
    sizes = np.array([100, 200, 400, 800])
    assert ceiling(sizes, 0.7 - 2 * sizes**-0.5) == pytest.approx(0.7, abs=0.01)
    assert ceiling(sizes, 0.1 * np.log(sizes)) == np.inf


def test_settings_are_values():
    assert replace(FROZEN, size=2) != FROZEN
