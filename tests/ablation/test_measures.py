from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cads_ray.ablation.arms import ARMS
from cads_ray.ablation.measures import Sample, keeps, measure, rate, sample_of, vendi
from cads_ray.schema import State

TEXTS = st.lists(st.text("abcdef ", min_size=3, max_size=30), min_size=1, max_size=8)


def sample(number=0, state=State.ADVERSARIAL, sound=True, guessed=False, **changes):
    values = {"text": f"the question of sample {number}", "calls": 8, "judging": 4}
    return Sample(f"r010-s{number:02d}-sharp-0", state, sound, guessed, **(values | changes))


@pytest.mark.parametrize("state", State)
def test_hard_is_adversarial_right_and_in_need_of_its_picture(state):
    assert sample(state=state).hard is (state is State.ADVERSARIAL)
    assert not sample(state=state, sound=False).hard
    assert not sample(state=state, guessed=True).hard


@pytest.mark.parametrize("state", [state for state in State if state is not State.PENDING])
def test_without_a_judge_all_that_was_made_is_kept(state):
    made = state not in (State.FAILED, State.DUPLICATE)
    assert keeps(ARMS["generate"], sample(state=state)) is made
    assert keeps(ARMS["judge"], sample(state=state)) is (state in (State.ACCEPTED, State.ADVERSARIAL))


def test_all_arms_show_as_many_kept_samples_and_pay_for_all_that_were_made():
    rows = [sample(i, State.ACCEPTED, sound=i != 3) for i in range(4)] + [sample(9, State.CONTESTED, sound=False)]
    judged, unjudged = (measure(ARMS[name], rows, 3) for name in ("judge", "generate"))
    assert judged.precise == unjudged.precise == (3, 3)
    assert judged.hard == (0, 5)
    assert judged.flawed == unjudged.flawed == (2, 5)  # also what is not kept
    assert judged.calls == 5 * 8 / 4
    assert unjudged.calls == 5 * 4 / 5  # nobody judges, so nobody is asked
    assert unjudged.seconds == 0 < judged.seconds
    assert measure(ARMS["judge"], [replace(row, read=False) for row in rows], 3).seconds == 0


def test_a_sample_tells_its_calls():
    row = {"id": "a", "state": "accepted", "question": "q", "visual_prompt": None, "votes": None}
    row["calls"] = [{"task": "strategize", "calls": 2}, {"task": "solve", "calls": 1}, {"task": "solve", "calls": 1}]
    made = Sample(**sample_of(row, sound=True, guessed=False))
    assert (made.calls, made.judging, made.read) == (4, 2, False)
    row["votes"] = [{"sees": "description"}, {"sees": "picture"}]
    assert Sample(**sample_of(row, sound=True, guessed=False)).read


@given(TEXTS)
def test_vendi_counts_different_texts(texts):
    score = vendi(texts)
    assert 1 - 1e-6 <= score <= len(texts) + 1e-6
    assert vendi(list(reversed(texts))) == pytest.approx(score)
    assert vendi([texts[0]] * 3) == pytest.approx(1)


def test_vendi_of_texts_that_share_nothing_is_their_number():
    assert vendi(["abcabc", "defdef", "ghighi"]) == pytest.approx(3)
    assert vendi([]) == 0


def test_the_rate_of_a_round_leaves_out_what_was_not_made():
    rows = [{"state": state} for state in ("adversarial", "accepted", "contested", "failed", "duplicate")]
    assert rate(rows) == (1, 3)
