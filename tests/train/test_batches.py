"""The paper's batches as TRL counts them, for any number of workers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.errors import ConfigError
from cads_ray.train.batches import batches_of, updates_of
from cads_ray.train.config import GrpoConfig


@pytest.mark.parametrize("workers", [1, 2, 4, 8, 16])
def test_the_papers_settings_are_2048_completions_a_generation_and_1024_an_update(workers):
    paper = GrpoConfig()
    batches = batches_of(paper.samples, paper.global_batch, paper.rollout_batch, workers, paper.at_once)
    assert (batches.per_generation, batches.per_update, batches.updates) == (2048, 1024, 2)
    assert batches.at_once == 4
    assert batches.at_once * batches.passes * workers == 1024
    assert batches.at_once * batches.passes_per_generation * workers == 2048


@given(st.integers(2, 9), st.integers(1, 40), st.integers(1, 4), st.integers(1, 9), st.integers(1, 9))
def test_shares_are_equal_and_whole_groups_or_refused(samples, global_batch, updates, workers, at_once):
    rollout_batch = global_batch * updates
    try:
        batches = batches_of(samples, global_batch, rollout_batch, workers, at_once)
    except ConfigError:
        assert rollout_batch % workers or samples * global_batch % workers
        return
    assert batches.at_once <= at_once
    assert batches.at_once * batches.passes * workers == batches.per_update == samples * global_batch
    assert batches.passes_per_generation == batches.passes * updates
    assert (batches.at_once * batches.passes_per_generation) % samples == 0  # a worker's completions are whole groups


def test_what_cannot_be_shared_out_is_refused_with_what_can():
    with pytest.raises(ConfigError, match="workers=2 can"):
        batches_of(8, 128, 256, 3, 4)
    with pytest.raises(ConfigError, match=r"multiple of train\.global_batch=128"):
        batches_of(8, 128, 200, 1, 4)


def test_a_generation_that_is_not_full_is_left_out():
    assert updates_of(2000, 1, 256, 2) == 14
    assert updates_of(4000, 2, 256, 2) == 60
    assert updates_of(100, 5, 256, 2) == 0
