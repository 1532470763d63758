"""Questions from a picture alone: of the kind wanted where there is one, by the variation, refused where nothing is known."""

import pytest

from cads_ray.embedded.asker import KINDS, queries, question
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw
from cads_ray.embedded.judges import solve
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.words import Reading
from cads_ray.embedded.solvers.base import Problem, Skills
from cads_ray.errors import Refused
from cads_ray.recipes.oasis import RECIPE
from cads_ray.schema import MetaStrategy

FAMILY = {family.name: family for family in FAMILIES}


def shown(name: str, seed: int = 100) -> Reading:
    item = FAMILY[name].make(Draw(MetaStrategy.PARAMETERS, 1, seed))
    return reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")


def asked(reading: Reading, strategy: str, variation: int = 1) -> dict:
    return question({"strategy": strategy, "level": "1", "variation": str(variation), "insights": []}, reading)


def test_the_kinds_are_those_that_the_recipe_plans_by():
    assert RECIPE.strategies == KINDS


@pytest.mark.parametrize(
    "name", ["bar_chart", "line_chart", "pie_chart", "circuits", "lever", "collision", "trig_ratio"]
)
def test_a_teachers_picture_gives_questions_that_a_solver_answers(name):
    reading = shown(name)
    found = [solve(Problem(query.text, (), reading), Skills())["answer"] for query in queries(reading)]
    assert any(found), [query.text for query in queries(reading)]


def test_the_variation_chooses_and_the_kind_is_kept_where_it_can_be():
    reading = shown("bar_chart")
    texts = {asked(reading, "comparison", v)["question"] for v in range(12)}
    assert len(texts) > 2
    assert all("differ" in text or "largest" in text for text in texts)
    assert asked(reading, "comparison", 3) == asked(reading, "comparison", 3)
    assert asked(shown("circuits"), "comparison")["question"].startswith("What")


def test_a_picture_of_nothing_known_is_refused():
    with pytest.raises(Refused, match="what might be asked"):
        asked(Reading(), "reading")
