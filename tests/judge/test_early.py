"""No further judge once the state is settled: the same states, fewer calls."""

import random

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.judge.consensus import Rule, decide
from cads_ray.judge.early import settled
from cads_ray.schema import Sees, State

from .cast import BLIND, JUDGES, row


def one_by_one(full: dict, rule: Rule) -> tuple[State, int]:
    """The state when judges are asked in turn until it is settled, and how many were."""
    asked = {key: value for key, value in full.items() if key != "votes"}
    for vote, judge in zip(full["votes"], rule.judges, strict=True):
        asked[f"vote_{judge.name}"] = None if settled(asked, judge.name, rule) else vote
    votes = [asked[f"vote_{judge.name}"] for judge in rule.judges]
    return decide(full, [vote for vote in votes if vote], rule)["state"], sum(vote is not None for vote in votes)


marks = st.text(alphabet="mmo-x", min_size=4, max_size=4)
answers = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["7", "8"]))


@given(marks, answers, st.sampled_from("abcdz"), st.sampled_from(["paper", "independent"]), st.booleans())
def test_the_state_is_the_one_that_all_votes_give(marks, shared, author, name, dissent):
    full, rule = row(marks, shared, author=author), Rule(name, JUDGES, dissent=dissent)
    state, _ = one_by_one(full, rule)
    assert state == decide(full, full["votes"], rule)["state"]


def test_one_match_and_one_other_settle_a_panel_without_dissent_and_the_author_is_not_asked():
    rule = Rule("independent", JUDGES, quorum=1, dissent=False)
    assert one_by_one(row("mmoo"), rule) == (State.ADVERSARIAL, 2)  # a is the author, b and c decide
    assert one_by_one(row("mmmm"), rule) == (State.ACCEPTED, 3)
    assert one_by_one(row("xmmm"), rule) == (State.ACCEPTED, 3)
    assert one_by_one(row("mmmm"), Rule("paper", JUDGES, quorum=1)) == (State.ACCEPTED, 4)


def test_the_dissent_rule_waits_until_dissent_cannot_win():
    rule = Rule("independent", JUDGES)
    assert one_by_one(row("moom", author="z"), rule)[1] == 4  # a second dissenter could still outnumber the one match
    assert one_by_one(row("mmom", author="z"), rule) == (State.ADVERSARIAL, 3)
    assert one_by_one(row("mmmo", author="z"), rule) == (State.ADVERSARIAL, 4)


def test_calls_are_saved_on_the_average_panel():
    rng, rule = random.Random(0), Rule("independent", JUDGES, quorum=1, dissent=False)
    asked = [one_by_one(row("".join(rng.choices("mo", (0.7, 0.3), k=4)), author="z"), rule)[1] for _ in range(400)]
    assert 2.6 < sum(asked) / 400 < 3.3  # science notes: 2.95 at p = 0.7


def test_a_blind_probe_settles_nothing():
    rule = Rule("independent", (BLIND, *JUDGES))
    before = {key: value for key, value in row("mmmm").items() if key != "votes"}
    assert not settled(before, "b", rule)
    assert not settled(before | {"vote_blind": row("m")["votes"][0] | {"sees": Sees.NOTHING}}, "b", rule)
