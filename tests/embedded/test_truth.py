"""The truth of a teacher's sample: what the same draw says without the slips."""

import pytest

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import SLIPS
from cads_ray.embedded.members import MEMBERS
from cads_ray.embedded.teachers import remake
from cads_ray.embedded.truth import truth_of, truths
from cads_ray.schema import MetaStrategy

AUDITED = ("rushed", "wide", "copyist", "layered", "reverser")
TOPIC = {family.name: family.topic for family in FAMILIES}


def row(author: str, family: str, strategy: MetaStrategy, variation: int) -> dict:
    told = {"concepts": [TOPIC[family]], "strategy": strategy.value, "level": 1 + variation % 3, "insights": []}
    told |= {"id": f"{author}-{family}-{variation}", "author": author, "variation": variation}
    item = remake(told, MEMBERS[author])
    return told | {"question": item.question, "answer": item.answer}


def found(author: str, family: str, strategy: MetaStrategy, draws: int = 12):
    """(truth, key) of some draws."""
    rows = [row(author, family, strategy, 500 + i) for i in range(draws)]
    known = truths(rows, {name: name for name in AUDITED}, {})
    return [(known[each["id"]], each["answer"]) for each in rows]


@pytest.mark.parametrize(
    ("author", "family", "strategy"),
    [
        ("rushed", "right_triangle", MetaStrategy.PARAMETERS),
        ("wide", "circle_sector", MetaStrategy.PARAMETERS),
        ("copyist", "bar_chart", MetaStrategy.TRANSFER),
        ("reverser", "lever", MetaStrategy.REVERSION),
    ],
)
def test_each_mistake_makes_wrong_keys_where_it_has_occasion(author, family, strategy):
    assert any(truth.answer != key for truth, key in found(author, family, strategy))
    sound = found("layered", family, MetaStrategy.PARAMETERS)
    assert all(truth.answer == key and truth.legible for truth, key in sound)


@pytest.mark.parametrize(("author", "family"), [("copyist", "bar_chart"), ("reverser", "lever"), ("layered", "lever")])
def test_a_misconception_without_occasion_does_not_show(author, family):
    for truth, key in found(author, family, MetaStrategy.PARAMETERS):
        assert truth.legible
        assert truth.answer == key or author == "copyist"  # who does not convert units either


def test_a_label_that_is_drawn_over_is_not_legible():
    known = [truth for truth, _ in found("layered", "lever", MetaStrategy.EXTENSION)]
    assert not any(truth.legible for truth in known)
    assert all(truth.answer == key for truth, key in found("layered", "lever", MetaStrategy.EXTENSION))


def test_every_slip_has_its_teacher():
    assert set().union(*(MEMBERS[name].misconceptions for name in AUDITED)) == set(SLIPS)


def test_fields_that_would_make_another_question_have_no_truth():
    told = row("rushed", "lever", MetaStrategy.PARAMETERS, 7)
    assert truth_of(told, MEMBERS["rushed"], told["question"]) is not None
    assert truth_of(told, MEMBERS["rushed"], "another") is None
    assert truth_of(told | {"concepts": ["radiology"]}, MEMBERS["rushed"], told["question"]) is None
    assert truths([told], {"rushed": "gpt-4o"}, {}) == {}
