from cads_ray.ablation.truth import guessed
from cads_ray.config import Config, MemberConfig
from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.judges import solve
from cads_ray.embedded.members import MEMBERS
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.retelling import heard
from cads_ray.embedded.solvers.base import Problem, Skills
from cads_ray.embedded.teachers import remake

CHARTED = [family for family in FAMILIES if family.name in ("bar_chart", "line_chart", "pie_chart")]


def items(member: str, count: int = 8):
    for family in CHARTED:
        told = {"concepts": [family.topic], "strategy": "isomorphic_transfer", "level": "1", "insights": []}
        for n in range(count):
            yield remake(told | {"variation": str(n)}, MEMBERS[member])


def test_what_is_told_again_can_be_solved_without_the_picture():
    found = [(item, solve(Problem(item.question, item.choices), Skills())["answer"]) for item in items("wide")]
    assert sum(answer == item.answer for item, answer in found) >= 0.9 * len(found)
    assert not any(solve(Problem(item.question, item.choices), Skills())["answer"] for item in items("sharp"))


def test_who_sees_the_picture_answers_from_it():
    for item in items("wide", 2):
        reading = reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")
        question, told = heard(item.question)
        assert told == item.drawing.say()
        assert solve(Problem(item.question, item.choices, reading), Skills()) == solve(
            Problem(question, item.choices, reading), Skills()
        )


def test_the_audit_knows_what_needs_no_picture():
    config = Config()
    config.models.members = {"sharp": MemberConfig(model="sharp")}
    config.judge.members = ["sharp"]
    item = next(items("wide"))
    row = {"question": item.question, "choices": [], "answer": item.answer, "unit": item.unit, "tolerance": ""}
    assert guessed(row, config)
    assert not guessed(row | {"question": heard(item.question)[0]}, config)
