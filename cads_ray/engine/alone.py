"""Ray Data of one's own without the actors that it has for others.

One keeps what a dashboard shows, and names each Dataset; one divides a cluster among those who work there, and asks for nodes.
Each imports Ray Data, and the first pool comes up behind them. Ray that was started for a run here (lean.py) has no dashboard,
and nobody else works there: without them its first call is made four seconds earlier on two cores, for 5 CPU-s less
(benchmarks/RESULTS.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import uuid4

import ray

from cads_ray.engine.lean import VERSION, is_lean


def spare_actors_for_others() -> None:
    """From now on Ray Data in this process has none, where Ray was started for a run here."""
    if is_lean():
        for (place, name), (_, spared) in _replaced().items():
            setattr(place, name, spared)


def bring_actors_for_others_back() -> None:
    """Ray Data is as it was: what comes now may be another's."""
    for (place, name), (own, _) in _replaced().items():
        setattr(place, name, own)


class OneNode:
    """All that this node has is for whoever asks; no further node comes. Ray Data's AutoscalingCoordinator."""

    def __init__(self, **_: object) -> None:
        self._resources = {node["NodeID"]: node["Resources"] for node in ray.nodes() if node["Alive"]}

    def request_resources(self, **_: object) -> None:
        """Nobody could bring more."""

    def cancel_request(self) -> None:
        """Nothing was asked for."""

    def get_reserved_resources(self) -> Mapping[str, Mapping[str, float]]:
        """What there is, by node."""
        return self._resources


@cache
def _replaced() -> dict[tuple[Any, str], tuple[Any, Any]]:
    """Attributes of Ray Data's: what is there, and what may be in its place. None in a version that was not read."""
    if not ray.__version__.startswith(VERSION):
        return {}
    from ray.data._internal.cluster_autoscaler import rate_based_cluster_autoscaler
    from ray.data._internal.stats import _StatsManager

    spared: dict[tuple[Any, str], Any] = {
        (rate_based_cluster_autoscaler, "DefaultAutoscalingCoordinator"): OneNode,
        (_StatsManager, "gen_dataset_id_from_stats_actor"): staticmethod(lambda: uuid4().hex),
        (_StatsManager, "register_dataset_to_stats_actor"): staticmethod(_nothing),
        (_StatsManager, "update_execution_metrics"): staticmethod(_nothing),
        (_StatsManager, "update_iteration_metrics"): staticmethod(_nothing),
    }
    return {(place, name): (vars(place)[name], value) for (place, name), value in spared.items()}


def _nothing(*_: object, **__: object) -> None:
    pass
