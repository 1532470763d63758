"""Duplicates and siblings, decided in the order of ids."""

from hypothesis import given
from hypothesis import strategies as st

from cads_ray.dataset.settle import Keep, Settler
from cads_ray.dataset.words import numbers, template
from cads_ray.schema import State
from tests.plain import STATES, verdict

HASH = "0123456789abcdef"


def row(id="r000-1", question="Find x.", answer="5", labels=("3 cm", "4 cm"), phash=HASH, state=State.ACCEPTED):
    words = " ".join(f'text "{label}"' for label in labels)
    return verdict({"id": id}, question=question, answer=answer, visual_prompt=words, phash=phash, state=state) | {
        "error_stage": None
    }


def settle(rows, keep=Keep(), seeds=()):
    return [state for state, _ in Settler(keep, seeds).settle(rows)]


def test_the_second_of_two_equal_samples_is_the_duplicate():
    assert settle([row("a"), row("b")]) == [State.ACCEPTED, State.DUPLICATE]
    settler = Settler(Keep())
    assert settler.settle([row("a"), row("b")])[1][1] == "twin of a"


def test_other_numbers_another_answer_or_another_picture_are_no_duplicate():
    plain = row("a", labels=("A", "B"))
    others = [row("b", labels=("6 cm", "8 cm")), row("c", answer="6"), row("d", labels=("B",), phash="f" * 16)]
    assert settle([plain, *others], Keep(siblings=9)) == [State.ACCEPTED] * 4


def test_case_space_and_a_redrawn_picture_make_no_difference():
    near = f"{int(HASH, 16) ^ 0b1011:016x}"
    assert settle([row("a"), row("b", question="  find X ", phash=near)])[1] is State.DUPLICATE


def test_a_seed_can_be_the_twin():
    seed = {"seed": "s", "seed_question": "What is 2 + 3?", "seed_choices": [], "seed_answer": "5", "seed_phash": None}
    assert settle([row("a", question="what is 2 + 3", labels=())], seeds=[seed]) == [State.DUPLICATE]


def test_siblings_beyond_the_limit_are_excluded_and_failures_count_nowhere():
    rows = [row(f"{i}", question=f"Add {i} and 4.", answer=str(i + 4)) for i in range(5)]
    assert settle(rows, Keep(siblings=3)) == [State.ACCEPTED] * 3 + [State.EXCLUDED] * 2
    failed = row("f") | {"error_stage": "paint", "error_type": "PictureError", "error_message": "m"}
    assert settle([failed, row("a")]) == [State.FAILED, State.ACCEPTED]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from(STATES)), max_size=30))
def test_remembering_is_the_same_as_having_settled(kinds):
    rows = [row(f"{i:03d}", f"{kind} {n}?", str(n), state=state) for i, (kind, n, state) in enumerate(kinds)]
    first = Settler(Keep(siblings=2))
    settled = [r | {"state": s, "reason": why} for r, (s, why) in zip(rows[:15], first.settle(rows[:15]), strict=True)]
    second = Settler(Keep(siblings=2))
    second.remember(settled)
    assert first.settle(rows[15:]) == second.settle(rows[15:])
    assert first.kept == second.kept


def test_template_and_numbers():
    assert template("Find  X, if AB = 3.5 cm!") == template("find x if ab = 12 cm")
    assert numbers(row(question="From 1,200 to 3", labels=("4 cm", "b"))) == ("1,200", "3", "4")
