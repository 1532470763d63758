"""The split: by seed, on the same side in every run, never one side empty while there are two seeds."""

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.export.split import validation_seeds

names = st.sets(st.text(min_size=1, max_size=12), max_size=60)
shares = st.floats(0.01, 0.99)


@given(names, shares)
def test_both_sides_have_a_seed_as_soon_as_there_are_two(seeds, share):
    held = validation_seeds(seeds, share)
    assert held <= seeds
    assert (0 < len(held) < len(seeds)) == (len(seeds) > 1)


@given(names)
def test_no_share_is_no_validation(seeds):
    assert not validation_seeds(seeds, 0.0)


@given(names, names, shares)
def test_a_seed_is_on_the_same_side_in_every_run_that_has_seeds_for_both(one, other, share):
    both = validation_seeds(one | other, share)
    for seeds in (one, other):
        held = validation_seeds(seeds, share)
        # The name decides, unless a side would be empty: then exactly one seed changes sides.
        assert len(held ^ (both & seeds)) <= 1


def test_the_share_is_about_what_was_asked_for():
    held = validation_seeds((f"seed-{number}" for number in range(5000)), 0.1)
    assert 0.08 < len(held) / 5000 < 0.12
