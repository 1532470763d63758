"""Manners change neither key nor figure, and no careful judge is put off by them."""

import pytest

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import SLIPS, TWISTS, Draw
from cads_ray.embedded.families.manners import MANNERS, presented
from cads_ray.embedded.judges import solve
from cads_ray.embedded.members import MEMBERS
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.solvers.base import Problem, Skills
from cads_ray.embedded.teachers import UNASKED, remake, strategize
from cads_ray.schema import MetaStrategy

DRAWS = [Draw(strategy, 2, 17) for strategy in MetaStrategy]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_careful_judge_answers_as_without_them(family):
    for draw in DRAWS:
        item = family.make(draw)
        reading = reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")
        plain = solve(Problem(item.question, item.choices, reading), Skills())
        for manners in ([], list(MANNERS), *([name] for name in MANNERS)):
            put = presented(item, manners)
            assert (put.answer, put.drawing, put.truth) == (item.answer, item.drawing, item.truth)
            assert solve(Problem(put.question, put.choices, reading), Skills()) == plain


def test_a_manner_is_in_the_question_and_named():
    item = FAMILIES[0].make(DRAWS[0])
    assert presented(item, []) == item
    for name, manner in MANNERS.items():
        put = presented(item, [name])
        assert manner.sentence in put.question
        assert manner.phrase in put.strategy_text


def test_no_phrase_holds_another():
    phrases = [*TWISTS.values(), *SLIPS.values(), *(manner.phrase for manner in MANNERS.values())]
    assert not [(a, b) for a in phrases for b in phrases if a != b and a in b]


def test_teachers_use_them_unasked_now_and_then_and_mostly_when_asked():
    family = FAMILIES[0]
    told = {"concepts": [family.topic], "strategy": "parameter_variation", "level": "1"}

    def share(insights):
        items = [remake(told | {"variation": str(n), "insights": insights}, MEMBERS["sharp"]) for n in range(200)]
        return sum(MANNERS["steps"].sentence in item.question for item in items) / len(items)

    assert share([]) == pytest.approx(UNASKED, abs=0.08)
    assert share([f"{MANNERS['steps'].phrase.capitalize()}."]) > 0.7
    fields = told | {"variation": "3", "insights": []}
    assert strategize(fields, MEMBERS["sharp"])["question"] == remake(fields, MEMBERS["sharp"]).question
