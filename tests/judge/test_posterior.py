"""The one-coin posterior: it finds the coins that the votes were thrown with, and weighs a sample by them."""

import random

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.judge.camps import Camp, Camps
from cads_ray.judge.posterior import PRIOR, Coins, Thrown, estimate, weigh

SKILLS = {"a": 0.95, "b": 0.8, "c": 0.6, "d": 0.5}
KEYS = {"good": 0.9, "poor": 0.6}


def throw(rng: random.Random) -> Thrown:
    """A sample of the model itself: answer 0 is true, wrong ones are 1 to 10."""
    author = rng.choice(sorted(KEYS))

    def said(skill):
        return 0 if rng.random() < skill else rng.randint(1, 10)

    key, answers = said(KEYS[author]), {judge: said(skill) for judge, skill in SKILLS.items()}
    others = sorted(set(answers.values()) - {key})
    camp = {answer: tuple(judge for judge in answers if answers[judge] == answer) for answer in (key, *others)}
    return Thrown(author, Camps(Camp(str(key), camp[key]), tuple(Camp(str(a), camp[a]) for a in others)))


def test_the_coins_are_found_and_the_posterior_is_calibrated():
    rng = random.Random(1)
    samples = [throw(rng) for _ in range(1500)]
    coins = estimate(samples)
    assert all(abs(coins.judges[name] - skill) < 0.05 for name, skill in SKILLS.items()), coins
    assert all(abs(coins.authors[name] - skill) < 0.05 for name, skill in KEYS.items()), coins
    beliefs = [(weigh(sample, coins)[0], sample.camps.key.answer == "0") for sample in samples]
    for low, high in ((0.0, 0.1), (0.3, 0.7), (0.9, 1.01)):
        inside = [(belief, right) for belief, right in beliefs if low <= belief < high]
        assert abs(sum(b for b, _ in inside) / len(inside) - sum(r for _, r in inside) / len(inside)) < 0.1


def test_a_good_judge_outweighs_two_poor_ones_and_sharing_an_answer_tells():
    coins = Coins({"a": 0.99, "b": 0.55, "c": 0.55}, {"x": 0.7})
    key, apart = Camp("5", ("a",)), Camps(Camp("5", ("a",)), (Camp("6", ("b",)), Camp("7", ("c",))))
    together = Camps(key, (Camp("6", ("b", "c")),))
    assert weigh(Thrown("x", apart), coins)[0] > weigh(Thrown("x", together), coins)[0] > 0.5
    assert weigh(Thrown("x", Camps(Camp("5", ()), (Camp("6", ("a",)),))), coins)[0] < 0.1


def test_without_votes_the_author_alone_is_believed():
    assert weigh(Thrown("x", Camps(Camp("5", ()), ())), Coins())[0] == PRIOR[0] / sum(PRIOR)


skills = st.floats(0.02, 0.98)


@given(st.lists(skills, min_size=4, max_size=4), skills, st.integers(0, 4), st.integers(0, 4))
def test_beliefs_are_a_distribution_and_one_more_match_raises_the_key(four, author, matches, others):
    coins, names = Coins(dict(zip("abcd", four, strict=True)), {"x": author}), "abcd"
    rest = tuple(Camp(str(i), (name,)) for i, name in enumerate(names[matches : min(4, matches + others)]))
    beliefs = weigh(Thrown("x", Camps(Camp("k", tuple(names[:matches])), rest)), coins)
    assert abs(sum(beliefs) - 1) < 1e-9
    assert min(beliefs) >= 0
    if rest and coins.judges[rest[0].judges[0]] > 1 / 11:
        more = Camps(Camp("k", (*names[:matches], *rest[0].judges)), rest[1:])
        assert weigh(Thrown("x", more), coins)[0] >= beliefs[0] - 1e-12


def test_the_same_samples_give_the_same_coins():
    samples = [throw(random.Random(i)) for i in range(50)]
    assert estimate(samples) == estimate(list(samples))
