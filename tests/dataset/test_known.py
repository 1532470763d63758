"""Twins across rounds and against seeds, before and after the picture is there."""

import pytest

from cads_ray.dataset.settle import BARRED, SIBLINGS, TWIN, Keep, Settler
from cads_ray.schema import State

from .test_settle import HASH, row

FAR = "f" * 16


def seed(question="What is the area of the square?", answer="9", phash=HASH):
    return {"seed": "s", "seed_question": question, "seed_choices": [], "seed_answer": answer, "seed_phash": phash}


def heard(*rows, keep=Keep(), seeds=()):
    settler = Settler(keep, seeds)
    settler.settle(list(rows))
    return settler


def unpainted(**changes):
    return row("z", phash=None, **changes)


def test_nearly_the_same_words_are_a_twin_and_the_twin_is_named():
    long = "In the triangle shown, find the length of the side that is opposite to the right angle, in centimetres."
    near = "In the triangle shown, find the length of the side which is opposite to the right angle, in centimetres!"
    settler = Settler(Keep())
    assert settler.settle([row("a", question=long), row("b", question=near, phash=FAR)])[1] == (
        State.DUPLICATE,
        "twin of a",
    )


def test_where_no_label_holds_a_number_the_pictures_decide():
    same = {"question": "Which animal is shown?", "answer": "dog", "labels": ("a",)}
    one, redrawn, other = (row(id, **same, phash=phash) for id, phash in (("a", HASH), ("b", HASH), ("c", FAR)))
    redrawn["visual_prompt"], other["visual_prompt"] = "a dog, large", "a dog in the snow"
    assert [state for state, _ in Settler(Keep()).settle([one, redrawn, other])] == [
        State.ACCEPTED,
        State.DUPLICATE,
        State.ACCEPTED,
    ]


def test_before_paint_a_question_of_a_closed_round_names_its_twin():
    settler = heard(row("a"))
    assert settler.foretell([unpainted(), unpainted(answer="6"), unpainted(labels=("3 cm", "5 cm"))]) == [
        (TWIN, "twin of a"),
        None,
        None,
    ]


def test_before_paint_nothing_is_said_that_the_picture_could_change():
    settler = heard(row("a", question="Which animal is shown?", answer="dog", labels=("a",)))
    there = unpainted(question="Which animal is shown?", answer="dog", labels=("b",))
    assert settler.foretell([there]) == [None]


def test_before_paint_a_template_with_all_its_siblings_is_barred():
    rows = [row(f"{i}", question=f"Add {i} and 4.", answer=str(i + 4)) for i in range(3)]
    assert heard(*rows).foretell([unpainted(question="Add 9 and 4.", answer="13")]) == [(BARRED, SIBLINGS)]
    assert heard(*rows[:2]).foretell([unpainted(question="Add 9 and 4.", answer="13")]) == [None]


def test_asking_beforehand_changes_no_decision():
    rows = [row(f"{i}", question=f"Question {'x' * i} of kind {i}?", answer=str(i)) for i in range(6)]
    quiet, asked = Settler(Keep()), Settler(Keep())
    quiet.settle(rows[:3])
    asked.settle(rows[:3])
    asked.foretell(rows[3:])
    assert quiet.settle(rows[3:] + rows[:1]) == asked.settle(rows[3:] + rows[:1])


@pytest.mark.parametrize(
    ("theirs", "ours", "twin"),
    [
        ({}, {}, True),
        ({}, {"phash": FAR}, False),
        ({"phash": None}, {"phash": FAR}, True),
        ({}, {"answer": "16"}, False),
        ({"question": "What is 3 times 3?"}, {"question": "what is 3 times 3", "phash": FAR}, True),
    ],
)
def test_a_copy_of_a_seed_is_its_twin_whatever_the_labels_say(theirs, ours, twin):
    sample = row("a", **{"question": "What is the area of the square", "answer": "9", "labels": ("3 cm",)} | ours)
    found = [state for state, _ in Settler(Keep(), [seed(**theirs)]).settle([sample])]
    assert found == [State.DUPLICATE if twin else State.ACCEPTED]
