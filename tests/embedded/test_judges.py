"""Judges on pictures that teachers draw. They share no code with the families, so agreement is evidence for both."""

import json
import re
from pathlib import Path

import pytest

from cads_ray.embedded.families import FAMILIES
from cads_ray.embedded.families.base import Draw, Item
from cads_ray.embedded.judges import solve
from cads_ray.embedded.members import COARSE, MEMBERS, SHARP
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.reader import read
from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.embedded.solvers import SOLVERS
from cads_ray.embedded.solvers.base import Problem, Skills, Solution, Solver
from cads_ray.schema import MetaStrategy

PARAPHRASES = Path(__file__).parent / "solvers" / "paraphrases.jsonl"
SKILLS = MEMBERS["sharp"].skills


def same(answer: str, truth: str) -> bool:
    """Equal texts, or equal leading numbers."""
    numbers = [re.match(r"-?\d+(?:\.\d+)?", text) for text in (answer, truth)]
    return answer == truth or (all(numbers) and float(numbers[0][0]) == float(numbers[1][0]))


def votes(renderer, item: Item, member: str, question: str = "") -> str:
    abilities = MEMBERS[member]
    reading = read(renderer.draw(*item.drawing.source()).data, abilities.resolution)
    return solve(Problem(question or item.question, item.choices, reading), abilities.skills)["answer"]


def solved(renderer, draws: int) -> dict[str, float]:
    """Share of level-1 draws that the sharp judge solves, by family; strategies in turn."""
    rates = {}
    for family in FAMILIES:
        items = [family.make(Draw(list(MetaStrategy)[i % 4], 1, 100 + i)) for i in range(draws)]
        right = [same(votes(renderer, item, "sharp"), item.truth or item.answer) for item in items]
        rates[family.name] = sum(right) / draws
    return rates


def test_a_sharp_judge_solves_level_one(renderer):
    rates = solved(renderer, 2)
    assert sum(rates.values()) / len(rates) >= 0.95, rates


@pytest.mark.slow
def test_a_sharp_judge_solves_level_one_of_every_family(renderer):
    rates = solved(renderer, 40)
    assert sum(rates.values()) / len(rates) >= 0.95, rates
    assert min(rates.values()) >= 0.9, rates


def test_the_same_picture_and_question_always_get_the_same_answer(renderer):
    item = FAMILIES[0].make(Draw(MetaStrategy.PARAMETERS, 1, 5))
    for member in ("sharp", "coarse", "literal"):
        assert votes(renderer, item, member) == votes(renderer, item, member)


def test_small_print_is_beyond_the_coarse_judge_more_often(renderer):
    families = [family for family in FAMILIES if "small_print" in family.twists][::2]
    items = [family.make(Draw(MetaStrategy.PARAMETERS, 2, 7, frozenset({"small_print"}))) for family in families]
    right = {
        member: sum(same(votes(renderer, item, member), item.truth or item.answer) for item in items)
        for member in ("sharp", "coarse")
    }
    assert right["coarse"] < right["sharp"], right


def test_the_literal_judge_falls_for_mixed_units_and_the_sharp_one_does_not():
    families = [family for family in FAMILIES if "mixed_units" in family.twists]
    right = {"sharp": 0, "literal": 0}
    for family in families:
        item = family.make(Draw(MetaStrategy.PARAMETERS, 2, 11, frozenset({"mixed_units"})))
        reading = reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")
        for member, skills in (("sharp", Skills()), ("literal", MEMBERS["literal"].skills)):
            answer = solve(Problem(item.question, item.choices, reading), skills)["answer"]
            right[member] += same(answer, item.truth or item.answer)
    assert right["literal"] < right["sharp"], right


def solver(name: str, sureness: float, answer: str | None = "7") -> Solver:
    found = None if answer is None else Solution(answer, "because")
    return Solver(name, lambda problem: sureness, lambda problem, skills: found)


def test_the_solver_that_recognises_most_answers():
    voted = solve(Problem("?"), SKILLS, [solver("a", 0.6, "1"), solver("b", 0.9, "2")])
    assert voted == {"reasoning": "because", "answer": "2"}


@pytest.mark.parametrize(
    ("solvers", "skills", "because"),
    [
        ([solver("a", 0.3)], SKILLS, "do not recognise"),
        ([solver("plane_mirrors", 0.8), solver("b", 0.8)], SKILLS, "of plane mirrors or of b"),
        ([solver("a", 0.9)], Skills(topics=frozenset({"b"})), "have not learnt"),
        ([solver("a", 0.9, None)], SKILLS, "without the picture"),
    ],
)
def test_a_judge_that_cannot_decide_abstains_and_says_why(solvers, skills, because):
    voted = solve(Problem("?"), skills, solvers)
    assert voted["answer"] == ""
    assert because in voted["reasoning"]


def test_a_judge_who_reads_nothing_says_so():
    voted = solve(Problem("?", reading=Reading()), SKILLS, [solver("a", 0.9, None)])
    assert "can read nothing" in voted["reasoning"]


def test_a_problem_of_no_known_kind_is_not_guessed():
    reading = Reading((Word("L", 20, 20), Word("MedPix", 100, 400)))
    assert solve(Problem("Which lobe shows a lesion?", ("left", "right"), reading), SKILLS)["answer"] == ""


def test_members_differ_in_what_they_can_do():
    assert len({str(abilities) for abilities in MEMBERS.values()}) == len(MEMBERS)
    assert {abilities.resolution for name, abilities in MEMBERS.items() if name != "student"} == {SHARP, COARSE}
    known = {solver.name for solver in SOLVERS}
    assert all(abilities.skills.topics <= known for abilities in MEMBERS.values())


def heard(question: str, skills: Skills) -> tuple[str, bool]:
    """What reaches the solver: its question, and whether it converts units."""

    def answer(problem: Problem, skills: Skills) -> Solution:
        return Solution(problem.question, str(skills.converts_units))

    voted = solve(Problem(question), skills, [Solver("echo", lambda problem: 0.9, answer)])
    return voted["answer"], voted["reasoning"] == "True"


def test_a_hasty_judge_answers_the_first_of_two_questions():
    two = "How many are there? Each costs 5 euros. How much is that?"
    assert heard(two, Skills(finishes=False))[0] == "How many are there?"
    assert heard(two, Skills())[0] == two
    assert heard("How many are there? Show every step.", Skills(finishes=False))[0].endswith("step.")


def test_who_is_reminded_of_the_units_converts_them():
    careless = Skills(converts_units=False)
    assert heard("How long is it?", careless)[1] is False
    assert heard("How long is it? Mind the units.", careless)[1] is True


def test_paraphrased_questions_are_scored(renderer, capsys):
    lines = PARAPHRASES.read_text(encoding="utf-8").splitlines()
    families, right, abstained = {family.name: family for family in FAMILIES}, 0, 0
    for entry in map(json.loads, lines):
        item = families[entry["family"]].make(Draw(MetaStrategy(entry["strategy"]), entry["level"], entry["seed"]))
        reading = reading_of_description(f"{item.layout}\n\n{item.drawing.say()}")
        answer = solve(Problem(entry["question"], item.choices, reading), SKILLS)["answer"]
        right, abstained = right + same(answer, item.truth or item.answer), abstained + (not answer)
    with capsys.disabled():
        print(f"\nparaphrases: {right} of {len(lines)} right, {abstained} abstained")
    assert lines
