"""The audit: all rules from one votes table, against the truth."""

import random
from dataclasses import dataclass

import pytest

from cads_ray.judge.audit import BASE, Line, audited, compare, strata
from cads_ray.judge.consensus import Rule

from .cast import JUDGES, row

RULE = Rule("independent", JUDGES)


@dataclass(frozen=True)
class Known:
    answer: str
    legible: bool = True


def audit(cases: list[tuple[str, dict, bool]]) -> dict[str, Line]:
    """Lines by rule, for (marks, shared answers, whether the key is right) of samples by a."""
    rows = [row(marks, shared, id=f"r{i}") | {"seed": f"s{i % 7}"} for i, (marks, shared, _) in enumerate(cases)]
    truths = {f"r{i}": Known("5" if right else "7", i % 10 != 0) for i, (*_, right) in enumerate(cases)}
    return {line.rule: line for line in compare(audited(rows, truths), RULE)}


SAME = dict.fromkeys("bcd", "7")
CASES = (
    [("mmmm", {}, True)] * 60 + [("mmmo", {}, True)] * 10 + [("mooo", SAME, False)] * 10 + [("mmoo", SAME, False)] * 10
)


def test_each_rule_keeps_what_it_says():
    lines = audit(CASES)
    kept = {name: round(line.kept * 90) for name, line in lines.items()}
    assert kept["no judge"] == kept["paper, without dissent"] == 90
    assert kept["independent, without dissent"] == 80  # nobody but the author finds the key of ten
    assert kept["paper, with dissent"] == 80  # the author tips two against two
    assert kept[BASE] == 70
    assert lines["no judge"].precision == pytest.approx(70 / 90)
    assert lines["independent, without dissent"].precision == pytest.approx(70 / 80)
    assert (lines[BASE].precision, lines[BASE].recall, lines[BASE].ahead) == (1.0, 1.0, 0.0)
    assert lines["one judge (mean over judges)"].kept == pytest.approx((90 + 80 + 70 + 60) / 4 / 90)


def test_intervals_hold_the_figure_and_are_the_same_every_time():
    rng = random.Random(3)
    cases = [rng.choice(CASES) for _ in range(100)]
    lines = audit(cases)
    for line in lines.values():
        assert line.precision_interval[0] <= line.precision <= line.precision_interval[1]
        assert line.recall_interval[0] <= line.recall <= line.recall_interval[1]
        assert line.sound <= line.precision
    assert lines["no judge"].precision_interval[0] < lines["no judge"].precision_interval[1]
    assert lines["no judge"].ahead_interval[1] < 0
    assert lines[BASE].precision_interval[0] < 1 == lines[BASE].precision  # none was seen, which is not none
    assert audit(cases) == lines


def test_right_keys_by_c_with_and_without_the_author():
    rows = [row(marks, shared, id=f"r{i}") for i, (marks, shared, _) in enumerate(CASES)]
    samples = audited(rows, {f"r{i}": Known("5" if right else "7") for i, (*_, right) in enumerate(CASES)})
    assert [(s["C"], s["samples"], s["right"]) for s in strata(samples, RULE)] == [
        *((0, 10, 0.0), (1, 10, 0.0), (2, 10, 1.0), (3, 60, 1.0))
    ]
    assert [s["C"] for s in strata(samples, RULE, "consensus_all")] == [1, 2, 3, 4]


def test_a_sample_of_unknown_truth_is_left_out():
    assert audited([row("mmmm")], {}) == []
