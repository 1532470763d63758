"""The analyst on the seeds that the package ships, and on what no family serves."""

import json

import pytest

from cads_ray.embedded.analyst import analyze
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.members import STUDY
from cads_ray.embedded.reading.reader import read
from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.embedded.subjects import SERVED
from cads_ray.errors import Refused
from cads_ray.seeds.read import DEMO

TOPICS = {family.topic: family for family in FAMILIES}


def told(question: str = "", **other) -> dict:
    return {"question": question, "answer": "", "choices": [], "description": "", "domain": "", **other}


def family_of(fields: dict, reading: Reading | None = None) -> str:
    return TOPICS[analyze(fields, reading)["concepts"][0]].name


@pytest.mark.parametrize(
    ("question", "family"),
    [
        ("Find the length of the hypotenuse of the right triangle.", "right_triangle"),
        ("What is the total resistance of the three resistors in series?", "circuits"),
        ("The pie chart shows how pupils come to school. What percentage walks?", "pie_chart"),
        ("A gas is measured with a mercury manometer. What is its pressure in torr?", "gas_manometer"),
        ("A kite flies at an angle of elevation of 40 degrees. How high is it?", "trig_ratio"),
        ("How much energy reaches the top consumer of this food chain?", "food_web"),
    ],
)
def test_a_problem_is_known_by_its_words(question, family):
    assert family_of(told(question)) == family


def test_words_on_the_picture_decide_what_the_text_leaves_open():
    question = told("What is asked for in the figure?")
    with pytest.raises(Refused):
        analyze(question, None)
    shown = Reading(tuple(Word(text, 50, 20 * i) for i, text in enumerate(("mercury", "torr", "manometer", "gas"))))
    assert family_of(question, shown) == "gas_manometer"


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Which lobe of the lung shows a lesion?", "radiology"),
        ("What is the missing color of the part denoted with a question mark?", "visual puzzles"),
        ("Find the total capacitance of the capacitors in the circuit.", "capacitors"),
        ("Find the focal length of the lens.", "optics"),
        ("What does this show?", "this kind of problem"),
    ],
)
def test_what_no_family_serves_is_refused_by_name(question, what):
    with pytest.raises(Refused, match=f"no embedded family serves: {what}"):
        analyze(told(question), None)


def test_a_hint_of_another_domain_is_respected():
    question = "What is the total of the bars?"
    assert TOPICS[analyze(told(f"{question} See the bar chart."), None)["concepts"][0]].domain == "charts"
    with pytest.raises(Refused):
        analyze(told(f"{question} See the bar chart.", domain="medical"), None)


def test_a_description_may_name_more_than_is_served():
    description = "Draw a DC circuit of resistors, capacitors and sources. Ask for an equivalent value or a current."
    assert family_of(told(description=description)) == "circuits"


def test_the_signs_are_of_families_that_exist():
    assert SERVED.keys() <= {family.name for family in FAMILIES}


SHIPPED = {
    "openstax-m00132-exer-00001": "right_triangle",
    "openstax-m00126-exer-00005": "triangle_angles",
    "dynamath-123": "circle_sector",
    "openstax-m81327-fs-id1171505120911": "composite_area",
    "openstax-m49324-fs-id1165135195937": "line_graph",
    "dynamath-276": "circuits",
    "openstax-m42103-fs-id3520768": "kinematics",
    "dynamath-329": "lever",
    "openstax-m68750-fs-idm77194176": "gas_manometer",
    "openstax-m00003-exer-00005": "bar_chart",
    "dynamath-416": "data_table",
    "vqarad-1027": "",
    "task-06": "bar_chart line_chart pie_chart",
    "task-13": "gas_manometer concentration",
    "task-14": "food_web population",
    "task-18": "map_scale",
}


def shipped() -> list[dict]:
    return [json.loads(line) for line in DEMO.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("seed", [seed for seed in shipped() if seed["id"] in SHIPPED], ids=lambda seed: seed["id"])
def test_shipped_seeds_are_recognised(seed):
    image = seed.get("image")
    reading = read((DEMO.parent / image).read_bytes(), STUDY) if image else None
    names = ("question", "answer", "description", "domain")
    fields = {name: seed.get(name) or "" for name in names} | {"choices": seed.get("choices") or []}
    if SHIPPED[seed["id"]]:
        assert family_of(fields, reading) in SHIPPED[seed["id"]].split()
    else:
        with pytest.raises(Refused):
            analyze(fields, reading)
