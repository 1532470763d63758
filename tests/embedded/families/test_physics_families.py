"""Physics and chemistry families: answers by an independent route, legible figures, and solvers that can read them."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
import vl_convert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cads_ray.embedded.drawing.figure import Figure, Text, read_figure
from cads_ray.embedded.families import circuits, collision, concentration, gas_manometer, kinematics, lever
from cads_ray.embedded.families.base import TWISTS, Draw, Family, Item
from cads_ray.embedded.reading.description import reading_of_description
from cads_ray.embedded.reading.reader import read
from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.embedded.solvers import circuits as circuits_solver
from cads_ray.embedded.solvers import collision as collision_solver
from cads_ray.embedded.solvers import kinematics as kinematics_solver
from cads_ray.embedded.solvers import lever as lever_solver
from cads_ray.embedded.solvers import manometer, mixtures
from cads_ray.embedded.solvers.base import Problem, Skills, Solution
from cads_ray.embedded.solvers.measured import seen
from cads_ray.schema import MetaStrategy
from tests.embedded.families.physics_routes import ROUTES, number
from tests.embedded.solvers.paraphrases_physics import HELD_OUT, PARAPHRASES

FAMILIES: tuple[Family, ...] = tuple(
    module.FAMILY for module in (circuits, kinematics, lever, collision, concentration, gas_manometer)
)
_SOLVING = (circuits_solver, kinematics_solver, lever_solver, collision_solver, mixtures, manometer)
SOLVERS = tuple(module.SOLVER for module in _SOLVING)
by_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
few = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

STRATEGIES, LEVELS, SEEDS = st.sampled_from(list(MetaStrategy)), st.integers(1, 3), st.integers(0, 10**9)


def draws(family: Family, slips: bool = False) -> st.SearchStrategy[Draw]:
    own = st.frozensets(st.sampled_from(family.slips)) if slips else st.just(frozenset())
    return st.builds(Draw, STRATEGIES, LEVELS, SEEDS, st.frozensets(st.sampled_from(family.twists)), own)


def figure_of(item: Item) -> Figure:
    assert isinstance(item.drawing, Figure)
    return item.drawing


def solved(question: str, reading: Reading, skills: Skills | None = None) -> Solution | None:
    problem = Problem(question, (), reading)
    best = max(SOLVERS, key=lambda solver: solver.recognises(problem))
    return best.solve(problem, skills or Skills()) if best.recognises(problem) >= 0.5 else None


def boxes(figure: Figure) -> list[tuple[str, float, float, float, float]]:
    found = []
    for text in (shape for shape in figure.shapes if isinstance(shape, Text)):
        width = 0.56 * text.size * len(text.text)
        left = text.at[0] - width * {"start": 0, "middle": 0.5, "end": 1}[text.anchor]
        found.append((text.text, left, text.at[1] - text.size / 2, left + width, text.at[1] + text.size / 2))
    return found


@by_family
@few
@given(data=st.data())
def test_the_truth_follows_by_another_route(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family, slips=True)))
    one, other = ROUTES[family.name](item.givens, number(item.truth))
    assert one == pytest.approx(other, rel=1e-9)


@by_family
@few
@given(data=st.data())
def test_without_slips_the_key_is_the_truth_and_no_label_gives_it_away(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family)))
    assert item.answer == item.truth
    assert re.fullmatch(r"-?\d+(\.\d+)?", item.answer)
    numbers = [n for label in figure_of(item).labels for n in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", label)]
    assert number(item.answer) not in [number(n) for n in numbers]
    assert set(item.needed) <= set(figure_of(item).labels)
    assert any(label not in item.question for label in item.needed), "the picture is needed"


@by_family
@few
@given(data=st.data())
def test_a_slip_changes_no_number_of_the_question(family: Family, data: st.DataObject) -> None:
    draw = data.draw(draws(family, slips=True))
    fair = family.make(Draw(draw.strategy, draw.level, draw.seed, draw.twists))
    item = family.make(draw)
    assert item.question == fair.question
    assert sorted(figure_of(item).labels) == sorted(figure_of(fair).labels) or "swap" in draw.slips


@by_family
@few
@given(data=st.data())
def test_labels_are_on_the_canvas_and_clear_of_one_another(family: Family, data: st.DataObject) -> None:
    figure = figure_of(family.make(data.draw(draws(family))))
    labels = boxes(figure)
    for text, left, top, right, bottom in labels:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= figure.width, text
        assert bottom <= figure.height, text
    for (a, *one), (b, *two) in combinations(labels, 2):
        overlap = one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        assert not overlap, (a, b)


@by_family
@few
@given(data=st.data())
def test_the_figure_can_be_read_back_from_its_words(family: Family, data: st.DataObject) -> None:
    item = family.make(data.draw(draws(family, slips=True)))
    assert read_figure(f"{item.layout}\n\n{item.drawing.say()}") == item.drawing


@by_family
def test_each_strategy_has_three_wordings_and_names_its_twists(family: Family) -> None:
    for strategy in MetaStrategy:
        for level in (1, 2, 3):
            plain = [family.make(Draw(strategy, level, seed)) for seed in range(20)]
            assert len({item.question for item in plain}) >= 3
        small = family.make(Draw(strategy, 1, 0, frozenset({"small_print"})))
        assert TWISTS["small_print"] in small.strategy_text
        assert min(text.size for text in figure_of(small).shapes if isinstance(text, Text)) <= 11


@by_family
def test_perfect_words_are_enough_at_level_1(family: Family) -> None:
    items = [family.make(Draw(strategy, 1, seed)) for strategy in MetaStrategy for seed in range(25)]
    right = [s is not None and s.answer == i.answer for i in items if [s := _by_words(i)]]
    assert sum(right) >= 0.95 * len(items)


def _by_words(item: Item, skills: Skills | None = None) -> Solution | None:
    return solved(item.question, reading_of_description(item.drawing.say()), skills)


@by_family
def test_a_solver_without_conversions_errs_as_a_teacher_with_that_slip(family: Family) -> None:
    """Where the careless teacher's key differs from the truth, the careless solver finds that very key."""
    twist, slip = frozenset({"mixed_units"}), frozenset({"units"})
    items = [
        family.make(Draw(s, level, seed, twist, slip)) for s in MetaStrategy for level in (1, 2) for seed in range(6)
    ]
    wrong = [item for item in items if item.answer != item.truth]
    assert len(wrong) >= 5
    found = [_by_words(item, Skills(converts_units=False)) for item in wrong]
    assert sum(s is not None and s.answer == i.answer for s, i in zip(found, wrong, strict=True)) >= 0.95 * len(wrong)


@pytest.mark.parametrize(
    "family", [lever.FAMILY, circuits.FAMILY, collision.FAMILY], ids=["lever", "circuits", "collision"]
)
def test_a_solver_that_takes_the_wrong_unknown_agrees_with_such_a_teacher(family: Family) -> None:
    for seed in range(8):
        item = family.make(Draw(MetaStrategy.REVERSION, 1, seed, slips=frozenset({"unknown"})))
        solution = _by_words(item, Skills(slips=frozenset({"unknown"})))
        assert solution is not None
        assert solution.answer == item.answer


def test_questions_in_other_peoples_words_are_solved() -> None:
    assert _score(PARAPHRASES) >= 22  # 24 of 24; 19 before the solvers were mended with them
    assert _score(HELD_OUT) >= 8  # 9 of 12, never used to mend anything


def _score(entries: list[tuple[str, list[tuple[str, float, float]], tuple[str, ...]]]) -> int:
    count = 0
    for question, labels, answers in entries:
        words = tuple(Word(text, x, y, 0.56 * 18 * len(text), 18) for text, x, y in labels)
        solution = solved(question, Reading(words))
        count += solution is not None and solution.answer in answers
    return count


def test_a_question_in_parts_and_an_unread_picture_get_no_answer() -> None:
    reading = Reading((Word("Gas", 60, 60), Word("26.4 cm", 320, 200), Word("Closed end", 320, 30)))
    parts = "The closed-end manometer is filled with mercury. Find the pressure in (a) torr (b) atm."
    assert solved(parts, reading) is None
    for family in FAMILIES:
        assert solved(family.make(Draw(MetaStrategy.PARAMETERS, 1, 0)).question, Reading()) is None


def test_real_ocr_finds_the_needed_labels_and_level_1_is_solved() -> None:
    """Two pictures a family; benchmarks over more are in the report of the families."""
    found = right = labels = total = 0
    for family in FAMILIES:
        for strategy in (MetaStrategy.REVERSION, MetaStrategy.TRANSFER):
            item = family.make(Draw(strategy, 1, 7))
            reading = read(vl_convert.svg_to_png(figure_of(item).source()[1]), 480)
            texts = {
                text.replace(" ", "") for text in [x.text for x in reading.words] + [x.text for x in seen(reading)]
            }
            found += sum(label.replace(" ", "") in texts for label in item.needed)
            labels += len(item.needed)
            solution = solved(item.question, reading)
            right, total = right + (solution is not None and solution.answer == item.answer), total + 1
    assert found >= 0.95 * labels
    assert right >= total - 1
