"""Kept samples as seeds: one for each seed, no deeper than the cap, with the licence of where they come from."""

from cads_ray.schema import State
from cads_ray.seeds.evolve import evolved, seed_table
from tests.plain import verdict


def seed(name, depth=0, parent=None):
    return {
        "seed": name,
        "seed_license": "CC-BY-4.0",
        "seed_attribution": "a book",
        "seed_parent": parent,
        "seed_root": "s0",
        "seed_depth": depth,
    }


def kept(id, seed="s0", consensus=3, state=State.ACCEPTED):
    more = {"consensus": consensus, "voters": 3, "image": "ab", "domain": "physics"}
    return verdict({"id": id, "seed": seed}, state=state) | more


def test_the_sample_that_split_its_judges_most_is_passed_on_the_first_of_equals():
    rows = [kept("a"), kept("b", consensus=1), kept("c", consensus=1), kept("d", consensus=0, state=State.UNSOLVABLE)]
    (grown,) = evolved([seed("s0")], rows, depth=2)
    assert (grown["seed"], grown["seed_parent"], grown["seed_depth"]) == ("b", "s0", 1)
    assert grown["seed_license"] == "CC-BY-4.0"
    assert seed_table([grown]).num_rows == 1


def test_depth_is_capped_and_a_seed_passes_on_once():
    deep = seed("b", depth=2, parent="x")
    assert evolved([deep], [kept("r", seed="b")], depth=2) == []
    grown = [seed("s0"), seed("b", depth=1, parent="s0")]
    assert evolved(grown, [kept("r", seed="s0")], depth=2) == []
    assert [row["seed_depth"] for row in evolved(grown, [kept("r", seed="b")], depth=2)] == [2]
