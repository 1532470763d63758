"""Shares of dataset.size: a largest share is never exceeded, a smallest is met where it can be, and told where not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.dataset.quotas import Quotas, Tally
from cads_ray.dataset.settle import Keep, Settler
from cads_ray.errors import ConfigError
from cads_ray.schema import KEPT, State

from .test_settle import row

LABELS = {State.ACCEPTED: (3, 3), State.ADVERSARIAL: (2, 3)}


def sample(number, state=State.ACCEPTED, domain="geometry", author="a", strategy="logic_reversion"):
    consensus, voters = LABELS[state]
    made = row(f"{number:04d}", question=f"{'qwertyuiop'[number % 10]} {number * 7919:b}?", answer=str(number))
    return made | {
        "state": state,
        "domain": domain,
        "author": author,
        "strategy": strategy,
        "consensus": consensus,
        "voters": voters,
    }


def settler(size, **shares):
    return Settler(Keep(size, siblings=10**6, quotas=Quotas(size, shares)))


def states(settled):
    return [state for state, _ in settled]


def test_room_is_held_for_the_smallest_share():
    rows = [sample(i) for i in range(10)] + [sample(10 + i, State.ADVERSARIAL) for i in range(5)]
    found = settler(10, state={"adversarial": [0.4, 1]}).settle(rows)
    assert states(found)[:6] == [State.ACCEPTED] * 6
    assert states(found)[6:10] == [State.EXCLUDED] * 4
    assert states(found)[10:14] == [State.ADVERSARIAL] * 4
    assert found[6][1] == "the room left is held for state adversarial"
    assert found[14][1] == "beyond dataset.size"


def test_a_largest_share_holds_for_every_value_that_is_not_named():
    rows = [sample(i, domain=("Geometry", "physics", "charts")[i % 3]) for i in range(12)]
    found = states(settler(8, domain={"*": [0, 0.25], "charts": [0, 0.5]}).settle(rows))
    kept = [row["domain"] for row, state in zip(rows, found, strict=True) if state in KEPT]
    assert sorted(kept) == ["Geometry"] * 2 + ["charts"] * 4 + ["physics"] * 2


def test_room_for_what_no_round_made_goes_to_others_and_is_told():
    keeper = settler(10, domain={"biology": [0.5, 1]})
    assert states(keeper.settle([sample(i) for i in range(8)])).count(State.ACCEPTED) == 5
    assert states(keeper.settle([sample(10 + i) for i in range(8)])).count(State.ACCEPTED) == 5
    assert keeper.tally.unmet() == ["domain biology: 0 of at least 5, and no round made one"]


kinds = st.tuples(st.sampled_from(KEPT), st.sampled_from(["geometry", "physics", "charts"]), st.sampled_from("ab"))
shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@settings(max_examples=60)
@given(st.lists(kinds, max_size=40), st.integers(1, 20), shares, shares)
def test_laws_of_quotas(kinds, size, state, domain):
    rows = [sample(i, *kind) for i, kind in enumerate(kinds)]
    keeper = settler(size, state={"adversarial": state}, domain={"*": [0, domain[1]]})
    settled = keeper.settle(rows[:20]) + keeper.settle(rows[20:])
    taken = [row for row, (found, _) in zip(rows, settled, strict=True) if found in KEPT]
    assert len(taken) <= size
    assert sum(row["state"] == State.ADVERSARIAL for row in taken) <= state[1] * size + 1e-6
    for name in ("geometry", "physics", "charts"):
        assert sum(row["domain"] == name for row in taken) <= domain[1] * size + 1e-6


@settings(max_examples=40)
@given(st.lists(kinds, max_size=30), st.integers(1, 20))
def test_remembering_a_round_is_the_same_as_having_settled_it(kinds, size):
    rows = [sample(i, *kind) for i, kind in enumerate(kinds)]
    quotas = {"state": {"adversarial": [0.4, 1]}, "domain": {"*": [0, 0.5]}}
    first, second = settler(size, **quotas), settler(size, **quotas)
    settled = first.settle(rows[:15])
    second.remember(
        [row | {"state": state, "reason": why} for row, (state, why) in zip(rows[:15], settled, strict=True)]
    )
    assert first.settle(rows[15:]) == second.settle(rows[15:])
    assert first.tally.unmet() == second.tally.unmet()


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([0.4, 1], "a mapping"),
        ({"state": 0.4}, "a mapping"),
        ({"colour": {"red": [0, 1]}}, "none of domain"),
        ({"domain": {"a": [0.4, 0.2]}}, "domain.a is not"),
        ({"domain": {"a": 0.4}}, "domain.a is not"),
        ({"domain": {"a": [0.6, 1], "b": [0.6, 1]}}, "more than 1"),
    ],
)
def test_shares_that_cannot_be_meant_are_refused(shares, words):
    with pytest.raises(ConfigError, match=words):
        Quotas(10, shares)


def test_shares_are_counted_without_rounding_errors():
    assert Quotas(150, {"state": {"adversarial": [0.3, 0.3]}}).of("state", "adversarial").least == 45
    assert Tally(Quotas(150, {"state": {"adversarial": [0.3, 0.3]}})).full() == []


def test_a_share_by_the_students_pass_rate():
    rates = [1.0] * 6 + [0.5, 0.0, 0.25, 0.75]
    rows = [sample(i) | {"pass_rate": rate} for i, rate in enumerate(rates)]
    found = states(settler(6, student={"learnable": [0.5, 1], "unsolved": [0, 0]}).settle(rows))
    kept = [rate for rate, state in zip(rates, found, strict=True) if state in KEPT]
    assert kept == [1.0, 1.0, 1.0, 0.5, 0.25, 0.75]
