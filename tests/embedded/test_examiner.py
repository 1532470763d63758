"""Rules that diagnose a failure and score a question, by what they are told and what was read."""

import pytest

from cads_ray.embedded.examiner import REMEDIES, diagnose, score
from cads_ray.embedded.families.base import SLIPS
from cads_ray.embedded.reading.words import Reading, Word
from cads_ray.errors import Refused
from cads_ray.judge.score import SCORES
from cads_ray.prompts.schemas import FAULTS, WRONG_KEY

CIRCUIT = "What is the total resistance of the circuit, in ohms?"


def reading(*texts: str) -> Reading:
    return Reading(tuple(Word(text, 60.0 + 90 * i, 50.0, 50, 18) for i, text in enumerate(texts)))


def fault(answer: str, attempt: str, working: str, seen: Reading | None = None) -> str:
    told = {"question": CIRCUIT, "answer": answer, "choices": [], "domain": "physics"}
    return diagnose(told | {"attempt": attempt, "working": working}, seen)["fault"]


@pytest.mark.parametrize(
    ("attempt", "working", "expected"),
    [
        ("", "This is a problem of circuits, which I have not learnt.", "knowledge"),
        ("", "This is a problem of circuits, but what I can read does not decide it.", "perception"),
        ("12000", "4000 and 8000 in series", "calculation"),
        ("12.05", "4 and 8 in series", "calculation"),
        ("17", "Read 4 and 13.", "perception"),
        ("8", "Read 4 and 8.", "question"),
        ("2.67", "Read 4 and 8: in parallel.", "reasoning"),
    ],
)
def test_the_clearest_sign_names_the_fault(attempt, working, expected):
    assert fault("12", attempt, working, reading("4 Ω", "8 Ω")) == expected


def test_every_fault_but_a_wrong_key_has_a_remedy_that_names_no_slip():
    assert set(REMEDIES) == set(FAULTS) - {WRONG_KEY}
    assert not any(slip.lower() in remedy.lower() for slip in SLIPS.values() for remedy in REMEDIES.values())


def test_a_seed_that_no_family_serves_is_refused():
    told = {"question": "Which organ is enlarged?", "answer": "liver", "choices": [], "domain": "radiology"}
    with pytest.raises(Refused, match="no embedded family"):
        diagnose(told | {"attempt": "", "working": ""}, None)


def test_a_question_that_the_picture_decides_scores_well_and_one_about_nothing_does_not():
    seen = reading("R1 = 4 Ω", "R2 = 8 Ω", "60 V")
    good = score({"question": CIRCUIT, "choices": []}, seen)
    assert list(good) == list(SCORES)
    assert set(good.values()) == {"5"}
    bad = score({"question": "How many of the apples does Gerald eat", "choices": []}, seen)
    assert (bad["solvability"], bad["grounding"], bad["sense"]) == ("1", "1", "2")
