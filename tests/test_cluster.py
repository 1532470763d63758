"""Ray up and down, and what the user hears when it stays down."""

import pytest
import ray

from cads_ray.cluster import STARTS, cluster
from cads_ray.errors import ClusterDown


@pytest.fixture
def failing(monkeypatch):
    """Ray whose first starts fail, as they do on a machine that is too busy."""

    def fail(times: int) -> list[dict]:
        tries: list[dict] = []

        def init(**options):
            tries.append(options)
            if len(tries) <= times:
                raise Exception("The current node timed out\nduring startup.")

        monkeypatch.setattr(ray, "init", init)
        monkeypatch.setattr(ray, "shutdown", lambda: None)
        return tries

    return fail


def test_a_start_that_fails_is_tried_again(failing):
    tries = failing(STARTS - 1)
    with cluster(None, verbose=False) as up:
        assert up.result() is None
    assert len(tries) == STARTS


def test_ray_that_stays_down_is_one_line_and_resumable(failing):
    tries = failing(STARTS)
    with cluster(None, verbose=False) as up, pytest.raises(ClusterDown, match="timed out during startup") as caught:
        up.result()
    assert (caught.value.exit_code, len(tries)) == (3, STARTS)
    assert "\n" not in str(caught.value)
