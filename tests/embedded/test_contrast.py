import pytest

from cads_ray.embedded.contrast import Contrast
from cads_ray.embedded.drawing.chart import Chart
from cads_ray.embedded.drawing.figure import Circle, Figure, Path, Text


def seen(
    drawing=None, right="", wrong="", question="How long is the third side?", answer="5", dissent="", told=""
) -> Contrast:
    fields = {
        "question": question,
        "answer": answer,
        "right": right,
        "wrong": wrong,
        "dissent": dissent,
        "strategy_text": told,
    }
    return Contrast(
        fields | {"visual_prompt": f"A layout.\n\n{drawing.say()}" if drawing else "", "domain": "", "strategy": ""}
    )


def figure(*texts: str, size: float = 18, over: tuple = ()) -> Figure:
    labels = tuple(Text(text, (100, 60 + 60 * i), size) for i, text in enumerate(texts))
    return Figure((Path(((0, 0), (50, 50))), *labels, *over))


def chart(printed: bool) -> Chart:
    return Chart("bar", "Sales", "Day", "Boxes", (("Mon", 40, ""), ("Tue", 30, "")), printed)


PLATE = Path(((60, 40), (140, 40), (140, 80), (60, 80)), closed=True, fill="#b8b8b8")


@pytest.mark.parametrize("over", [PLATE, Circle((100, 60), 30, fill="white")])
def test_a_label_under_a_filled_shape_is_hidden(over):
    assert seen(figure("3 cm", over=(over,))).hides_a_label
    first, *rest = figure("3 cm").shapes
    assert not seen(Figure((first, over, *rest))).hides_a_label  # drawn before the label
    assert not seen(figure("3 cm", over=(Path(PLATE.points, closed=True),))).hides_a_label  # not filled
    assert not seen(chart(True)).hides_a_label


def test_quantities_of_one_kind_in_two_units_are_mixed():
    assert seen(figure("3 cm", "40 mm")).mixes_units
    assert seen(figure("R1 = 2 kΩ", "U = 12 V", "R2 = 500 Ω")).mixes_units
    assert not seen(figure("3 cm", "4 cm", "2 kg")).mixes_units
    assert not seen().mixes_units
    assert seen(answer="3", wrong="The speed is 180.\nAnswer: 180").mixes_units  # minutes for hours
    assert not seen(answer="3", wrong="The speed is 9.\nAnswer: 9").mixes_units


def test_solutions_differ_by_their_answers():
    assert seen(right="By addition.\nAnswer: 5", wrong="By counting.\nAnswer: 6").differ
    assert not seen(right="By addition.\nAnswer: 5", wrong="By counting.\nAnswer: 5").differ


def test_small_print_is_what_most_labels_are_in():
    assert seen(figure("3 cm", "4 cm", size=11)).small
    assert not seen(figure("3 cm", "4 cm")).small
    assert not seen().small


def test_close_answers_off_a_scale():
    assert seen(chart(False), answer="40", wrong="It reads 38.\nAnswer: 38").off_scale
    assert not seen(chart(True), answer="40", wrong="It reads 38.\nAnswer: 38").off_scale
    assert not seen(chart(False), answer="40", wrong="It reads 4.\nAnswer: 4").off_scale
    assert not seen(chart(False), answer="40", wrong="I give up.\nAnswer: ").off_scale


def test_a_number_that_is_nowhere_was_misread():
    right = "Read 13 cm and 12 cm.\nAnswer: 5"
    assert seen(figure("13 cm", "12 cm"), right, "Read 18 cm and 12 cm.\nAnswer: 13.4").misread
    assert not seen(figure("13 cm", "12 cm"), right, "Read 13 cm and 12 cm.\nAnswer: 25").misread


def test_an_answer_that_the_right_solution_passes_through_came_too_early():
    right = "First the side is 12, then the area 30.\nAnswer: 30"
    assert seen(right=right, wrong="The side is 12.\nAnswer: 12", answer="30").stopped_early
    assert not seen(right=right, wrong="The side is 11.\nAnswer: 11", answer="30").stopped_early


def test_a_number_of_the_figure_that_the_right_solution_leaves_out():
    right = "3 and 4 give 5.\nAnswer: 5"
    assert seen(figure("3 cm", "4 cm", "9 cm"), right, "3, 4 and 9 give 16.\nAnswer: 16").used_too_much
    assert not seen(figure("3 cm", "4 cm", "9 cm"), right, "3 and 4 give 7.\nAnswer: 7").used_too_much


def test_diameter_for_radius_shows_in_the_ratio():
    assert seen(question="What is the radius?", answer="10", dissent="5").doubled
    assert seen(question="What is the area of the circle?", answer="78.5", dissent="314").doubled
    assert not seen(question="What is the radius?", answer="10", dissent="7").doubled
    assert not seen(question="How long is it?", answer="10", dissent="5").doubled
    assert not seen(question="What is the radius?", answer="10", dissent="0").doubled
