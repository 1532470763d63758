from collections import Counter, defaultdict

import pytest

from cads_ray.context.bandit import Bandit
from cads_ray.context.plan import Crew, Lore, plan
from cads_ray.schema import PLAN
from tests.context.examples import book, insight
from tests.context.world import DOMAINS

SEEDS = [(f"s{i:03d}", DOMAINS[i % 6]) for i in range(40)]
CREW = Crew(("ann", "bob", "cyd"), 2, 7)
PARENT = book(insight(1), insight(2, domain="physics"))
CHILD = PARENT.with_insights(insight(3), insight(4, domain="charts"))


def rows(lore: Lore, round: int = 3, crew: Crew = CREW, bandit: Bandit = Bandit()) -> list[dict]:
    return plan(SEEDS, round, crew, bandit, lore).to_pylist()


def test_each_author_works_on_each_seed_for_each_draw():
    table = plan(SEEDS, 3, CREW, Bandit(), Lore(PARENT))
    assert table.schema == PLAN
    found = table.to_pylist()
    assert len({(row["seed"], row["author"], row["draw"]) for row in found}) == table.num_rows == 40 * 3 * 2
    assert found[0]["id"] == "r003-s000-ann-0"
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)
    assert {row["round"] for row in found} == {3}


def test_the_same_inputs_give_the_same_table_in_whatever_order_seeds_come():
    lore = Lore(PARENT, CHILD, 0.85)
    assert plan(SEEDS, 3, CREW, Bandit(), lore) == plan(SEEDS[::-1], 3, CREW, Bandit(), lore)


def test_levels_and_variations_are_alike_in_every_arm():
    learnt = Bandit().learn([("physics", "logic_reversion", True)] * 50)
    arms = (rows(Lore(book())), rows(Lore(PARENT, CHILD, 0.85), bandit=learnt))
    kept = [[(row["id"], row["level"], row["variation"]) for row in arm] for arm in arms]
    assert kept[0] == kept[1]
    assert set(Counter(row["level"] for row in arms[0])) == {1, 2, 3}


def test_every_round_and_random_seed_draws_anew():
    one = {row["variation"] for row in rows(Lore(book()))}
    assert len(one) == 240
    assert min(one) >= 0
    assert not one & {row["variation"] for row in rows(Lore(book()), round=4)}
    assert not one & {row["variation"] for row in rows(Lore(book()), crew=Crew(CREW.authors, 2, 8))}


def test_insights_are_shown_in_their_scope_and_withheld_now_and_then():
    found = rows(Lore(PARENT, shown=0.85), crew=Crew(CREW.authors, 6, 7))
    there = [row for row in found if dict(SEEDS)[row["seed"]] == "physics"]
    assert not any("ins-0002" in row["insights"] for row in found if row not in there)
    for name, of in (("ins-0001", found), ("ins-0002", there)):
        assert sum(name in row["insights"] for row in of) / len(of) == pytest.approx(0.85, abs=0.07)
    assert all("ins-0001" in row["insights"] for row in rows(Lore(PARENT)))


def test_a_trial_pairs_two_draws_that_differ_in_the_version():
    pairs = defaultdict(list)
    for row in rows(Lore(PARENT, CHILD)):
        pairs[row["seed"], row["author"]].append(row)
    for one, other in pairs.values():
        assert one["strategy"] == other["strategy"]
        assert {one["version"], other["version"]} == {PARENT.version, CHILD.version}
    firsts = Counter(one["version"] for one, _ in pairs.values())
    assert min(firsts.values()) > 40  # of 120: a coin decides which draw it is


def test_with_one_draw_about_half_the_rows_try_the_child():
    found = Counter(row["version"] for row in rows(Lore(PARENT, CHILD), crew=Crew(CREW.authors, 1, 0)))
    assert 0.45 < found[CHILD.version] / 120 <= 0.5


def test_rows_that_cannot_tell_the_versions_apart_stay_with_the_parent():
    child = PARENT.with_insights(insight(4, domain="charts"))
    found = rows(Lore(PARENT, child))
    tried = {dict(SEEDS)[row["seed"]] for row in found if row["version"] == child.version}
    assert tried == {"charts"}
