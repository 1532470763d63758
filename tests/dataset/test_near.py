"""Near-equal texts share a group; the same texts in the same order give the same groups."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cads_ray.dataset.near import ALIKE, PERMUTATIONS, SHINGLE, Groups, sketches

WORDS = [f"{a}{b}{c}" for a in ("ta", "ro", "mi", "ske") for b in ("n", "l", "pp", "r") for c in ("e", "or", "ing")]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)


def jaccard(one: str, other: str) -> float:
    sets = [{text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)} or {text} for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def altered(text: str, words: int, random: random.Random) -> str:
    parts = text.split()
    for _ in range(words):
        parts[random.randrange(len(parts))] = random.choice(WORDS)
    return " ".join(parts)


def test_the_share_of_equal_signatures_estimates_the_similarity():
    chance = random.Random(1)
    errors = []
    for _ in range(200):
        one = " ".join(chance.choices(WORDS, k=20))
        other = altered(one, chance.randrange(8), chance)
        made = sketches([one, other])
        errors.append(float((made[0] == made[1]).mean()) - jaccard(one, other))
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 1.3 * (0.25 / PERMUTATIONS) ** 0.5


def test_a_text_is_sketched_alike_in_any_company():
    alone = sketches(["find the area of the triangle"])
    among = sketches(["a", "", "find the area of the triangle", "日本語の問題です"])
    assert (alone[0] == among[2]).all()


@pytest.mark.parametrize(("changes", "same"), [(1, True), (20, False)])
def test_near_texts_are_found_and_others_are_not(changes, same):
    chance = random.Random(2)
    found = []
    for _ in range(100):
        one = " ".join(chance.choices(WORDS, k=30))
        other = altered(one, changes, chance)
        if jaccard(one, other) > ALIKE + 0.1 if same else jaccard(one, other) < ALIKE - 0.25:
            groups = Groups().add([one, other])
            found.append(groups[0] == groups[1])
    assert len(found) > 20
    assert all(found) if same else not any(found)


@settings(max_examples=40)
@given(st.lists(texts, max_size=20), st.integers(0, 20))
def test_groups_do_not_depend_on_how_the_texts_are_cut_into_calls(many, cut):
    whole, parts = Groups(), Groups()
    assert whole.add(many) == parts.add(many[:cut]) + parts.add(many[cut:])


@settings(max_examples=30)
@given(st.lists(texts, min_size=1, max_size=15))
def test_finding_remembers_nothing_and_agrees_with_adding(many):
    groups = Groups()
    assert groups.find(many) == [None] * len(many)
    added = groups.add(many)
    assert groups.find(many) == added
