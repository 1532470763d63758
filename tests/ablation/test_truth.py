"""The truth of a sample: its teacher's slips are found, and only they."""

import pytest

from cads_ray.ablation.truth import guessed, sound
from cads_ray.config import Config, MemberConfig
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.members import abilities_of
from cads_ray.embedded.teachers import remake

[LEVER] = [family for family in FAMILIES if family.name == "lever"]
WARNING = "The key is wrong when its author forgets to convert units: solve it again with all quantities in one unit."
ASK = "Where quantities allow it, give one quantity in another unit than the rest: judges differ."
WORDS = {"ins-0001": ASK, "ins-0002": WARNING}


def config() -> Config:
    made = Config()
    made.models.members = {name: MemberConfig(model=name) for name in ("sharp", "coarse", "literal")}
    made.judge.members = ["sharp", "literal"]
    return made


def row(author: str, variation: int, insights: list[str]) -> dict:
    fields = {"strategy": "parameter_variation", "level": "2", "variation": str(variation)}
    told = {"concepts": [LEVER.topic], "insights": [WORDS[id] for id in insights]}
    item = remake(fields | told, abilities_of(author))
    return {
        "id": f"{author}-{variation}",
        **{"author": author, "domain": "physics", "reasoning": "", "concepts": [LEVER.topic], "insights": insights},
        **{"strategy": "parameter_variation", "level": 2, "variation": variation},
        **{"question": item.question, "answer": item.answer, "choices": [], "unit": item.unit},
        **{"tolerance": "", "visual_prompt": f"{item.layout}\n\n{item.drawing.say()}"},
    }


def right(author: str, insights: list[str], count: int = 30) -> int:
    return len(sound([row(author, i, insights) for i in range(count)], WORDS, config()))


def test_a_teacher_that_forgets_to_convert_makes_wrong_keys_where_units_are_mixed():
    assert right("literal", ["ins-0001"]) < 15 < right("literal", ["ins-0001", "ins-0002"])


def test_a_careful_teacher_makes_right_keys_but_for_its_lapses():
    assert 22 <= right("coarse", []) < 30  # labels swapped or drawn over, now and then


def test_a_changed_key_is_not_right():
    assert not sound([row("sharp", 1, []) | {"answer": "0.123"}], WORDS, config())


def test_what_needs_its_picture_cannot_be_guessed():
    assert not guessed(row("sharp", 1, []), config())


@pytest.mark.parametrize(("question", "answer"), [("How much is 2 + 3?", "17")])
def test_no_judge_is_given_the_key(question, answer):
    assert not guessed(row("sharp", 1, []) | {"question": question, "answer": answer}, config())
