import pyarrow as pa
import pytest

from cads_ray.context.leak import LeakGuard, Source
from cads_ray.schema import SEED

QUESTION = "A ladder of 13 m leans against a wall, and its foot stands 5 m away from the wall."
SEEDS = pa.Table.from_pylist(
    [{"seed": "s1", "seed_question": QUESTION}, {"seed": "t1", "seed_description": "Show a map of four river basins."}],
    SEED,
)
SAMPLE = Source("What is the height of the kite above the 24 m string on day 7?", "Lena's kite")


@pytest.fixture
def guard():
    return LeakGuard(SEEDS)


def test_advice_passes(guard):
    assert guard.leak("Give one quantity in another unit than the rest, and ask for the third side.", [SAMPLE]) == ""
    assert guard.leak("A ladder leans against a wall: move such scenes elsewhere.", [SAMPLE]) == ""


def test_eight_words_of_a_seed_or_of_the_sample_do_not(guard):
    assert "words" in guard.leak("Say that a ladder, of 13 m, leans against a wall and go on.", [])
    assert "words" in guard.leak("Ask: what IS the height of the kite, above the roof?", [SAMPLE])
    assert guard.leak("Best is: show a map of four river basins.", []) == ""  # seven words


def test_seven_words_do(guard):
    assert guard.leak("leans against a wall and its foot, or a hand", []) == ""


def test_a_run_ends_at_whole_words(guard):
    assert guard.leak("against a wall and its foot stands 55 km", []) == ""


def test_the_answer_is_a_secret(guard):
    assert "answer" in guard.leak("The answer may be LENA'S KITE, as here.", [SAMPLE])
    assert guard.leak("Let Lena's kites fly.", [SAMPLE]) == ""
    assert "answer" in guard.leak("Let 7 be found.", [Source("How many?", "7")])


@pytest.mark.parametrize("answer", ["A", "yes", "No", ""])
def test_answers_that_any_sentence_holds_are_none(guard, answer):
    assert guard.leak("A figure with no label? yes", [Source("What?", answer)]) == ""


def test_one_number_may_be_shared_and_two_may_not(guard):
    assert guard.leak("Use 24 labels.", [SAMPLE]) == ""
    assert "numbers" in guard.leak("Use 24 labels on 7 lines.", [SAMPLE])


def test_long_advice_without_sources_is_held_against_all_seeds(guard):
    assert "words" in guard.leak(QUESTION, [])
