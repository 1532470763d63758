"""What a run says of its judges, on votes whose makers are known."""

import random

import pytest

from cads_ray.judge.agreement import agreement

from .cast import row


def panel(count: int = 1200, favour: float = 0.0) -> tuple[list[dict], dict[str, str]]:
    """a and b share every thought (right 8 in 10), c is good, d poor; keys of y are always right, a's one time in three not.

    With `favour`, a agrees so often with a wrong key of its own.
    """
    rows, truths = [], {}
    for i in range(count):
        rng, author = random.Random(i), "ay"[i % 2]
        wrong = author == "a" and rng.random() < 1 / 3
        truth, twins = "7" if wrong else "5", rng.random() < 0.8
        right = {"a": twins, "b": twins, "c": rng.random() < 0.95, "d": rng.random() < 0.5}
        said = {judge: truth if hit else "9" if judge in "ab" else f"8{judge}" for judge, hit in right.items()}
        if wrong and rng.random() < favour:
            said["a"] = "5"
        marks = "".join("m" if said[judge] == "5" else "o" for judge in "abcd")
        rows.append(row(marks, said, id=f"r{i:04d}", author=author))
        truths[f"r{i:04d}"] = truth
    return rows, truths


def of(found: dict, *names: str) -> dict:
    return next(pair for pair in found["pairs"] if pair["judges"] == list(names))


def test_accuracy_shared_errors_and_effective_votes_are_measured_against_the_truth():
    found = agreement(*panel())
    accuracy = {judge["judge"]: judge["accuracy"] for judge in found["judges"]}
    assert accuracy == pytest.approx({"a": 0.8, "b": 0.8, "c": 0.95, "d": 0.5}, abs=0.04)
    estimated = {judge["judge"]: judge["estimated"] for judge in found["judges"]}
    assert abs(estimated["c"] - 0.95) < 0.05
    assert all(low < accuracy[judge["judge"]] < high for judge in found["judges"] for low, high in [judge["interval"]])
    assert (of(found, "a", "b")["same_when_wrong"], of(found, "a", "b")["kappa"]) == (1.0, 1.0)
    assert of(found, "a", "c")["same_when_wrong"] == 0.0
    assert 2.5 < found["effective_votes"] < 3.5  # of four judges two are one
    assert (found["samples"], found["audited"], found["unasked"]) == (1200, 1200, 0)
    assert sum(found["posterior"]) == 1200
    assert found["posterior"][0] > 150 < found["posterior"][-1]


def test_without_truth_the_key_stands_for_it():
    found = agreement(panel()[0])
    assert found["audited"] == 0
    assert {judge["accuracy"] for judge in found["judges"]} == {None}
    assert of(found, "a", "c")["both_wrong"] > of(agreement(*panel()), "a", "c")["both_wrong"]


def test_self_preference_is_neither_a_good_judge_nor_an_easy_author():
    (fair,), (unfair,) = (agreement(panel(favour=share)[0])["self_preference"] for share in (0.0, 0.9))
    assert fair["judge"] == unfair["judge"] == "a"
    assert unfair["gap"] > fair["gap"] + 0.15
    assert unfair["interval"][0] > 0
    assert unfair["own"] == 600


def test_judges_that_were_not_asked_are_counted_and_blind_probes_are_no_judges():
    rows = [row("mm"), row("mmmm", id="r1")]
    rows[1]["votes"].append(rows[1]["votes"][0] | {"judge": "blind", "sees": "nothing"})
    found = agreement(rows)
    assert found["unasked"] == 2
    assert [judge["judge"] for judge in found["judges"]] == list("abcd")


def test_nothing_judged_is_nothing_said():
    assert agreement([])["judges"] == []
