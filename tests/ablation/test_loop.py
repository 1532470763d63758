import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.loop import split
from cads_ray.config import Config
from cads_ray.schema import SEED


@given(st.lists(st.sampled_from(["charts", "physics", "tables"]), min_size=2, max_size=20))
def test_seeds_either_teach_or_are_measured_and_domains_are_shared(domains):
    rows = [{"seed": f"s{i:02d}", "seed_domain": domain} for i, domain in enumerate(domains)]
    taught, held = split(pa.Table.from_pylist(rows, SEED))
    names = taught["seed"].to_pylist() + held["seed"].to_pylist()
    assert sorted(names) == [row["seed"] for row in rows]
    for domain in set(domains):
        counts = [half["seed_domain"].to_pylist().count(domain) for half in (taught, held)]
        assert abs(counts[0] - counts[1]) <= 1


def test_an_arm_changes_what_its_name_says_and_nothing_else():
    config = Config()
    config.generate.members = ["sharp", "coarse"]
    for arm in ARMS.values():
        made = arm.configured(config, 3, "here", "calls")
        assert (made.random_seed, made.out, made.ledger.dir) == (3, "here", "calls")
        assert made.context.mode == arm.mode
        assert made.context.guard is (arm.name != "unguarded")
        assert made.generate.members == (["sharp"] if arm.direct else ["sharp", "coarse"])
        assert made.judge == config.judge
    assert config.context.mode == "adversarial"
    assert config.generate.members == ["sharp", "coarse"]
