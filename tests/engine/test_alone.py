"""Where Ray was started for a run, Ray Data has no actors for others; with a dashboard, or in a cluster, it has its own."""

import pyarrow as pa
import pytest
import ray
from ray._private import state

from cads_ray.dataflow import Flow, once
from cads_ray.engine.alone import OneNode, _replaced, bring_actors_for_others_back, spare_actors_for_others
from cads_ray.engine.lean import VERSION
from cads_ray.pool import Pool
from tests.flows import passing, tools

pytestmark = [
    pytest.mark.usefixtures("ray_here"),
    pytest.mark.skipif(not ray.__version__.startswith(VERSION), reason="this Ray was not read"),
]


def in_place() -> dict:
    return {(place, name): vars(place)[name] for place, name in _replaced()}


def test_a_run_has_no_actors_for_others():
    (batch,) = once(pa.table({"id": [1, 2]}), (Pool("judge", (passing,)),), tools, Flow())
    assert batch["id"].to_pylist() == [1, 2]
    there = {actor["ActorClassName"].removeprefix("_") for actor in state.actors().values()}
    assert {name.split("(")[0] for name in there} == {"MapWorker", "ActorLocationTracker"}


def test_all_of_this_node_is_there_for_a_run():
    have = {name: amount for node in OneNode().get_reserved_resources().values() for name, amount in node.items()}
    assert have == ray.cluster_resources()


def test_ray_data_is_as_it_was_in_ray_that_was_not_started_for_a_run_and_after_one(monkeypatch):
    spare_actors_for_others()
    assert in_place() == {at: spared for at, (own, spared) in _replaced().items()}
    bring_actors_for_others_back()  # as cluster does when its Ray ends
    assert in_place() == {at: own for at, (own, spared) in _replaced().items()}
    assert all(own is not spared for own, spared in _replaced().values())
    monkeypatch.delattr(ray._private.worker._global_node, "_started_lean")
    spare_actors_for_others()
    assert in_place() == {at: own for at, (own, spared) in _replaced().items()}
